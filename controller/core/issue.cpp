// Durable orders go out: levels I and II of class actual at once, the others in the pacer's turn, scheduled ones when
// their next start is near.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

bool goes_first(const wire::Order& order) {
  return order.order_class == OrderClass::actual && order.level <= Level::ii;
}

// How long the clips of an order may wait for the orders and receipts of all: the tone needs only the order.
SteadyTime::duration clips_hold(const OrderRecord& record, WallTime now) {
  const std::size_t terminals = record.ledger.addressed().size();
  if (record.start_at == WallTime{} || terminals < kManyTerminals) return {};
  const auto spare = record.start_at + record.order.tone_duration - kClipsBeforeWords - now;
  const auto wished = std::min<SteadyTime::duration>(kClipsHoldOfEach * terminals, kMostClipsHold);
  return std::clamp<SteadyTime::duration>(spare, SteadyTime::duration(0), wished);
}

}  // namespace

void ControllerCore::Impl::finish(Now now, StoredOrderOf& stored) {
  OrderRecord& record = *stored.record;
  std::erase_if(proposals, [&record](const auto& earlier) { return earlier->proposal.digest == record.digest; });
  if (stored.counts) guard.took(guard_input(record.order, record.signers.front(), stored.by_relay, 0), now.wall);
  remember(stored.record);
  ++counters.orders_issued;
  if (stored.supersession) remember_stop(stored.supersession);
  for (const auto& stop : stops)  // one that came while this order was being stored
    if (std::find(stop->orders.begin(), stop->orders.end(), record.digest) != stop->orders.end())
      apply_stop(*stop, record);
  schedule_release(now, record);
  push(OrderTaken{stored.request, record.digest, record.ledger.addressed().size(), false, OrderState::issued, 0, {}});
  resume_submissions(now, record.digest);
  work_releases(now);  // an alert stops them
}

void ControllerCore::Impl::schedule_release(Now now, OrderRecord& record) {
  if (record.ended || record.released || record.paced) return;
  if (!is_near(record.order, now.wall)) return plan_release();
  if (goes_first(record.order)) return release(now, record);
  ++counters.orders_paced;
  record.paced = true;
  std::size_t deliveries = 0;
  for (const TerminalIndex index : record.ledger.addressed()) deliveries += fleet.at(index).sessions.size();
  pacer.add({record.order.order_class, record.order.level, record.issuer_rank, ++last_sequence, record.digest,
             std::max<std::size_t>(deliveries, 1)});
  pump(now);
}

void ControllerCore::Impl::pump(Now now) {
  while (const auto turn = pacer.next(now.steady)) {
    OrderRecord* record = find(turn->digest);
    if (record == nullptr || !record->paced) continue;
    record->paced = false;
    release(now, *record);
  }
}

// Every order goes out before any clip. One that had to wait starts that much later.
void ControllerCore::Impl::release(Now now, OrderRecord& record) {
  record.released = true;
  if (record.start_at != WallTime{} && record.start_at <= now.wall) record.start_at = now.wall + kStartLead;
  start_stream(record);
  for (const TerminalIndex index : record.ledger.addressed()) {
    if (record.ledger.stopped(index)) continue;
    for (const SessionId session : fleet.at(index).sessions) deliver(now, record, session);
  }
  if (const auto hold = clips_hold(record, now.wall); hold > SteadyTime::duration(0))
    held_clips.emplace(now.steady + hold, record.digest);
  else
    push_clips_to_all(now, record);
}

// Live speech: whoever holds its key may now speak. The start is clamped to the signed window, as terminals do.
void ControllerCore::Impl::start_stream(const OrderRecord& record) {
  const wire::Order& order = record.order;
  const auto* live = std::get_if<wire::LiveProgramme>(&order.programme);
  if (live == nullptr) return;
  const wire::Occurrence& occurrence = order.occurrences.front();
  const WallTime start = std::clamp(record.start_at, occurrence.earliest_start, occurrence.latest_start);
  const WallTime first_sound = start + order.tone_duration;
  StartStream stream{record.digest,   *live,       order.order_class,
                     order.level,     first_sound, std::min<WallTime>(first_sound + live->max_duration, occurrence.end),
                     order.supersedes};
  goes_first(order) ? push_urgent(std::move(stream)) : push(std::move(stream));
}

void ControllerCore::Impl::release_due(Now now) {
  for (const auto& record : orders)
    if (!record->released && now.wall <= record->order.valid_until) schedule_release(now, *record);
  plan_release();
}

void ControllerCore::Impl::plan_release() {
  next_release = WallTime::max();
  for (const auto& record : orders) {
    if (record->released || record->paced || record->ended || record->order.valid_until < last.wall) continue;
    next_release = std::min(next_release, next_start(record->order, last.wall) - kPushAhead);
  }
}

void ControllerCore::Impl::deliver(Now now, OrderRecord& order, SessionId session) {
  const bool first = goes_first(order.order);
  if (const auto admit = admission(order, session)) first ? push_urgent(*admit) : push(*admit);
  SendFramed send = delivery(now, order, session);
  first ? push_urgent(std::move(send)) : push(std::move(send));
}

std::optional<AdmitListener> ControllerCore::Impl::admission(const OrderRecord& order, SessionId session) const {
  const auto* live = std::get_if<wire::LiveProgramme>(&order.order.programme);
  if (live == nullptr) return std::nullopt;
  return AdmitListener{session, order.digest, live->stream_id};
}

SendFramed ControllerCore::Impl::delivery(Now now, OrderRecord& order, SessionId session) {
  if (!order.frame) {
    const wire::OrderDelivery message{*wire::parse_envelope(order.envelope), settings.gateway_epoch, order.start_at};
    order.frame = std::make_shared<const Bytes>(wire::frame(wire::serialize(wire::Message(message))));
  }
  order.ledger.delivered(sessions.at(session).terminal, now.wall);
  ++counters.orders_delivered;
  return {session, order.frame};
}

OrderState ControllerCore::Impl::state_of(const OrderRecord& record, WallTime now) const {
  OrderState state = OrderState::issued;
  const auto happened = [&state](OrderEvent event) { state = next_state(state, event).value_or(state); };
  if (record.ended) happened(OrderEvent::ended_early);
  if (record.ledger.complete()) happened(OrderEvent::all_final);
  if (now >= record.order.occurrences.front().earliest_start) happened(OrderEvent::first_start);
  if (now > record.order.valid_until) happened(OrderEvent::validity_ended);
  return state;
}

}  // namespace tongluo::controller

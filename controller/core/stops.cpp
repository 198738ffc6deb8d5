// What ends orders before their time: cancel, stop-all, a newer order that supersedes. Kept until what they act on has
// ended, so that a terminal that was away hears of them before it hears of any order.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

SaveStop save_of(const StopRecord& stop) {
  return {stop.digest, wire::serialize(stop.envelope), stop.received_at, stop.until, stop.orders};
}

}  // namespace

std::shared_ptr<StopRecord> ControllerCore::Impl::make_stop(const Digest& digest, Envelope envelope,
                                                            WallTime received_at) const {
  auto stop = std::make_shared<StopRecord>();
  stop->digest = digest;
  stop->received_at = received_at;
  if (envelope.type == PayloadType::stop_all)
    if (auto parsed = wire::parse_stop_all(envelope.payload)) stop->stop_all = std::move(*parsed);
  if (envelope.type != PayloadType::order)
    stop->frame =
        std::make_shared<const Bytes>(wire::frame(wire::serialize(wire::Message(wire::SignedObject{envelope}))));
  stop->envelope = std::move(envelope);
  return stop;
}

void ControllerCore::Impl::cancel(Now now, RequestId request, Envelope envelope, const std::string& actor) {
  const auto reject_it = [&](Refusal refusal, std::string detail) {
    push(ObjectRejected{request, refusal, std::move(detail)});
  };
  const auto admitted = trust::verify_cancel(authority(), envelope, now.wall);
  if (!admitted) return reject_it(admitted.error(), "");
  OrderRecord* record = find(admitted->cancel.order);
  if (record == nullptr) return reject_it(Refusal::not_addressed, "no such order was issued");
  const auto order_envelope = wire::parse_envelope(record->envelope);
  if (!trust::may_cancel(*admitted, *list, *order_envelope, record->order))
    return reject_it(admitted->role == Role::dispatch ? Refusal::outside_scope : Refusal::wrong_role,
                     "this key may not cancel this order");
  const OrderState state = state_of(*record, now.wall);
  if (record->ended_by && !record->superseded_by)
    return push(StopTaken{request, *record->ended_by, {record->digest}, 0, true});
  if (is_over(state) && !record->ended)
    return reject_it(Refusal::expired, "it is " + std::string(to_string(state)) + " already");
  auto stop = make_stop(admitted->digest, std::move(envelope), now.wall);
  stop->until = record->order.valid_until;
  stop->orders = {record->digest};
  Writes writes{save_of(*stop)};
  audit(writes, now.wall, "order.cancelled", to_string(record->digest),
        "by " + actor + " with " + to_string(stop->digest));
  persist(std::move(writes), StoredStopOf{request, std::move(stop)});
}

void ControllerCore::Impl::stop_all(Now now, RequestId request, Envelope envelope, const std::string& actor) {
  const auto admitted = trust::verify_stop_all(authority(), envelope, now.wall);
  if (!admitted) return push(ObjectRejected{request, admitted.error(), ""});
  for (const auto& known : stops)
    if (known->digest == admitted->digest) return push(StopTaken{request, known->digest, known->orders, 0, true});
  for (const wire::Target& target : admitted->stop.targets)
    if (!fleet.any_in(target)) return push(ObjectRejected{request, Refusal::bad_area, "a target contains no terminal"});
  auto stop = make_stop(admitted->digest, std::move(envelope), now.wall);
  stop->orders = orders_under(admitted->stop, now.wall);
  stop->until = now.wall + kStopKept;
  for (const Digest& digest : stop->orders) stop->until = std::max(stop->until, valid_until_of(digest));
  Writes writes{save_of(*stop)};
  audit(writes, now.wall, "stop_all.accepted", to_string(stop->digest),
        "by " + actor + ", orders: " + std::to_string(stop->orders.size()));
  for (const Digest& digest : stop->orders)
    audit(writes, now.wall, "order.cancelled", to_string(digest), "by stop-all " + to_string(stop->digest));
  stops_under_way.push_back(stop);
  persist(std::move(writes), StoredStopOf{request, std::move(stop)});
}

// Live orders on which it acts at one of their terminals at least.
std::vector<Digest> ControllerCore::Impl::orders_under(const wire::StopAll& stop, WallTime now) const {
  std::vector<Digest> found;
  const auto consider = [&](const OrderRecord& record) {
    if (is_over(state_of(record, now))) return;
    const auto& addressed = record.ledger.addressed();
    const bool acts = std::any_of(addressed.begin(), addressed.end(), [&](TerminalIndex index) {
      return fleet.at(index).place && trust::covers(stop, record.order, *fleet.at(index).place);
    });
    if (acts) found.push_back(record.digest);
  };
  for (const auto& record : orders) consider(*record);
  for (const auto& [digest, token] : submitting)  // on their way to the disk: they end the moment they are there
    if (const auto* stored = std::get_if<StoredOrderOf>(&waiting.at(token).then)) consider(*stored->record);
  return found;
}

WallTime ControllerCore::Impl::valid_until_of(const Digest& digest) const {
  if (const OrderRecord* record = find(digest)) return record->order.valid_until;
  const auto& under_way = std::get<StoredOrderOf>(waiting.at(submitting.at(digest)).then);
  return under_way.record->order.valid_until;
}

void ControllerCore::Impl::finish(const StoredStopOf& stored) {
  const StopRecord& stop = *stored.record;
  std::size_t sent_to = 0;
  for (const auto& [id, index] : fleet.by_id()) {
    if (fleet.at(index).sessions.empty() || !concerns(stop, index)) continue;
    ++sent_to;
    for (const SessionId session : fleet.at(index).sessions) push_urgent(SendFramed{session, stop.frame});
  }
  ++counters.stops_taken;
  std::erase(stops_under_way, stored.record);
  remember_stop(stored.record);
  plan_release();
  push(StopTaken{stored.request, stop.digest, stop.orders, sent_to, false});
}

void ControllerCore::Impl::remember_stop(std::shared_ptr<StopRecord> stop) {
  for (const Digest& digest : stop->orders)
    if (OrderRecord* record = find(digest)) apply_stop(*stop, *record);
  if (stops.size() >= kMaxStops)
    stops.erase(
        std::min_element(stops.begin(), stops.end(), [](const auto& a, const auto& b) { return a->until < b->until; }));
  stops.push_back(std::move(stop));
}

bool ControllerCore::Impl::acts_on(const StopRecord& stop, const OrderRecord& record, TerminalIndex terminal) const {
  if (stop.envelope.type == PayloadType::order) {
    const OrderRecord* newer = find(stop.digest);
    return newer == nullptr || newer->ledger.addresses(terminal);
  }
  if (!stop.stop_all) return true;
  const auto& place = fleet.at(terminal).place;
  return place && trust::covers(*stop.stop_all, record.order, *place);
}

// Ended: stopped at every terminal. A stop-all of one township, or an edit that leaves one out, leaves the others
// alone.
void ControllerCore::Impl::apply_stop(const StopRecord& stop, OrderRecord& record) {
  if (record.digest == stop.digest || (record.ended && !record.superseded_by)) return;
  const auto& addressed = record.ledger.addressed();
  for (const TerminalIndex index : addressed)
    if (acts_on(stop, record, index)) record.ledger.stop(index, stop.received_at);
  const bool everywhere = std::all_of(addressed.begin(), addressed.end(),
                                      [&record](TerminalIndex index) { return record.ledger.stopped(index); });
  if (stop.envelope.type == PayloadType::order) record.superseded_by = stop.digest;
  if (!everywhere || record.ended) return;
  record.ended_by = stop.digest;
  end(record, stop.received_at);
}

// Does this terminal have to hear of it?
bool ControllerCore::Impl::concerns(const StopRecord& stop, TerminalIndex terminal) const {
  if (!stop.frame) return false;
  if (stop.stop_all)
    return fleet.at(terminal).place && trust::addresses(stop.stop_all->targets, *fleet.at(terminal).place);
  return std::any_of(stop.orders.begin(), stop.orders.end(), [&](const Digest& digest) {
    const OrderRecord* record = find(digest);
    return record == nullptr || record->ledger.addresses(terminal);  // gone from memory: better once too often
  });
}

// What an earlier stop-all ends, were it at one terminal only, is not issued after it: a new order says what is meant.
Objection ControllerCore::Impl::stopped_already(const wire::Order& order,
                                                const std::vector<TerminalIndex>& addressed) const {
  const auto covers = [&](const std::shared_ptr<StopRecord>& stop) {
    return stop->stop_all && std::any_of(addressed.begin(), addressed.end(), [&](TerminalIndex index) {
             return trust::covers(*stop->stop_all, order, *fleet.at(index).place);
           });
  };
  for (const auto& known : {std::cref(stops), std::cref(stops_under_way)})
    for (const auto& stop : known.get())
      if (covers(stop)) return {Refusal::stopped, "stop-all " + short_name(stop->digest) + " covers it"};
  return {};
}

Objection ControllerCore::Impl::check_supersedes(Now now, Candidate& candidate) const {
  const auto& name = candidate.admitted.order.supersedes;
  if (!name) return {};
  if (*name == candidate.digest) return {Refusal::malformed, "it supersedes itself"};
  const OrderRecord* older = find(*name);
  if (older == nullptr || is_over(state_of(*older, now.wall))) return {};  // there is nothing left to end
  const auto older_envelope = wire::parse_envelope(older->envelope);
  if (!trust::may_supersede(*list, candidate.envelope, candidate.admitted.order, *older_envelope, older->order))
    return {Refusal::outside_scope, "these keys may not supersede that order"};
  candidate.supersession = make_stop(candidate.digest, candidate.envelope, now.wall);
  candidate.supersession->orders = {*name};
  candidate.supersession->until = older->order.valid_until;
  return {};
}

// A trust list took a signer's power away: nobody will play this any more, so nobody gets it.
void ControllerCore::Impl::withdraw_unbacked(WallTime now, WallTime since) {
  Writes writes;
  for (const auto& record : orders) {
    if (is_over(state_of(*record, now))) continue;
    const auto envelope = wire::parse_envelope(record->envelope);
    const auto backed = trust::verify_accepted(authority(), *envelope);
    if (backed) continue;
    withdraw(*record, since, backed.error());
    writes.emplace_back(WithdrawOrder{record->digest, since, backed.error()});
    audit(writes, now, "order.cancelled", to_string(record->digest),
          "its signatures do not suffice any more: " + std::string(to_string(backed.error())));
  }
  if (!writes.empty()) persist(std::move(writes), StoredNothing{});
}

void ControllerCore::Impl::withdraw(OrderRecord& record, WallTime at, Refusal why) {
  for (const TerminalIndex index : record.ledger.addressed()) record.ledger.stop(index, at);
  record.withdrawn = why;
  end(record, at);
}

void ControllerCore::Impl::end(OrderRecord& record, WallTime at) {
  record.ended = true;
  record.ended_at = at;
  record.paced = false;
  pacer.remove(record.digest);
  if (std::holds_alternative<wire::LiveProgramme>(record.order.programme))
    push_urgent(EndStream{record.digest, record.superseded_by});
  ++counters.orders_cancelled;
}

}  // namespace tongluo::controller

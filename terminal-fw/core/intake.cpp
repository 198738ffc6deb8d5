#include "terminal-fw/core/intake.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {
namespace {

constexpr std::size_t kReceiptsPerOccurrence = 3;

std::set<KeyId> signers_of(const Envelope& envelope) {
  std::set<KeyId> signers;
  for (const Signature& signature : envelope.signatures) signers.insert(signature.key_id);
  return signers;
}

bool starts_later(const wire::Order& order, WallTime wall) {
  return std::any_of(order.occurrences.begin(), order.occurrences.end(), [wall](const wire::Occurrence& occurrence) {
    return occurrence.earliest_start > wall + kScheduledAhead;
  });
}

// A signed word on the time. `until`: a vital alert that would be over by what others said is believed against them,
// for one that was signed by a clock that is fast would mute all after it.
struct SaidTime {
  WallTime issued_at{};
  WallTime until = WallTime::max();
};

SaidTime said_time(const wire::Order& order) {
  SaidTime said{order.issued_at};
  if (is_vital(order.order_class, order.level)) said.until = order.occurrences.back().latest_start;
  return said;
}

// Of an alert, or of what silences one.
std::optional<SaidTime> said_time(const Envelope& envelope) {
  if (envelope.type == PayloadType::order) {
    const auto order = wire::parse_order(envelope.payload);
    return order && order->order_class == OrderClass::actual ? std::optional(said_time(*order)) : std::nullopt;
  }
  if (envelope.type == PayloadType::cancel) {
    const auto cancel = wire::parse_cancel(envelope.payload);
    return cancel ? std::optional(SaidTime{cancel->issued_at}) : std::nullopt;
  }
  if (envelope.type != PayloadType::stop_all) return std::nullopt;
  const auto stop = wire::parse_stop_all(envelope.payload);
  return stop ? std::optional(SaidTime{stop->issued_at}) : std::nullopt;
}

OpenOrder open_order(trust::AdmittedOrder admitted, Bytes envelope_bytes, std::set<KeyId> signers) {
  OpenOrder order{
      .admitted = std::move(admitted), .envelope = std::move(envelope_bytes), .signers = std::move(signers)};
  for (const wire::Occurrence& occurrence : order.order().occurrences) {
    OpenOccurrence open;
    open.spec = occurrence;
    order.occurrences.push_back(std::move(open));
  }
  return order;
}

}  // namespace

// While nobody knows the time, "issued in the future" would mute every alert that is signed after the power cut. What
// can wait is judged by the least that is certain.
WallTime Intake::time_to_judge(Now now, const Envelope& envelope) const {
  if (!parts_.time.lost()) return parts_.time.wall(now);
  const auto said = said_time(envelope);
  if (!said) return parts_.time.proven(now);
  const WallTime wall = parts_.time.at_least(now, said->issued_at);
  return wall <= said->until ? wall : std::max(parts_.time.proven(now), said->issued_at);
}

void Intake::on_delivery(Now now, const wire::OrderDelivery& delivery) {
  const Digest digest = sign::identity(delivery.envelope);
  if (delivery.envelope.type != PayloadType::order) return ledger_.refuse(now, digest, Refusal::wrong_type, {});
  ledger_.say_lost_ends(now, digest);
  if (parts_.book.find(digest) != nullptr) {
    ++parts_.counters.orders_redelivered;
    return parts_.outbox.send_again(digest);
  }
  if (is_over(digest, delivery.envelope)) return ledger_.report_replay(now, digest);
  auto admitted =
      trust::verify_order(parts_.trust.authority(), delivery.envelope, time_to_judge(now, delivery.envelope));
  if (!admitted) return ledger_.refuse(now, digest, admitted.error(), {});
  tidy_replays(parts_, now);
  if (const auto reason = objection(now, *admitted, delivery)) {
    // Not for us, or a matter of time: it may come again. Anything else is our final word on it.
    const bool may_change = *reason == Refusal::no_place || *reason == Refusal::not_addressed ||
                            *reason == Refusal::outside_scope || *reason == Refusal::storage_failed ||
                            *reason == Refusal::replay_memory_full || *reason == Refusal::replayed ||
                            *reason == Refusal::queue_full;
    if (may_change) return ledger_.refuse(now, digest, *reason, {});
    if (*reason == Refusal::stopped) end_replaced(now, replaced_by(delivery.envelope, *admitted));
    return refuse_for_good(now, *admitted, delivery.envelope, *reason);
  }
  accept(now, std::move(*admitted), delivery);
}

// Authentic; but is it for this terminal, now, and can it be honoured? The first objection is the answer.
std::optional<Refusal> Intake::objection(Now now, const trust::AdmittedOrder& admitted,
                                         const wire::OrderDelivery& delivery) const {
  const Envelope& envelope = delivery.envelope;
  const wire::PlaceRecord* place = parts_.trust.place();
  if (place == nullptr) return Refusal::no_place;
  if (!trust::addresses(admitted.order.targets, *place)) return Refusal::not_addressed;
  for (const KeyId& signer : signers_of(envelope)) {
    const trust::TrustedIssuer* issuer = parts_.trust.list()->find(signer);
    if (issuer == nullptr) return Refusal::unknown_key;
    const auto& areas = issuer->issuer.areas;
    if (std::none_of(areas.begin(), areas.end(), [&](const AreaCode& area) { return area.contains(place->area); }))
      return Refusal::outside_scope;
  }
  if (parts_.stops.stopped(admitted, envelope, *parts_.trust.list(), *place)) return Refusal::stopped;
  for (const Digest& other : parts_.book.digests())
    if (may_supersede(*parts_.book.find(other), admitted.digest, envelope, admitted.order)) return Refusal::superseded;
  if (const auto* live = std::get_if<wire::LiveProgramme>(&admitted.order.programme)) {
    if (delivery.gateway_epoch == kNoGateway) return Refusal::unsupported;  // nobody speaks from a stick
    if (!sign::PublicKey::parse(live->key_algorithm, live->stream_key)) return Refusal::malformed;
  }
  if (admitted.order.order_class == OrderClass::exercise && !parts_.settings.has_drill_words)
    return Refusal::unsupported;
  const bool scheduled =
      admitted.order.order_class == OrderClass::routine && starts_later(admitted.order, parts_.time.proven(now));
  if (scheduled && !parts_.time.synchronised(now)) return Refusal::clock_unsynchronised;
  const auto replaces = replaced_by(envelope, admitted);
  return refusal_for_room(admitted, *signers_of(envelope).begin(), replaces ? parts_.book.find(*replaces) : nullptr);
}

std::optional<Refusal> Intake::refusal_for_room(const trust::AdmittedOrder& admitted, const KeyId& issuer,
                                                const OpenOrder* replaced) const {
  const bool vital = is_vital(admitted.order.order_class, admitted.order.level);
  if (!vital && parts_.storage.full()) return Refusal::storage_failed;
  if (!vital && parts_.replays.may_have_forgotten(admitted.order.issued_at)) return Refusal::replayed;
  switch (parts_.replays.check({admitted.digest, issuer, admitted.order.valid_until}, vital)) {
    case ReplayMemory::Verdict::seen:
      if (vital && parts_.replays.may_have_forgotten(admitted.order.issued_at)) break;
      return Refusal::replayed;
    case ReplayMemory::Verdict::below:
      return Refusal::replayed;
    case ReplayMemory::Verdict::full:
      return Refusal::replay_memory_full;
    case ReplayMemory::Verdict::fresh:
      break;
  }
  const std::size_t open = parts_.book.occurrences() - (replaced == nullptr ? 0 : replaced->occurrences.size());
  const std::size_t receipts = kReceiptsPerOccurrence * (open + admitted.order.occurrences.size());
  if (!parts_.book.has_room(admitted.order, replaced) || !parts_.outbox.has_room(receipts)) return Refusal::queue_full;
  return std::nullopt;
}

// A damaged journal may know that it took the order, and not what became of it: then somebody waits for an answer. Or
// that it was played, and not that it was taken.
bool Intake::is_over(const Digest& digest, const Envelope& envelope) const {
  if (!parts_.replays.has_forgotten()) return parts_.replays.contains(digest);
  const auto order = wire::parse_order(envelope.payload);
  return order && std::ranges::all_of(order->occurrences, [&](const wire::Occurrence& occurrence) {
           return has_ended(digest, occurrence.number);
         });
}

// Of a memory that was lost in part the rest still says what was played.
bool Intake::has_ended(const Digest& digest, std::uint32_t occurrence) const {
  return parts_.outbox.has_final(digest, occurrence) || parts_.plays.has(digest, occurrence);
}

void Intake::leave_out_ended(OpenOrder& order) const {
  if (!parts_.replays.has_forgotten()) return;
  for (OpenOccurrence& occurrence : order.occurrences)
    if (has_ended(order.admitted.digest, occurrence.spec.number)) occurrence.phase = Phase::finished;
}

void Intake::refuse_for_good(Now now, const trust::AdmittedOrder& admitted, const Envelope& envelope, Refusal reason) {
  const StoredReplay replay{admitted.digest, *signers_of(envelope).begin(), admitted.order.valid_until};
  JournalWrite also;
  if (const auto forgotten = parts_.replays.take_forgotten()) also.push_back(*forgotten);
  if (parts_.replays.remember(replay, is_vital(admitted.order.order_class, admitted.order.level)))
    also.push_back(PutReplay{replay});
  ledger_.refuse(now, admitted.digest, reason, {}, std::move(also));
}

void Intake::accept(Now now, trust::AdmittedOrder admitted, const wire::OrderDelivery& delivery) {
  if (admitted.order.order_class == OrderClass::actual) {
    const SaidTime said = said_time(admitted.order);
    parts_.time.go_on_from(now, said.issued_at, said.until);
  }
  OpenOrder order = open_order(std::move(admitted), wire::serialize(delivery.envelope), signers_of(delivery.envelope));
  order.start_at = delivery.start_at;
  order.gateway_epoch = delivery.gateway_epoch;
  order.at_once = !starts_later(order.order(), parts_.time.proven(now));
  leave_out_ended(order);
  if (order.admitted.under_expired_list)
    parts_.actions.alarm("event=trust_list_expired order=" + to_string(order.admitted.digest));
  parts_.replays.remember({order.admitted.digest, *order.signers.begin(), order.order().valid_until},
                          is_vital(order.order().order_class, order.order().level));
  ++parts_.counters.orders_accepted;
  OpenOrder& open = parts_.book.insert(std::move(order));
  parts_.actions.notice("event=order_admitted order=" + to_string(open.admitted.digest) +
                        " class=" + std::string(to_string(open.order().order_class)) +
                        " level=" + std::string(to_string(open.order().level)));
  want_clips(parts_, now.steady, open);
  ledger_.accept(now, open, replaced_by(delivery.envelope, open.admitted));
}

bool Intake::may_supersede(const OpenOrder& newer, const Digest& digest, const Envelope& older_envelope,
                           const wire::Order& older) const {
  if (newer.order().supersedes != digest || parts_.trust.list() == nullptr) return false;
  const auto envelope = wire::parse_envelope(newer.envelope);
  return envelope && trust::may_supersede(*parts_.trust.list(), *envelope, newer.order(), older_envelope, older);
}

std::optional<Digest> Intake::replaced_by(const Envelope& newer_envelope, const trust::AdmittedOrder& newer) const {
  const auto& name = newer.order.supersedes;
  if (!name || *name == newer.digest || parts_.trust.list() == nullptr) return std::nullopt;
  const OpenOrder* older = parts_.book.find(*name);
  if (older == nullptr) return std::nullopt;
  const auto envelope = wire::parse_envelope(older->envelope);
  if (!envelope || !trust::may_supersede(*parts_.trust.list(), newer_envelope, newer.order, *envelope, older->order()))
    return std::nullopt;
  return name;
}

void Intake::end_replaced(Now now, const std::optional<Digest>& replaced) {
  if (replaced) conductor_.end_order(now, *replaced, Outcome::cancelled, Refusal::none, "superseded");
}

// An edit ends what it replaces once it will itself be obeyed, or was cancelled meanwhile: its receipts still tell the
// truth. One that is refused leaves the older one as it is.
void Intake::on_acceptance(Now now, const CommitResult& result) {
  OpenOrder* order = parts_.book.find(result.key.order);
  if (order != nullptr && !result.stored && !is_vital(order->order().order_class, order->order().level)) {
    for (const Digest& receipt : result.receipts) parts_.outbox.drop(receipt);
    parts_.book.erase(result.key.order);
    parts_.clips.keep_only(parts_.book.clips());
    // The write may have arrived after its deadline: take it back.
    return ledger_.refuse(now, result.key.order, Refusal::storage_failed, "acceptance not stored",
                          {RemoveOrder{result.key.order}, RemoveReceipts{result.receipts}});
  }
  for (const Digest& receipt : result.receipts) parts_.outbox.release(receipt, result.stored);
  end_replaced(now, result.replaces);
  if (order == nullptr) return;
  order->ready = true;
  if (result.stored) return;
  order->unstored = true;
  parts_.actions.alarm("event=order_unstored order=" + to_string(result.key.order));
}

}  // namespace tongluo::terminal

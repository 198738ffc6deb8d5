// Intake, second half: the state of the journal after a restart. Nothing in it is believed unverified: signatures are
// checked again.

#include <algorithm>

#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/intake.hpp"

namespace tongluo::terminal {
namespace {

std::optional<Envelope> parsed(const std::optional<Bytes>& bytes) {
  if (!bytes) return std::nullopt;
  auto envelope = wire::parse_envelope(*bytes);
  return envelope ? std::optional(std::move(*envelope)) : std::nullopt;
}

// After a power cut the unfinished repetition is played again from its start.
OpenOccurrence restored(const wire::Occurrence& spec, const StoredOrder& order) {
  OpenOccurrence occurrence;
  occurrence.spec = spec;
  const auto found = std::find_if(order.occurrences.begin(), order.occurrences.end(),
                                  [&](const StoredOccurrence& stored) { return stored.number == spec.number; });
  if (found == order.occurrences.end()) return occurrence;
  if (found->stage == Stage::final) occurrence.phase = Phase::finished;
  if (found->stage == Stage::started) {
    occurrence.start_stored = true;
    occurrence.start_reported = found->first_sample != WallTime{};
    occurrence.stored_repetition = found->repetition;
    occurrence.resume = Position{found->repetition, 0};
    occurrence.played.first_sample = found->first_sample;
    occurrence.played.samples = found->samples_played;
  }
  return occurrence;
}

}  // namespace

void Intake::restore(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& trust_list,
                     const std::optional<Envelope>& place) {
  parts_.time.raise_floor(now, journal.time_floor);
  parts_.writer.load(journal.sequence_reserved);
  parts_.refusals.load(journal.refused_total);
  parts_.replays.load(journal);
  parts_.outbox.load(journal.receipts);
  restore_trust(now, journal, trust_list, place);
  for (const StoredStop& stored : journal.stops) restore_stop(now, stored);
  for (const StoredOrder& stored : journal.orders) restore_order(now, stored);
}

// The journal's first; the installed ones only if they are newer.
void Intake::restore_trust(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& trust_list,
                           const std::optional<Envelope>& place) {
  const WallTime wall = parts_.time.wall(now);
  if (const auto held = parsed(journal.trust_list); held && !parts_.trust.offer_list(*held, wall))
    parts_.actions.alarm("event=stored_trust_list_refused");
  if (trust_list) {
    const auto changed = parts_.trust.offer_list(*trust_list, wall);
    if (!changed && changed.error() != Refusal::older_version)
      parts_.actions.alarm("event=installed_trust_list_refused reason=" + std::string(to_string(changed.error())));
    if (changed && *changed) ledger_.commit(now, {PutTrustList{wire::serialize(*trust_list)}});
  }
  if (parts_.trust.list() != nullptr) parts_.time.raise_floor(now, parts_.trust.list()->list().issued_at);

  if (const auto held = parsed(journal.place); held && !parts_.trust.offer_place(*held, parts_.time.wall(now)))
    parts_.actions.alarm("event=stored_place_refused");
  if (!place) return;
  const auto changed = parts_.trust.offer_place(*place, parts_.time.wall(now));
  if (!changed && changed.error() != Refusal::older_version)
    parts_.actions.alarm("event=installed_place_refused reason=" + std::string(to_string(changed.error())));
  if (changed && *changed) ledger_.commit(now, {PutPlace{wire::serialize(*place)}});
}

// One that no longer verifies (too old to matter, or its key is gone) is left out.
void Intake::restore_stop(Now now, const StoredStop& stored) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  if (!envelope) return;
  const WallTime wall = parts_.time.wall(now);
  if (const auto cancel = trust::verify_cancel(parts_.trust.authority(), *envelope, wall); cancel)
    parts_.stops.add({stored, *cancel}, wall);
  else if (const auto stop = trust::verify_stop_all(parts_.trust.authority(), *envelope, wall); stop)
    parts_.stops.add({stored, *stop}, wall);
}

void Intake::restore_order(Now now, const StoredOrder& stored) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  auto order =
      envelope ? wire::parse_order(envelope->payload) : fail(wire::WireError{wire::WireFault::truncated, "envelope"});
  if (!order || !std::holds_alternative<wire::ClipProgramme>(order->programme) || envelope->signatures.empty()) {
    parts_.actions.alarm("event=stored_order_unreadable order=" + to_string(stored.digest));
    return ledger_.commit(now, {RemoveOrder{stored.digest}});
  }
  auto verified = trust::verify_order(parts_.trust.authority(), *envelope, parts_.time.wall(now));
  trust::AdmittedOrder admitted{.order = std::move(*order), .digest = stored.digest, .persons = {}};
  if (verified) admitted = std::move(*verified);
  OpenOrder open{.admitted = std::move(admitted), .envelope = stored.envelope};
  for (const Signature& signature : envelope->signatures) open.signers.insert(signature.key_id);
  open.start_at = stored.start_at;
  open.gateway_epoch = stored.gateway_epoch;
  open.ready = true;
  for (const wire::Occurrence& spec : open.order().occurrences) open.occurrences.push_back(restored(spec, stored));
  OpenOrder& kept = parts_.book.insert(std::move(open));
  // What has expired ends by its own times, as late or partial; what is no longer trusted ends now.
  if (!verified && verified.error() != Refusal::expired)
    conductor_.end_order(now, stored.digest, Outcome::refused, verified.error(), "no longer trusted");
  else
    want_clips(parts_, now.steady, kept);
}

}  // namespace tongluo::terminal

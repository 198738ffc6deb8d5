// Intake, third part: the state of the journal after a restart. Nothing in it is believed unverified: signatures are
// checked again.

#include <algorithm>
#include <limits>

#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/intake.hpp"

namespace tongluo::terminal {
namespace {

std::optional<Envelope> parsed(const std::optional<Bytes>& bytes) {
  if (!bytes) return std::nullopt;
  auto envelope = wire::parse_envelope(*bytes);
  return envelope ? std::optional(std::move(*envelope)) : std::nullopt;
}

// What an installed file says of itself, so that one from the factory is not refused again at each start: its roots or
// its key may be retired by now. Unreadable: as new as can be, to be refused aloud.
template <class Object>
std::uint64_t claimed_version(const wire::WireResult<Object>& object) {
  return object ? object->version : std::numeric_limits<std::uint64_t>::max();
}

// After a power cut the unfinished repetition is played again from its start. A start that was stored and never
// reported was taken over by a higher item, or by the cut itself: it has not begun, so its latest start still counts.
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
    if (occurrence.start_reported) occurrence.resume = Position{found->repetition, 0};
    occurrence.played.first_sample = found->first_sample;
    occurrence.played.samples = found->samples_played;
    occurrence.played.sink_unknown = occurrence.start_reported;
  }
  return occurrence;
}

// Of a journal that was made anew, no number is known to be unused; none was reached by counting from 1 to the time in
// microseconds.
std::uint64_t beyond_forgotten(Now now, const JournalSnapshot& journal) {
  return journal.forgotten_until == kUntilTimeIsKnown ? static_cast<std::uint64_t>(to_us(now.wall)) : 0;
}

}  // namespace

void Intake::restore(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& trust_list,
                     const std::optional<Envelope>& place) {
  parts_.time.raise_floor(now, journal.time_floor);
  // A reservation may have failed where a receipt beyond it did not.
  const std::uint64_t beyond = journal.receipts.empty() ? 0 : journal.receipts.back().sequence + 1;
  parts_.writer.load(std::max({journal.sequence_reserved, beyond, beyond_forgotten(now, journal)}));
  parts_.refusals.load(journal.refused_total);
  parts_.replays.load(journal);
  parts_.outbox.load(journal.receipts);
  parts_.plays.load(journal.plays);
  parts_.events.load(journal.events);
  restore_trust(now, journal, trust_list, place);
  restore_configuration(now, journal);
  for (const StoredStop& stored : journal.stops) restore_stop(now, stored);
  for (const StoredOrder& stored : journal.orders) restore_order(now, stored);
  end_what_was_to_end(now);
}

// The journal's first; the installed ones only if they are newer.
void Intake::restore_trust(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& trust_list,
                           const std::optional<Envelope>& place) {
  if (journal.roots && !parts_.trust.restore_roots(*journal.roots)) parts_.actions.alarm("event=stored_roots_refused");
  parts_.trust.restore_reset_sequence(journal.time_reset_sequence);
  if (const auto held = parsed(journal.trust_list); held && !parts_.trust.offer_list(*held, parts_.time.wall(now)))
    parts_.actions.alarm("event=stored_trust_list_refused");
  if (trust_list && claimed_version(wire::parse_trust_list(trust_list->payload)) > parts_.trust.list_version()) {
    const auto changed = take_trust_list(now, *trust_list);
    if (!changed)
      parts_.actions.alarm("event=installed_trust_list_refused reason=" + std::string(to_string(changed.error())));
  }
  // The stored floor knows the list already, and maybe a reset after it.
  if (journal.time_floor == WallTime{} && parts_.trust.list() != nullptr)
    parts_.time.raise_floor(now, parts_.trust.list()->list().issued_at);
  parts_.time.start(now, parts_.settings.clock_kept);
  // One that is too old or whose key is gone leaves the list to its age.
  if (const auto held = parsed(journal.freshness)) parts_.trust.offer_freshness(*held, parts_.time.wall(now));
  restore_place(now, journal, place);
}

// One whose key is gone leaves the terminal to its installed addresses, until the controller sends it another.
void Intake::restore_configuration(Now now, const JournalSnapshot& journal) {
  const auto held = parsed(journal.configuration);
  if (!held) return;
  auto configuration = admit_configuration(now, *held);
  if (!configuration)
    return parts_.actions.alarm("event=stored_configuration_refused reason=" +
                                std::string(to_string(configuration.error())));
  parts_.configuration_version = configuration->version;
  parts_.local_sources = configuration->local_sources;
  parts_.actions.push(UseControllers{std::move(configuration->controllers), false});
}

void Intake::restore_place(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& place) {
  if (const auto held = parsed(journal.place)) {
    const auto restored = parts_.trust.restore_place(*held, parts_.time.wall(now));
    if (!restored)
      parts_.actions.alarm("event=stored_place_doubtful reason=" + std::string(to_string(restored.error())));
  }
  if (!place || claimed_version(wire::parse_place_record(place->payload)) <= parts_.trust.place_version()) return;
  const auto changed = parts_.trust.offer_place(*place, parts_.time.wall(now));
  if (!changed) parts_.actions.alarm("event=installed_place_refused reason=" + std::string(to_string(changed.error())));
  if (changed && *changed) ledger_.commit_until_stored(now, {PutPlace{wire::serialize(*place)}});
}

// One that no longer verifies (too old to matter, or its key is gone) is left out.
void Intake::restore_stop(Now now, const StoredStop& stored) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  if (!envelope) return;
  const WallTime proven = parts_.time.proven(now);
  const WallTime wall = time_to_judge(now, *envelope);
  if (const auto cancel = trust::verify_cancel(parts_.trust.authority(), *envelope, wall); cancel)
    parts_.stops.add({stored, *cancel}, proven);
  else if (const auto stop = trust::verify_stop_all(parts_.trust.authority(), *envelope, wall); stop)
    parts_.stops.add({stored, *stop}, proven);
}

void Intake::restore_order(Now now, const StoredOrder& stored) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  auto order =
      envelope ? wire::parse_order(envelope->payload) : fail(wire::WireError{wire::WireFault::truncated, "envelope"});
  if (!order || envelope->signatures.empty()) {
    parts_.actions.alarm("event=stored_order_unreadable order=" + to_string(stored.digest));
    return ledger_.commit_until_stored(now, {RemoveOrder{stored.digest}});
  }
  // A damaged journal: which of its occurrences were played is not known. Who may be warned of a flood hears it again.
  const bool incomplete = stored.occurrences.size() != order->occurrences.size();
  if (incomplete && !is_vital(order->order_class, order->level)) {
    parts_.actions.alarm("event=stored_order_incomplete order=" + to_string(stored.digest));
    return ledger_.commit_until_stored(now, {RemoveOrder{stored.digest}});
  }
  auto verified = trust::verify_accepted(parts_.trust.authority(), *envelope);
  trust::AdmittedOrder admitted{.order = std::move(*order), .digest = stored.digest, .persons = {}};
  if (verified) admitted = std::move(*verified);
  OpenOrder open{.admitted = std::move(admitted), .envelope = stored.envelope};
  for (const Signature& signature : envelope->signatures) open.signers.insert(signature.key_id);
  open.start_at = stored.start_at;
  open.gateway_epoch = stored.gateway_epoch;
  open.ready = true;
  for (const wire::Occurrence& spec : open.order().occurrences) open.occurrences.push_back(restored(spec, stored));
  leave_out_ended(open);
  if (open.finished()) return remember_ended(now, open);
  if (verified && open.order().order_class == OrderClass::actual)
    parts_.time.go_on_from(now, open.order().issued_at, WallTime::max());
  OpenOrder& kept = parts_.book.insert(std::move(open));
  remember_again(now, kept, incomplete);
  // What has expired ends by its own times, as late or partial; what is no longer trusted ends now.
  if (!verified)
    conductor_.end_order(now, stored.digest, Outcome::refused, verified.error(), "no longer trusted");
  else
    want_clips(parts_, now.steady, kept);
}

// A damaged journal: the play log knows the ends of which nothing else is left.
void Intake::remember_ended(Now now, const OpenOrder& order) {
  remember_again(now, order, false);
  ledger_.commit_until_stored(now, {RemoveOrder{order.admitted.digest}});
}

// What a damaged journal kept of an order, it must keep whole, and know when it comes again.
void Intake::remember_again(Now now, const OpenOrder& order, bool incomplete) {
  const StoredReplay replay{order.admitted.digest, *order.signers.begin(), order.order().valid_until};
  JournalWrite write;
  if (!parts_.replays.contains(replay.order) &&
      parts_.replays.remember(replay, is_vital(order.order().order_class, order.order().level)))
    write.emplace_back(PutReplay{replay});
  if (incomplete) write.emplace_back(PutOrder{stored_form(order)});
  if (!write.empty()) ledger_.commit_until_stored(now, std::move(write));
}

// The power failed between a stop or an edit and the ends that it brings.
void Intake::end_what_was_to_end(Now now) {
  if (parts_.trust.list() == nullptr) return;
  for (const Digest& digest : parts_.book.digests()) {
    const OpenOrder* newer = parts_.book.find(digest);
    const auto envelope = newer == nullptr ? std::nullopt : parsed(newer->envelope);
    if (envelope) end_replaced(now, replaced_by(*envelope, newer->admitted));
  }
  if (parts_.trust.place() == nullptr) return;
  for (const Stop& stop : parts_.stops.all()) obey(now, stop);
}

}  // namespace tongluo::terminal

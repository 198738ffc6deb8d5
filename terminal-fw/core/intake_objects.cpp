// Intake, second part: signed objects that are not orders. What changes whom the terminal believes is committed
// together with what follows from it.

#include "protocol/base/limits.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/trust/configuration.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/intake.hpp"

namespace tongluo::terminal {

void Intake::on_signed_object(Now now, const Envelope& envelope) {
  switch (envelope.type) {
    case PayloadType::trust_list:
      return on_trust_list(now, envelope);
    case PayloadType::place_record:
      return on_place(now, envelope);
    case PayloadType::cancel:
      return on_cancel(now, envelope);
    case PayloadType::stop_all:
      return on_stop_all(now, envelope);
    case PayloadType::freshness:
      return on_freshness(now, envelope);
    case PayloadType::time_reset:
      return on_time_reset(now, envelope);
    case PayloadType::configuration:
      return on_configuration(now, envelope);
    case PayloadType::unspecified:
    case PayloadType::order:
    case PayloadType::receipt:
    case PayloadType::time_statement:
    case PayloadType::audit_head:
      return ledger_.refuse_object(now, sign::identity(envelope), Refusal::wrong_type);
    case PayloadType::command:
    case PayloadType::release_manifest:
      break;
  }
  ledger_.refuse_object(now, sign::identity(envelope), Refusal::unsupported);
}

void Intake::on_trust_list(Now now, const Envelope& envelope) {
  const auto changed = take_trust_list(now, envelope);
  if (!changed) return ledger_.refuse_object(now, sign::identity(envelope), changed.error());
  if (!*changed) return;
  verify_again(now);
  if (!early_statement_) return;
  const EarlyStatement early = *std::exchange(early_statement_, std::nullopt);
  take_time_statement(now, early.envelope, early.nonce, early.half_trip, now.steady - early.arrived_at);
}

// In one write: the list, the roots that it handed over to, the time before which it cannot be.
Result<bool, Refusal> Intake::take_trust_list(Now now, const Envelope& envelope) {
  const std::uint32_t roots_before = parts_.trust.roots().set().version;
  const auto changed = parts_.trust.offer_list(envelope, parts_.time.proven(now));
  if (!changed || !*changed) return changed;
  parts_.actions.notice("event=trust_list version=" + std::to_string(parts_.trust.list_version()));
  parts_.time.raise_floor(now, parts_.trust.list()->list().issued_at);
  JournalWrite write{PutTrustList{wire::serialize(envelope)}, PutTimeFloor{parts_.time.floor()}};
  const wire::RootSet& roots = parts_.trust.roots().set();
  if (roots.version != roots_before) {
    parts_.actions.notice("event=roots_changed version=" + std::to_string(roots.version));
    write.push_back(PutRoots{wire::serialize(roots)});
  }
  ledger_.commit_until_stored(now, std::move(write));
  return true;
}

// A key that the new list no longer knows loses its voice at once.
void Intake::verify_again(Now now) {
  for (const Digest& digest : parts_.book.digests()) {
    const OpenOrder* order = parts_.book.find(digest);
    if (order == nullptr) continue;
    const auto envelope = wire::parse_envelope(order->envelope);
    if (!envelope) continue;
    const auto admitted = trust::verify_accepted(parts_.trust.authority(), *envelope);
    if (!admitted) conductor_.end_order(now, digest, Outcome::refused, admitted.error(), "no longer trusted");
  }
}

void Intake::on_freshness(Now now, const Envelope& envelope) {
  const auto changed = parts_.trust.offer_freshness(envelope, parts_.time.proven(now));
  if (!changed) return ledger_.refuse_object(now, sign::identity(envelope), changed.error());
  if (!*changed) return;
  const bool fresh = trust::is_fresh(parts_.trust.authority(), parts_.time.wall(now));
  parts_.actions.notice(std::string("event=freshness state=") + (fresh ? "fresh" : "stale"));
  ledger_.commit_until_stored(now, {PutFreshness{wire::serialize(envelope)}});
}

void Intake::on_time_reset(Now now, const Envelope& envelope) {
  const auto floor = parts_.trust.offer_time_reset(envelope);
  if (!floor) return ledger_.refuse_object(now, sign::identity(envelope), floor.error());
  parts_.time.reset(now, *floor);
  // It was dated by a clock that was wrong.
  if (parts_.replays.forgotten_until() > *floor) parts_.replays.set_forgotten_until(kUntilTimeIsKnown);
  parts_.actions.alarm("event=time_reset sequence=" + std::to_string(parts_.trust.reset_sequence()));
  ledger_.commit_until_stored(now, {PutTimeFloor{parts_.time.floor()}, PutTimeReset{parts_.trust.reset_sequence()},
                                    PutForgotten{parts_.replays.forgotten_until()}});
}

void Intake::on_place(Now now, const Envelope& envelope) {
  const auto changed = parts_.trust.offer_place(envelope, parts_.time.proven(now));
  if (!changed) return ledger_.refuse_object(now, sign::identity(envelope), changed.error());
  if (!*changed) return;
  parts_.actions.notice("event=place version=" + std::to_string(parts_.trust.place_version()));
  ledger_.commit_until_stored(now, {PutPlace{wire::serialize(envelope)}});
}

Result<wire::Configuration, Refusal> Intake::admit_configuration(Now now, const Envelope& envelope) const {
  auto admitted = trust::verify_configuration(parts_.trust.authority(), envelope, parts_.time.proven(now));
  if (!admitted) return fail(admitted.error());
  const wire::PlaceRecord* place = parts_.trust.place();
  if (place == nullptr) return fail(Refusal::no_place);
  if (const Refusal refusal = trust::configures(*admitted, *place); refusal != Refusal::none) return fail(refusal);
  return std::move(admitted->configuration);
}

void Intake::on_configuration(Now now, const Envelope& envelope) {
  auto configuration = admit_configuration(now, envelope);
  if (!configuration) return ledger_.refuse_object(now, sign::identity(envelope), configuration.error());
  if (configuration->version == parts_.configuration_version) return;
  if (configuration->version < parts_.configuration_version)
    return ledger_.refuse_object(now, sign::identity(envelope), Refusal::older_version);
  parts_.configuration_version = configuration->version;
  parts_.actions.notice("event=configuration version=" + std::to_string(configuration->version));
  ledger_.commit_until_stored(now, {PutConfiguration{wire::serialize(envelope)}});
  parts_.local_sources = configuration->local_sources;
  const bool moved = !configuration->controllers.empty();
  parts_.actions.push(UseControllers{std::move(configuration->controllers), moved});
}

void Intake::on_cancel(Now now, const Envelope& envelope) {
  auto cancel = trust::verify_cancel(parts_.trust.authority(), envelope, time_to_judge(now, envelope));
  if (!cancel) return ledger_.refuse_object(now, sign::identity(envelope), cancel.error());
  const OpenOrder* order = parts_.book.find(cancel->cancel.order);
  if (order != nullptr && !may_cancel(*cancel, *order))
    return ledger_.refuse_object(now, cancel->digest, Refusal::outside_scope);
  const StoredStop stored{cancel->digest, wire::serialize(envelope),
                          cancel->cancel.issued_at + limits::kMaxRoutineValidity};
  take_stop(now, {stored, *cancel});
}

bool Intake::may_cancel(const trust::AdmittedCancel& cancel, const OpenOrder& order) const {
  const auto envelope = wire::parse_envelope(order.envelope);
  return envelope && trust::may_cancel(cancel, *parts_.trust.list(), *envelope, order.order());
}

void Intake::on_stop_all(Now now, const Envelope& envelope) {
  auto stop = trust::verify_stop_all(parts_.trust.authority(), envelope, time_to_judge(now, envelope));
  if (!stop) return ledger_.refuse_object(now, sign::identity(envelope), stop.error());
  if (parts_.trust.place() == nullptr) return ledger_.refuse_object(now, stop->digest, Refusal::no_place);
  const StoredStop stored{stop->digest, wire::serialize(envelope), stop->stop.issued_at + limits::kMaxRoutineValidity};
  take_stop(now, {stored, *stop});
}

// On record before what it ends: whenever the power fails then, a restart ends the rest.
void Intake::take_stop(Now now, Stop stop) {
  if (!parts_.stops.contains(stop.stored.digest)) {
    parts_.actions.notice("event=stop object=" + to_string(stop.stored.digest));
    JournalWrite write{PutStop{stop.stored}};
    for (const Digest& left : parts_.stops.add(stop, parts_.time.proven(now))) write.push_back(RemoveStop{left});
    ledger_.commit_until_stored(now, std::move(write));
  }
  obey(now, stop);
}

void Intake::obey(Now now, const Stop& stop) {
  const auto end = [&](const Digest& order, const char* why) {
    conductor_.end_order(now, order, Outcome::cancelled, Refusal::none, why);
  };
  if (const auto* cancel = std::get_if<trust::AdmittedCancel>(&stop.object)) {
    const OpenOrder* order = parts_.book.find(cancel->cancel.order);
    if (order != nullptr && may_cancel(*cancel, *order)) end(cancel->cancel.order, "");
    return;
  }
  const wire::StopAll& all = std::get<trust::AdmittedStopAll>(stop.object).stop;
  for (const Digest& digest : parts_.book.digests()) {
    const OpenOrder* order = parts_.book.find(digest);
    if (order != nullptr && trust::covers(all, order->order(), *parts_.trust.place())) end(digest, "stop-all");
  }
}

void Intake::on_time_statement(Now now, const Envelope& envelope, const Nonce& nonce, SteadyTime asked_at) {
  // The statement is at most as old as our question: the truth lies in the middle, give or take half of that.
  const auto half_trip = (now.steady - asked_at) / 2;
  if (parts_.trust.list() != nullptr) return take_time_statement(now, envelope, nonce, half_trip, {});
  // A terminal that was just enrolled gets its first list only behind the Welcome.
  early_statement_ = EarlyStatement{envelope, nonce, half_trip, now.steady};
}

void Intake::take_time_statement(Now now, const Envelope& envelope, const Nonce& nonce, SteadyTime::duration half_trip,
                                 SteadyTime::duration waited) {
  const auto time = trust::verify_time(parts_.trust.authority(), envelope, parts_.settings.terminal, nonce);
  if (!time) return ledger_.refuse_object(now, sign::identity(envelope), time.error());
  const WallTime clamped = std::min(*time + half_trip + waited, parts_.trust.list()->list().expires_at);
  parts_.time.on_statement(now, clamped, half_trip);
  store_floor(now);
}

void Intake::store_floor(Now now) {
  if (parts_.trust.list() == nullptr) return;
  const auto floor = parts_.time.floor_to_store(now, parts_.trust.list()->list().expires_at);
  if (floor) ledger_.commit_until_stored(now, {PutTimeFloor{*floor}});
}

void Intake::on_journal_repaired(Now now, const std::string& what) {
  parts_.actions.alarm("event=journal_repaired detail=\"" + what + "\"");
  parts_.storage.on_write(now.steady, false, what);
  tell_storage(parts_, now);
}

void Intake::date_forgotten(Now now) {
  if (parts_.replays.forgotten_until() != kUntilTimeIsKnown) return;
  const auto wall = believed_wall(parts_, now);
  if (!wall) return;
  parts_.replays.set_forgotten_until(*wall);
  ledger_.commit_until_stored(now,
                              {PutForgotten{*wall}, PutCounters{parts_.writer.reserved(), parts_.refusals.total()}});
}

}  // namespace tongluo::terminal

// The smaller signed objects: place record, time statement, cancel, stop-all. PROTOCOL.md sections 7.4, 7.5, 7.7, 7.8.

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/geometry.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

constexpr auto kMaxStopAge = limits::kMaxRoutineValidity;  // no order that it could stop lives longer

bool covers(const wire::Issuer& issuer, AreaCode area) {
  return std::any_of(issuer.areas.begin(), issuer.areas.end(), [area](AreaCode scope) { return scope.contains(area); });
}

Refusal check_issue_time(WallTime issued_at, WallTime now) {
  if (issued_at > now + limits::kMaxClockAhead) return Refusal::issued_in_future;
  return issued_at + kMaxStopAge < now ? Refusal::expired : Refusal::none;
}

// The one signer of a cancel: dispatch, or any role that issues orders (whose own order it then must be).
Result<const wire::Issuer*, Refusal> canceller(const Authority& authority, const Envelope& envelope, WallTime now) {
  const auto signers = verify_signers(authority, envelope, now);
  if (!signers) return fail(signers.error());
  if (signers->size() != 1) return fail(Refusal::malformed);
  const wire::Issuer* issuer = signers->front();
  if (issuer->order_class == OrderClass::unspecified) return fail(Refusal::wrong_role);
  const Refusal expired = check_list_expiry(*authority.list, issuer->role, now);
  if (expired != Refusal::none) return fail(expired);
  return issuer;
}

}  // namespace

Result<wire::PlaceRecord, Refusal> verify_place(const Authority& authority, const Envelope& envelope,
                                                const TerminalId& terminal, std::uint64_t held_version, WallTime now) {
  if (envelope.type != PayloadType::place_record) return fail(Refusal::wrong_type);
  // Who is where does not change because a list expired: a place stays believed, as long as its key was.
  const auto signers = verify_signers(authority, envelope, now);
  if (!signers) return fail(signers.error());
  if (signers->size() != 1) return fail(Refusal::malformed);
  const wire::Issuer* issuer = signers->front();
  if (issuer->role != Role::maintain) return fail(Refusal::wrong_role);
  auto place = wire::parse_place_record(envelope.payload);
  if (!place) return fail(refusal_of(place.error()));
  if (place->terminal != terminal) return fail(Refusal::not_addressed);
  if (!covers(*issuer, place->area)) return fail(Refusal::outside_scope);
  if (place->version < held_version) return fail(Refusal::older_version);
  if (place->issued_at > now + limits::kMaxClockAhead) return fail(Refusal::issued_in_future);
  return std::move(*place);
}

Result<WallTime, Refusal> verify_time(const Authority& authority, const Envelope& envelope, const TerminalId& terminal,
                                      const Nonce& nonce) {
  if (envelope.type != PayloadType::time_statement) return fail(Refusal::wrong_type);
  const auto statement = wire::parse_time_statement(envelope.payload);
  if (!statement) return fail(refusal_of(statement.error()));
  // The statement is what tells the time, so its key's validity is judged by the time it states.
  const auto issuer = verify_single(authority, envelope, Role::time, statement->time);
  if (!issuer) return fail(issuer.error());
  if (statement->terminal != terminal) return fail(Refusal::not_addressed);
  if (statement->nonce != nonce) return fail(Refusal::replayed);
  return statement->time;
}

Result<AdmittedCancel, Refusal> verify_cancel(const Authority& authority, const Envelope& envelope, WallTime now) {
  if (envelope.type != PayloadType::cancel) return fail(Refusal::wrong_type);
  const auto issuer = canceller(authority, envelope, now);
  if (!issuer) return fail(issuer.error());
  const auto cancel = wire::parse_cancel(envelope.payload);
  if (!cancel) return fail(refusal_of(cancel.error()));
  const Refusal refusal = check_issue_time(cancel->issued_at, now);
  if (refusal != Refusal::none) return fail(refusal);
  return AdmittedCancel{*cancel, sign::digest_of(envelope.payload), (*issuer)->key_id, (*issuer)->role};
}

Result<AdmittedStopAll, Refusal> verify_stop_all(const Authority& authority, const Envelope& envelope, WallTime now) {
  if (envelope.type != PayloadType::stop_all) return fail(Refusal::wrong_type);
  const auto issuer = verify_single(authority, envelope, Role::dispatch, now);
  if (!issuer) return fail(issuer.error());
  auto stop = wire::parse_stop_all(envelope.payload);
  if (!stop) return fail(refusal_of(stop.error()));
  if (!within_scope(**issuer, stop->targets)) return fail(Refusal::outside_scope);
  const bool crossed = std::any_of(stop->targets.begin(), stop->targets.end(), [](const wire::Target& target) {
    const auto* polygon = std::get_if<wire::Polygon>(&target);
    return polygon != nullptr && crosses_itself(*polygon);
  });
  if (crossed) return fail(Refusal::bad_area);
  const Refusal refusal = check_issue_time(stop->issued_at, now);
  if (refusal != Refusal::none) return fail(refusal);
  return AdmittedStopAll{std::move(*stop), sign::digest_of(envelope.payload)};
}

}  // namespace tongluo::trust

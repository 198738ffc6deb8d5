// The smaller signed objects about trust and time: place record, freshness, time statement and reset, audit head.
// PROTOCOL.md sections 7.3 to 7.5, 7.10, 7.11.

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

bool covers(const wire::Issuer& issuer, AreaCode area) {
  return std::any_of(issuer.areas.begin(), issuer.areas.end(), [area](AreaCode scope) { return scope.contains(area); });
}

Refusal check_freshness_times(const wire::Freshness& freshness, std::uint64_t held_version, WallTime now) {
  if (freshness.expires_at - freshness.issued_at > kFreshFor) return Refusal::limit_exceeded;
  if (freshness.issued_at > now + limits::kMaxClockAhead) return Refusal::issued_in_future;
  if (freshness.trust_list_version < held_version) return Refusal::older_version;
  if (freshness.trust_list_version - held_version > limits::kMaxTrustListStep) return Refusal::limit_exceeded;
  const bool names_newer = freshness.trust_list_version > held_version;
  return now > freshness.expires_at && !names_newer ? Refusal::expired : Refusal::none;
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

Result<wire::Freshness, Refusal> verify_freshness(const Authority& authority, const Envelope& envelope, WallTime now) {
  if (envelope.type != PayloadType::freshness) return fail(Refusal::wrong_type);
  const auto issuer = verify_single(authority, envelope, Role::maintain, now);
  if (!issuer) return fail(issuer.error());
  if (!is_county_wide(**issuer)) return fail(Refusal::outside_scope);
  const auto freshness = wire::parse_freshness(envelope.payload);
  if (!freshness) return fail(refusal_of(freshness.error()));
  const Refusal refusal = check_freshness_times(*freshness, authority.list->list().version, now);
  if (refusal != Refusal::none) return fail(refusal);
  return *freshness;
}

Result<wire::TimeReset, Refusal> verify_time_reset(const PinnedRoots& roots, const Envelope& envelope,
                                                   const TerminalId& terminal, std::uint64_t held_sequence) {
  if (envelope.type != PayloadType::time_reset) return fail(Refusal::wrong_type);
  if (roots.signatures_by_roots(envelope) < roots.set().quorum) return fail(Refusal::quorum_not_met);
  const Refusal refusal = roots.check_every_signature(envelope, nullptr);
  if (refusal != Refusal::none) return fail(refusal);
  auto reset = wire::parse_time_reset(envelope.payload);
  if (!reset) return fail(refusal_of(reset.error()));
  if (reset->terminal != terminal) return fail(Refusal::not_addressed);
  if (reset->sequence <= held_sequence) return fail(Refusal::replayed);
  return std::move(*reset);
}

Result<wire::AuditHead, Refusal> verify_audit_head(const Authority& authority, const Envelope& envelope) {
  if (envelope.type != PayloadType::audit_head) return fail(Refusal::wrong_type);
  const auto head = wire::parse_audit_head(envelope.payload);
  if (!head) return fail(refusal_of(head.error()));
  const auto issuer = verify_single(authority, envelope, Role::time, head->at);
  if (!issuer) return fail(issuer.error());
  return *head;
}

}  // namespace tongluo::trust

// Cancel and stop-all. PROTOCOL.md sections 7.7, 7.8.

#include <algorithm>
#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

constexpr auto kMaxStopAge = limits::kMaxRoutineValidity;  // no order that it could stop lives longer

Refusal check_issue_time(WallTime issued_at, WallTime now) {
  if (issued_at > now + limits::kMaxClockAhead) return Refusal::issued_in_future;
  return issued_at + kMaxStopAge < now ? Refusal::expired : Refusal::none;
}

std::set<KeyId> keys_of(const Envelope& envelope) {
  std::set<KeyId> keys;
  for (const Signature& signature : envelope.signatures) keys.insert(signature.key_id);
  return keys;
}

// The one signer of a cancel: dispatch, or any role that issues orders (whose own order it then must be).
Result<const wire::Issuer*, Refusal> canceller(const Authority& authority, const Envelope& envelope, WallTime now) {
  const auto signers = verify_signers(authority, envelope, now);
  if (!signers) return fail(signers.error());
  if (signers->size() != 1) return fail(Refusal::malformed);
  const wire::Issuer* issuer = signers->front();
  if (!may_issue(issuer->role, issuer->order_class)) return fail(Refusal::wrong_role);
  const Refusal expired = check_list_expiry(*authority.list, issuer->role, now);
  if (expired != Refusal::none) return fail(expired);
  return issuer;
}

}  // namespace

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
  for (const Refusal refusal : {check_targets(stop->targets), check_issue_time(stop->issued_at, now)})
    if (refusal != Refusal::none) return fail(refusal);
  return AdmittedStopAll{std::move(*stop), sign::digest_of(envelope.payload)};
}

bool may_cancel(const AdmittedCancel& cancel, const VerifiedTrustList& list, const Envelope& order_envelope,
                const wire::Order& order) {
  const auto& signatures = order_envelope.signatures;
  const bool own = std::any_of(signatures.begin(), signatures.end(),
                               [&](const Signature& signature) { return signature.key_id == cancel.by; });
  if (own) return true;
  const TrustedIssuer* issuer = list.find(cancel.by);
  return cancel.role == Role::dispatch && issuer != nullptr && within_scope(issuer->issuer, order.targets);
}

bool may_supersede(const VerifiedTrustList& list, const Envelope& newer_envelope, const wire::Order& newer,
                   const Envelope& older_envelope, const wire::Order& older) {
  if (newer.order_class == older.order_class && keys_of(newer_envelope) == keys_of(older_envelope)) return true;
  const auto& signatures = newer_envelope.signatures;
  return std::any_of(signatures.begin(), signatures.end(), [&](const Signature& signature) {
    const TrustedIssuer* issuer = list.find(signature.key_id);
    return issuer != nullptr && issuer->issuer.role == Role::dispatch && within_scope(issuer->issuer, older.targets);
  });
}

bool covers(const wire::StopAll& stop, const wire::Order& order, const wire::PlaceRecord& place) {
  const bool of_class =
      std::find(stop.order_classes.begin(), stop.order_classes.end(), order.order_class) != stop.order_classes.end();
  return of_class && order.level >= stop.highest_level && order.issued_at < stop.issued_at &&
         addresses(stop.targets, place);
}

}  // namespace tongluo::trust

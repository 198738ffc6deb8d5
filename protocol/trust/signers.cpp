#include "protocol/trust/signers.hpp"

#include <algorithm>

namespace tongluo::trust {
namespace {

struct MayIssue {
  Role role;
  OrderClass order_class;
};
constexpr MayIssue kMayIssue[] = {{Role::dispatch, OrderClass::actual},  {Role::dispatch, OrderClass::test},
                                  {Role::announce, OrderClass::routine}, {Role::exercise, OrderClass::exercise},
                                  {Role::maintain, OrderClass::test},    {Role::relay, OrderClass::actual},
                                  {Role::relay, OrderClass::routine},    {Role::relay, OrderClass::exercise}};

}  // namespace

bool may_issue(Role role, OrderClass order_class) {
  return std::any_of(std::begin(kMayIssue), std::end(kMayIssue),
                     [&](const MayIssue& row) { return row.role == role && row.order_class == order_class; });
}

bool is_county_wide(const wire::Issuer& issuer) {
  return std::any_of(issuer.areas.begin(), issuer.areas.end(), [](AreaCode area) { return area.is_county(); });
}

Refusal refusal_of(const wire::WireError& error) {
  if (error.fault == wire::WireFault::reader_too_old) return Refusal::reader_too_old;
  return error.field.find("targets") != std::string::npos ? Refusal::bad_area : Refusal::malformed;
}

Refusal check_list_expiry(const VerifiedTrustList& list, Role role, WallTime now) {
  const WallTime expiry = list.list().expires_at;
  if (now <= expiry) return Refusal::none;
  return role == Role::dispatch && now <= expiry + kDispatchGrace ? Refusal::none : Refusal::trust_list_expired;
}

Result<Signers, Refusal> verify_signers(const Authority& authority, const Envelope& envelope,
                                        std::optional<WallTime> now) {
  if (authority.list == nullptr) return fail(Refusal::no_trust_list);
  Signers signers;
  for (const Signature& signature : envelope.signatures) {
    const TrustedIssuer* issuer = authority.list->find(signature.key_id);
    if (issuer == nullptr) return fail(Refusal::unknown_key);
    if (!sign::verify_signature(envelope, authority.roots.deployment(), signature, issuer->key))
      return fail(Refusal::bad_signature);
    if (now && (*now < issuer->issuer.valid_from || *now > issuer->issuer.valid_until))
      return fail(Refusal::key_outside_validity);
    signers.push_back(&issuer->issuer);
  }
  if (signers.empty()) return fail(Refusal::quorum_not_met);
  return signers;
}

std::set<std::string> counted_persons(const Signers& signers, const std::vector<Role>& roles) {
  std::set<std::string> persons, by_controller;
  for (const wire::Issuer* issuer : signers) {
    if (std::find(roles.begin(), roles.end(), issuer->role) == roles.end()) continue;
    (issuer->custody == Custody::controller ? by_controller : persons).insert(issuer->person);
  }
  const auto one_more = std::find_if(by_controller.begin(), by_controller.end(),
                                     [&](const std::string& person) { return !persons.contains(person); });
  if (one_more != by_controller.end()) persons.insert(*one_more);
  return persons;
}

Result<const wire::Issuer*, Refusal> verify_single(const Authority& authority, const Envelope& envelope, Role role,
                                                   WallTime now) {
  const auto signers = verify_signers(authority, envelope, now);
  if (!signers) return fail(signers.error());
  if (signers->size() != 1) return fail(Refusal::malformed);
  const wire::Issuer* issuer = signers->front();
  if (issuer->role != role) return fail(Refusal::wrong_role);
  const Refusal expired = check_list_expiry(*authority.list, role, now);
  if (expired != Refusal::none) return fail(expired);
  return issuer;
}

}  // namespace tongluo::trust

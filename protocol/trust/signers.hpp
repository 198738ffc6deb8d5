#pragma once
// Private to protocol/trust: who really signed. Every signature must verify under a known issuer that is valid now; one
// that does not is a refusal.

#include <set>
#include <string>
#include <vector>

#include "protocol/trust/admission.hpp"

namespace tongluo::trust {

using Signers = std::vector<const wire::Issuer*>;  // one per signature, in order; point into the trust list

// `now`: none when the validity of keys is judged by the caller.
Result<Signers, Refusal> verify_signers(const Authority& authority, const Envelope& envelope,
                                        std::optional<WallTime> now);

// As verify_signers, for an object that one key signs: exactly one signature, of this role.
Result<const wire::Issuer*, Refusal> verify_single(const Authority& authority, const Envelope& envelope, Role role,
                                                   WallTime now);

// Distinct persons among signers of these roles; keys that the controller holds add one person at most, whoever they
// say.
std::set<std::string> counted_persons(const Signers& signers, const std::vector<Role>& roles);

// May a key of this role issue orders of this class?
bool may_issue(Role role, OrderClass order_class);
bool is_county_wide(const wire::Issuer& issuer);

Refusal refusal_of(const wire::WireError& error);

// After the list's expiry only dispatch goes on, and for kDispatchGrace only.
Refusal check_list_expiry(const VerifiedTrustList& list, Role role, WallTime now);

}  // namespace tongluo::trust

#pragma once
// The next trust list as an edit of the one in force: one function per ceremony. Pure; time is handed in. Every result
// is one version above, dated now, hands over to no new roots unless asked to, and parses. What changed is for
// trust_difference to say; who signed is for ceremony. PROTOCOL.md sections 7.1, 7.2.

#include <optional>
#include <string>
#include <vector>

#include "protocol/sign/keys.hpp"
#include "protocol/trust/roots.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

// New keys are valid from a little earlier: there are terminals whose clock is behind.
constexpr auto kKeyBackdate = std::chrono::hours(1);

// A person's key as it is to be taken up. Its key id, algorithm and octets come from the public key.
struct NewIssuer {
  sign::PublicKey key;
  wire::Issuer entry;
};

Try<wire::TrustList> with_person(const wire::TrustList& held, const NewIssuer& issuer, WallTime now);

// Which keys: one by (the beginning of) its key id, or all of a person.
struct KeyChoice {
  std::string key_id;  // hexadecimal, at least kMinKeyIdDigits; empty: by person
  std::string person;
};
constexpr std::size_t kMinKeyIdDigits = 8;
Try<wire::TrustList> without_keys(const wire::TrustList& held, const KeyChoice& choice, WallTime now);

// The new key takes the old one's place: same person, role, class, level, areas and rank.
Try<wire::TrustList> with_rotated_key(const wire::TrustList& held, const KeyChoice& old_key,
                                      const sign::PublicKey& new_key, Custody custody, WallTime now);

// Sets the rule of a class and level; no persons: removes it, and with it the right to issue anything there.
Try<wire::TrustList> with_rule(const wire::TrustList& held, const wire::QuorumRule& rule, WallTime now);

// A later end. Keys whose validity ended with the old list end with the new one, if `keys_too`.
Try<wire::TrustList> renewed(const wire::TrustList& held, WallTime expires_at, bool keys_too, WallTime now);

// Hands over to other roots. The deployment id stays, so that everything signed before stays valid.
Try<wire::TrustList> with_next_roots(const wire::TrustList& held, const trust::PinnedRoots& roots,
                                     const std::vector<sign::PublicKey>& next, std::uint32_t quorum, WallTime now);

}  // namespace tongluo::ctl

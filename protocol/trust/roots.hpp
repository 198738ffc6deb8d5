#pragma once
// The pinned root set and what it alone may sign: the trust list. PROTOCOL.md section 7.1, 7.2. Pure; time is handed
// in.

#include "protocol/base/time.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::trust {

// Pinned at enrolment. Parsing checked every root key; the deployment id is the digest of the exact bytes.
class PinnedRoots {
 public:
  // Refuses: malformed (form, duplicate roots, quorum 0 or above the number of roots, an unusable key).
  static Result<PinnedRoots, Refusal> parse(ByteView root_set_bytes);
  const Digest& deployment() const { return deployment_; }
  const wire::RootSet& set() const { return set_; }
  // Distinct roots whose signature on the envelope verifies.
  std::size_t signatures_by_roots(const Envelope& envelope) const;
  // Does every signature on the envelope verify under a root, pinned or proposed by `next`? Refuses: unknown_key,
  // bad_signature, malformed (an unusable key in `next`).
  Refusal check_every_signature(const Envelope& envelope, const std::optional<wire::RootSet>& next) const;

 private:
  PinnedRoots(wire::RootSet set, Digest deployment, std::vector<sign::PublicKey> keys);
  wire::RootSet set_;
  Digest deployment_;
  std::vector<sign::PublicKey> keys_;
};

// A trust list that k roots signed, with its issuers' keys parsed and checked.
struct TrustedIssuer {
  wire::Issuer issuer;
  sign::PublicKey key;
};

class VerifiedTrustList {
 public:
  const wire::TrustList& list() const { return list_; }
  const TrustedIssuer* find(const KeyId& id) const;
  const wire::QuorumRule* rule(OrderClass order_class, Level level) const;

 private:
  friend Result<VerifiedTrustList, Refusal> verify_trust_list(const PinnedRoots&, const Envelope&, std::uint64_t,
                                                              WallTime);
  wire::TrustList list_;
  std::vector<TrustedIssuer> issuers_;
};

// `held_version` is 0 when none is held yet (then any version is accepted), else an older version, or a step above
// kMaxTrustListStep, is Refusal::older_version / limit_exceeded; the same version is accepted again. `now` is floored
// wall time: a list issued in the future (beyond kMaxClockAhead) is NOT refused, since it raises the floor itself. An
// expired list is accepted here (what it may still authorise is decided by verify_order: dispatch for 90 days).
Result<VerifiedTrustList, Refusal> verify_trust_list(const PinnedRoots& roots, const Envelope& envelope,
                                                     std::uint64_t held_version, WallTime now);

}  // namespace tongluo::trust

#pragma once
// The pinned root set and what it alone may sign: the trust list. PROTOCOL.md section 7.1, 7.2. Pure; time is handed
// in.

#include "protocol/base/time.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::trust {

class VerifiedTrustList;

// Pinned at enrolment; a root change replaces them. Parsing checked every root key. The deployment id is the digest of
// the first set's exact bytes, which a successor carries.
class PinnedRoots {
 public:
  // Refuses: malformed (form, duplicate roots, quorum 0 or above the number of roots, an unusable key).
  static Result<PinnedRoots, Refusal> parse(ByteView root_set_bytes);
  const Digest& deployment() const { return deployment_; }
  const wire::RootSet& set() const { return set_; }
  // The roots that a verified list hands over to, if it does.
  std::optional<PinnedRoots> successor(const VerifiedTrustList& list) const;
  // Distinct roots whose signature on the envelope verifies.
  std::size_t signatures_by_roots(const Envelope& envelope) const;
  // Does every signature on the envelope verify under a root, pinned or of `next` (if any)? Refuses: unknown_key,
  // bad_signature.
  Refusal check_every_signature(const Envelope& envelope, const PinnedRoots* next) const;
  // No known root's signature may be false; others are no matter. For lists that retired roots signed as well.
  Refusal check_known_signatures(const Envelope& envelope) const;

 private:
  PinnedRoots(wire::RootSet set, Digest deployment, std::vector<sign::PublicKey> keys);
  const sign::PublicKey* find(const KeyId& id) const;
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
// A list that hands over to next roots needs a quorum of both, the same deployment and the next version; one that
// handed over to the roots now pinned is good under them alone (its other signatures are of retired roots).
Result<VerifiedTrustList, Refusal> verify_trust_list(const PinnedRoots& roots, const Envelope& envelope,
                                                     std::uint64_t held_version, WallTime now);

}  // namespace tongluo::trust

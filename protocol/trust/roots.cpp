#include "protocol/trust/roots.hpp"

#include <algorithm>
#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::trust {
namespace {

Refusal root_refusal_of(const wire::WireError& error) {
  return error.fault == wire::WireFault::reader_too_old ? Refusal::reader_too_old : Refusal::malformed;
}

// An issuer's key must be usable and must be the one its key id names.
Result<TrustedIssuer, Refusal> trusted(const wire::Issuer& issuer) {
  auto key = sign::PublicKey::parse(issuer.algorithm, issuer.public_key);
  if (!key || key->id() != issuer.key_id) return fail(Refusal::malformed);
  return TrustedIssuer{issuer, std::move(*key)};
}

bool follows(const wire::RootSet& next, const PinnedRoots& roots) {
  return next.deployment == roots.deployment() && next.version == std::uint64_t{roots.set().version} + 1;
}

// A quorum of the pinned roots, and of the next ones if the list hands over to some.
Refusal check_root_signatures(const PinnedRoots& roots, const Envelope& envelope,
                              const std::optional<wire::RootSet>& next_set) {
  if (roots.signatures_by_roots(envelope) < roots.set().quorum) return Refusal::quorum_not_met;
  if (!next_set) return roots.check_every_signature(envelope, nullptr);
  if (*next_set == roots.set()) return roots.check_known_signatures(envelope);
  if (!follows(*next_set, roots)) return Refusal::malformed;
  const auto next = PinnedRoots::parse(wire::serialize(*next_set));
  if (!next) return next.error();
  if (next->signatures_by_roots(envelope) < next->set().quorum) return Refusal::quorum_not_met;
  return roots.check_every_signature(envelope, &*next);
}

}  // namespace

PinnedRoots::PinnedRoots(wire::RootSet set, Digest deployment, std::vector<sign::PublicKey> keys)
    : set_(std::move(set)), deployment_(deployment), keys_(std::move(keys)) {}

Result<PinnedRoots, Refusal> PinnedRoots::parse(ByteView root_set_bytes) {
  auto set = wire::parse_root_set(root_set_bytes);
  if (!set) return fail(root_refusal_of(set.error()));
  std::vector<sign::PublicKey> keys;
  std::set<KeyId> ids;
  for (const wire::Root& root : set->roots) {
    auto key = sign::PublicKey::parse(root.algorithm, root.public_key);
    if (!key || !ids.insert(key->id()).second) return fail(Refusal::malformed);
    keys.push_back(std::move(*key));
  }
  const Digest deployment = set->deployment ? *set->deployment : sign::digest_of(root_set_bytes);
  return PinnedRoots(std::move(*set), deployment, std::move(keys));
}

std::size_t PinnedRoots::signatures_by_roots(const Envelope& envelope) const {
  return static_cast<std::size_t>(std::count_if(keys_.begin(), keys_.end(), [&](const sign::PublicKey& key) {
    return std::any_of(envelope.signatures.begin(), envelope.signatures.end(), [&](const Signature& signature) {
      return sign::verify_signature(envelope, deployment_, signature, key);
    });
  }));
}

const sign::PublicKey* PinnedRoots::find(const KeyId& id) const {
  const auto at = std::find_if(keys_.begin(), keys_.end(),
                               [&id](const sign::PublicKey& candidate) { return candidate.id() == id; });
  return at == keys_.end() ? nullptr : &*at;
}

Refusal PinnedRoots::check_every_signature(const Envelope& envelope, const PinnedRoots* next) const {
  for (const Signature& signature : envelope.signatures) {
    const sign::PublicKey* key = find(signature.key_id);
    if (key == nullptr && next != nullptr) key = next->find(signature.key_id);
    if (key == nullptr) return Refusal::unknown_key;
    if (!sign::verify_signature(envelope, deployment_, signature, *key)) return Refusal::bad_signature;
  }
  return Refusal::none;
}

Refusal PinnedRoots::check_known_signatures(const Envelope& envelope) const {
  for (const Signature& signature : envelope.signatures) {
    const sign::PublicKey* key = find(signature.key_id);
    if (key != nullptr && !sign::verify_signature(envelope, deployment_, signature, *key))
      return Refusal::bad_signature;
  }
  return Refusal::none;
}

std::optional<PinnedRoots> PinnedRoots::successor(const VerifiedTrustList& list) const {
  const std::optional<wire::RootSet>& next = list.list().next_roots;
  if (!next || !follows(*next, *this)) return std::nullopt;
  auto pinned = parse(wire::serialize(*next));
  return pinned ? std::optional(std::move(*pinned)) : std::nullopt;
}

const TrustedIssuer* VerifiedTrustList::find(const KeyId& id) const {
  const auto at = std::find_if(issuers_.begin(), issuers_.end(),
                               [&id](const TrustedIssuer& candidate) { return candidate.issuer.key_id == id; });
  return at == issuers_.end() ? nullptr : &*at;
}

const wire::QuorumRule* VerifiedTrustList::rule(OrderClass order_class, Level level) const {
  const auto at = std::find_if(list_.rules.begin(), list_.rules.end(), [&](const wire::QuorumRule& candidate) {
    return candidate.order_class == order_class && candidate.level == level;
  });
  return at == list_.rules.end() ? nullptr : &*at;
}

Result<VerifiedTrustList, Refusal> verify_trust_list(const PinnedRoots& roots, const Envelope& envelope,
                                                     std::uint64_t held_version, WallTime) {
  if (envelope.type != PayloadType::trust_list) return fail(Refusal::wrong_type);
  if (roots.signatures_by_roots(envelope) < roots.set().quorum) return fail(Refusal::quorum_not_met);
  auto list = wire::parse_trust_list(envelope.payload);
  if (!list) return fail(root_refusal_of(list.error()));
  if (const Refusal refusal = check_root_signatures(roots, envelope, list->next_roots); refusal != Refusal::none)
    return fail(refusal);
  if (list->version < held_version) return fail(Refusal::older_version);
  if (held_version != 0 && list->version - held_version > limits::kMaxTrustListStep)
    return fail(Refusal::limit_exceeded);
  VerifiedTrustList verified;
  std::set<KeyId> ids;
  std::set<std::pair<OrderClass, Level>> rules;
  for (const wire::Issuer& issuer : list->issuers) {
    auto entry = trusted(issuer);
    if (!entry) return fail(entry.error());
    if (!ids.insert(issuer.key_id).second) return fail(Refusal::malformed);
    verified.issuers_.push_back(std::move(*entry));
  }
  for (const wire::QuorumRule& rule : list->rules)
    if (!rules.emplace(rule.order_class, rule.level).second) return fail(Refusal::malformed);
  verified.list_ = std::move(*list);
  return verified;
}

}  // namespace tongluo::trust

#include "tools/ctl/trust_draft.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"

namespace tongluo::ctl {
namespace {

wire::TrustList next_version(const wire::TrustList& held, WallTime now) {
  wire::TrustList next = held;
  ++next.version;
  // A list must not look older than the one it follows, whatever the clock of this machine says.
  next.issued_at = std::max(now, held.issued_at);
  next.next_roots.reset();
  return next;
}

// What every terminal will do first: read it.
Try<wire::TrustList> checked(wire::TrustList list) {
  const wire::WireResult<wire::TrustList> parsed = wire::parse_trust_list(wire::serialize(list));
  if (!parsed) return refuse("that would be no usable trust list: " + to_string(parsed.error()));
  return list;
}

Try<void> set_key(wire::Issuer& entry, const sign::PublicKey& key, const wire::TrustList& list) {
  const auto same = std::find_if(list.issuers.begin(), list.issuers.end(),
                                 [&key](const wire::Issuer& issuer) { return issuer.key_id == key.id(); });
  if (same != list.issuers.end())
    return refuse("key " + to_string(key.id()) + " is in the list already, as " + same->person +
                  "'s; a key has one person and one class");
  entry.key_id = key.id();
  entry.algorithm = key.algorithm();
  entry.public_key = key.spki();
  return {};
}

bool chosen(const KeyChoice& choice, const wire::Issuer& issuer) {
  if (choice.key_id.empty()) return issuer.person == choice.person;
  return to_string(issuer.key_id).starts_with(choice.key_id) &&
         (choice.person.empty() || issuer.person == choice.person);
}

Try<std::vector<std::size_t>> choose(const wire::TrustList& list, const KeyChoice& choice) {
  if (choice.key_id.empty() == choice.person.empty())
    return give_up(ExitCode::usage, "whose key? Give --key-id or --person");
  if (!choice.key_id.empty() && choice.key_id.size() < kMinKeyIdDigits)
    return give_up(ExitCode::usage, "--key-id: at least " + std::to_string(kMinKeyIdDigits) + " digits");
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < list.issuers.size(); ++i)
    if (chosen(choice, list.issuers[i])) found.push_back(i);
  if (found.empty()) return refuse("no key in the list fits");
  if (!choice.key_id.empty() && found.size() > 1) return refuse("more than one key begins like that; give more digits");
  return found;
}

}  // namespace

Try<wire::TrustList> with_person(const wire::TrustList& held, const NewIssuer& issuer, WallTime now) {
  wire::TrustList next = next_version(held, now);
  wire::Issuer entry = issuer.entry;
  if (Try<void> ok = set_key(entry, issuer.key, held); !ok) return tl::unexpected(ok.error());
  next.issuers.push_back(std::move(entry));
  return checked(std::move(next));
}

Try<wire::TrustList> without_keys(const wire::TrustList& held, const KeyChoice& choice, WallTime now) {
  const Try<std::vector<std::size_t>> found = choose(held, choice);
  if (!found) return tl::unexpected(found.error());
  wire::TrustList next = next_version(held, now);
  for (auto at = found->rbegin(); at != found->rend(); ++at)
    next.issuers.erase(next.issuers.begin() + static_cast<std::ptrdiff_t>(*at));
  return checked(std::move(next));
}

Try<wire::TrustList> with_rotated_key(const wire::TrustList& held, const KeyChoice& old_key,
                                      const sign::PublicKey& new_key, Custody custody, WallTime now) {
  const Try<std::vector<std::size_t>> found = choose(held, old_key);
  if (!found) return tl::unexpected(found.error());
  if (found->size() != 1) return refuse(old_key.person + " has more than one key; say which with --key-id");
  wire::TrustList next = next_version(held, now);
  wire::Issuer& entry = next.issuers[found->front()];
  if (Try<void> ok = set_key(entry, new_key, held); !ok) return tl::unexpected(ok.error());
  entry.custody = custody;
  entry.valid_from = now - kKeyBackdate;
  return checked(std::move(next));
}

Try<wire::TrustList> with_rule(const wire::TrustList& held, const wire::QuorumRule& rule, WallTime now) {
  wire::TrustList next = next_version(held, now);
  const auto at = std::find_if(next.rules.begin(), next.rules.end(), [&rule](const wire::QuorumRule& candidate) {
    return candidate.order_class == rule.order_class && candidate.level == rule.level;
  });
  if (rule.persons == 0) {
    if (at == next.rules.end()) return refuse("there is no such rule");
    next.rules.erase(at);
  } else if (at == next.rules.end()) {
    next.rules.push_back(rule);
  } else {
    *at = rule;
  }
  return checked(std::move(next));
}

Try<wire::TrustList> renewed(const wire::TrustList& held, WallTime expires_at, bool keys_too, WallTime now) {
  if (expires_at <= now) return give_up(ExitCode::usage, "the new end lies in the past");
  wire::TrustList next = next_version(held, now);
  next.expires_at = expires_at;
  for (wire::Issuer& issuer : next.issuers)
    if (keys_too && issuer.valid_until == held.expires_at) issuer.valid_until = expires_at;
  return checked(std::move(next));
}

Try<wire::TrustList> with_next_roots(const wire::TrustList& held, const trust::PinnedRoots& roots,
                                     const std::vector<sign::PublicKey>& next_keys, std::uint32_t quorum,
                                     WallTime now) {
  if (quorum + roots.set().quorum > limits::kMaxSignatures)
    return refuse("old and new roots together would need more signatures than an envelope holds (" +
                  std::to_string(limits::kMaxSignatures) + ")");
  wire::RootSet set;
  set.quorum = quorum;
  for (const sign::PublicKey& key : next_keys) set.roots.push_back({key.algorithm(), key.spki()});
  set.salt = roots.set().salt;
  set.deployment = roots.deployment();
  set.version = roots.set().version + 1;
  if (!trust::PinnedRoots::parse(wire::serialize(set)))
    return refuse("that is no usable root set: every root once, and a quorum of 1 to their number");
  wire::TrustList next = next_version(held, now);
  next.next_roots = std::move(set);
  return checked(std::move(next));
}

}  // namespace tongluo::ctl

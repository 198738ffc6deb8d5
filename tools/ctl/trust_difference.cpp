#include "tools/ctl/trust_difference.hpp"

#include <algorithm>
#include <set>

#include "tools/ctl/shown.hpp"
#include "tools/ctl/signing.hpp"

namespace tongluo::ctl {
namespace {

constexpr auto kSoon = std::chrono::hours(24 * 30);

using Lines = std::vector<std::string>;

const wire::Issuer* find(const wire::TrustList& list, const KeyId& id) {
  const auto at = std::find_if(list.issuers.begin(), list.issuers.end(),
                               [&id](const wire::Issuer& issuer) { return issuer.key_id == id; });
  return at == list.issuers.end() ? nullptr : &*at;
}

const wire::QuorumRule* find(const wire::TrustList& list, const wire::QuorumRule& like) {
  const auto at = std::find_if(list.rules.begin(), list.rules.end(), [&like](const wire::QuorumRule& rule) {
    return rule.order_class == like.order_class && rule.level == like.level;
  });
  return at == list.rules.end() ? nullptr : &*at;
}

bool knows_person(const wire::TrustList& list, const std::string& person) {
  return std::any_of(list.issuers.begin(), list.issuers.end(),
                     [&person](const wire::Issuer& issuer) { return issuer.person == person; });
}

void compare_issuers(const wire::TrustList& held, const wire::TrustList& proposed, Lines& lines) {
  for (const wire::Issuer& issuer : held.issuers)
    if (find(proposed, issuer.key_id) == nullptr) lines.push_back("- key of " + describe(issuer));
  for (const wire::Issuer& issuer : proposed.issuers) {
    const wire::Issuer* before = find(held, issuer.key_id);
    if (before == nullptr)
      lines.push_back("+ key of " + describe(issuer) + (knows_person(held, issuer.person) ? "" : " (a NEW person)"));
    else if (*before != issuer)
      lines.push_back("~ key of " + describe(issuer) + " (was: " + describe(*before) + ")");
  }
}

void compare_rules(const wire::TrustList& held, const wire::TrustList& proposed, Lines& lines) {
  for (const wire::QuorumRule& rule : held.rules)
    if (find(proposed, rule) == nullptr) lines.push_back("- rule: " + describe(rule));
  for (const wire::QuorumRule& rule : proposed.rules) {
    const wire::QuorumRule* before = find(held, rule);
    if (before == nullptr)
      lines.push_back("+ rule: " + describe(rule));
    else if (*before != rule)
      lines.push_back("~ rule: " + describe(rule) + " (was: " + describe(*before) + ")");
  }
}

// Persons who can sign this class and level now; keys that the controller holds are one person at most.
std::size_t able_persons(const wire::TrustList& list, const wire::QuorumRule& rule, WallTime now) {
  std::set<std::string> persons;
  bool controller = false;
  for (const wire::Issuer& issuer : list.issuers) {
    const bool counts = std::find(rule.roles.begin(), rule.roles.end(), issuer.role) != rule.roles.end();
    const bool may = issuer.order_class == rule.order_class && issuer.highest_level <= rule.level;
    if (!counts || !may || now > issuer.valid_until) continue;
    if (issuer.custody == Custody::controller)
      controller = true;
    else
      persons.insert(issuer.person);
  }
  return persons.size() + (controller ? 1 : 0);
}

std::string spaced(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

std::string describe(const wire::Issuer& issuer) {
  std::vector<std::string> words = {shown(issuer.person) + ":", std::string(to_string(issuer.role))};
  if (issuer.order_class != OrderClass::unspecified) {
    words.emplace_back(to_string(issuer.order_class));
    words.push_back("up to " + std::string(to_string(issuer.highest_level)));
  }
  words.emplace_back("in");
  for (const AreaCode area : issuer.areas) words.push_back(area.text());
  words.push_back("rank " + std::to_string(issuer.rank) + ",");
  words.push_back("custody " + std::string(to_string(issuer.custody)) + ",");
  words.push_back(std::string(to_string(issuer.algorithm)) + ",");
  words.push_back("from " + utc_text(issuer.valid_from) + " to " + utc_text(issuer.valid_until) + ",");
  words.push_back("key id " + to_string(issuer.key_id));
  return spaced(words);
}

std::string describe(const wire::QuorumRule& rule) {
  std::vector<std::string> words = {std::string(to_string(rule.order_class)), std::string(to_string(rule.level)),
                                    "needs", std::to_string(rule.persons),
                                    rule.persons == 1 ? "person of" : "persons of"};
  for (const Role role : rule.roles) words.emplace_back(to_string(role));
  return spaced(words);
}

std::string describe(const wire::RootSet& roots) {
  std::string text = "root set " + std::to_string(roots.version) + ": " + std::to_string(roots.quorum) + " of " +
                     std::to_string(roots.roots.size()) + " roots:";
  for (const wire::Root& root : roots.roots) {
    const auto key = sign::PublicKey::parse(root.algorithm, root.public_key);
    text += " " + (key ? to_string(key->id()) : std::string("(unusable)"));
  }
  return text;
}

std::vector<std::string> differences(const wire::TrustList& held, const wire::TrustList& proposed) {
  Lines lines;
  if (held.expires_at != proposed.expires_at)
    lines.push_back("~ the list ends " + utc_text(proposed.expires_at) + " (was: " + utc_text(held.expires_at) + ")");
  compare_issuers(held, proposed, lines);
  compare_rules(held, proposed, lines);
  if (proposed.next_roots) lines.push_back("+ NEW ROOTS take over, " + describe(*proposed.next_roots));
  return lines;
}

std::vector<std::string> weaknesses(const wire::TrustList& list, WallTime now) {
  Lines lines;
  for (const wire::QuorumRule& rule : list.rules) {
    const std::size_t able = able_persons(list, rule, now);
    if (able < rule.persons)
      lines.push_back("nobody can issue this: " + describe(rule) + ", and only " + std::to_string(able) + " can sign");
    const bool grave = rule.order_class == OrderClass::actual && rule.level <= Level::ii;
    if (grave && rule.persons < 2) lines.push_back("one person alone can wake the county: " + describe(rule));
  }
  if (list.expires_at < now + kSoon) lines.push_back("the list ends soon: " + utc_text(list.expires_at));
  for (const wire::Issuer& issuer : list.issuers)
    if (issuer.valid_until < now + kSoon) lines.push_back("this key ends soon: " + describe(issuer));
  return lines;
}

}  // namespace tongluo::ctl

#include "controller/cap/mapping.hpp"

#include <algorithm>

#include "controller/cap/limits.hpp"
#include "protocol/base/identifiers.hpp"

namespace tongluo::cap {
namespace {

using WordList = std::vector<std::string>;

bool fits(const WordList& allowed, std::string_view word) {
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), word) != allowed.end();
}

bool fits_scope(const MappingRule& rule, Scope scope) {
  return rule.scopes.empty() ? scope == Scope::public_ : fits(rule.scopes, to_string(scope));
}

bool fits_codes(const MappingRule& rule, const Info& info) {
  if (rule.event_codes.empty()) return true;
  return std::any_of(info.event_codes.begin(), info.event_codes.end(),
                     [&](const NameValue& code) { return fits(rule.event_codes, code.name + "=" + code.value); });
}

bool fits_info(const MappingRule& rule, const Info* info) {
  if (info == nullptr)
    return rule.events.empty() && rule.event_codes.empty() && rule.severities.empty() && rule.urgencies.empty() &&
           rule.certainties.empty();
  return fits(rule.events, info->event) && fits_codes(rule, *info) &&
         fits(rule.severities, to_string(info->severity)) && fits(rule.urgencies, to_string(info->urgency)) &&
         fits(rule.certainties, to_string(info->certainty));
}

template <class From>
bool are_words(const WordList& words, const From& from) {
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) { return from(word).has_value(); });
}

Result<void> check_rule(const MappingRule& rule) {
  const bool words = are_words(rule.statuses, status_from) && are_words(rule.scopes, scope_from) &&
                     are_words(rule.msg_types, msg_type_from) && are_words(rule.severities, severity_from) &&
                     are_words(rule.urgencies, urgency_from) && are_words(rule.certainties, certainty_from);
  if (!words) return fail(ErrorKind::bad_input, "rule " + rule.name + ": a word that CAP 1.2 does not have");
  for (const std::string& code : rule.event_codes)
    if (code.find('=') == std::string::npos)
      return fail(ErrorKind::bad_input, "rule " + rule.name + ": an event code is written valueName=value");
  if (rule.action == Action::automatic && rule.certificates.empty())
    return fail(ErrorKind::bad_input, "rule " + rule.name + ": an automatic rule names the certificates it trusts");
  return {};
}

}  // namespace

std::optional<Action> action_from(std::string_view word) {
  if (word == "automatic") return Action::automatic;
  if (word == "hold") return Action::hold;
  if (word == "refuse") return Action::refuse;
  if (word == "ignore") return Action::ignore;
  return std::nullopt;
}

Result<void> check_mapping(const Mapping& mapping) {
  if (mapping.rules.size() > kMaxRules) return fail(ErrorKind::limit, "too many rules");
  if (mapping.geocodes.size() > kMaxGeocodeMap) return fail(ErrorKind::limit, "too many geocodes");
  for (const std::string& name : mapping.dialects)
    if (!is_deviation(name)) return fail(ErrorKind::bad_input, "no deviation is called " + name);
  for (const auto& [geocode, areas] : mapping.geocodes) {
    const auto known = [](const std::string& area) { return AreaCode::parse(area).has_value(); };
    if (geocode.find('=') == std::string::npos || areas.empty() || !std::all_of(areas.begin(), areas.end(), known))
      return fail(ErrorKind::bad_input, "geocode " + geocode + ": must be valueName=value and 12-digit area codes");
  }
  if (mapping.volume_percent < 1 || mapping.volume_percent > 100 || mapping.repetitions < 1)
    return fail(ErrorKind::bad_input, "volume is 1 to 100, repetitions at least 1");
  for (const MappingRule& rule : mapping.rules)
    if (auto checked = check_rule(rule); !checked) return checked;
  return {};
}

Level level_of(const Info& info) {
  const bool soon = info.urgency == Urgency::immediate || info.urgency == Urgency::expected;
  const bool sure = info.certainty == Certainty::observed || info.certainty == Certainty::likely;
  if (info.urgency == Urgency::unknown || info.certainty == Certainty::unknown) return Level::unspecified;
  switch (info.severity) {
    case Severity::extreme:
      return info.urgency == Urgency::immediate && sure ? Level::i : soon && sure ? Level::ii : Level::iii;
    case Severity::severe:
      return soon && sure ? Level::ii : Level::iii;
    case Severity::moderate:
      return soon && sure ? Level::iii : Level::iv;
    case Severity::minor:
      return Level::iv;
    case Severity::unknown:
      break;
  }
  return Level::unspecified;
}

const MappingRule* find_rule(const Mapping& mapping, const Alert& alert, const Info* info,
                             const std::optional<std::string>& certificate) {
  for (const MappingRule& rule : mapping.rules) {
    const bool signer = rule.certificates.empty() || (certificate && fits(rule.certificates, *certificate));
    if (signer && fits(rule.senders, alert.sender) && fits(rule.statuses, to_string(alert.status)) &&
        fits_scope(rule, alert.scope) && fits(rule.msg_types, to_string(alert.msg_type)) && fits_info(rule, info))
      return &rule;
  }
  return nullptr;
}

}  // namespace tongluo::cap

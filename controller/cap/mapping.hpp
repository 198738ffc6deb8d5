#pragma once
// The table that says what becomes of a CAP message that was read: an order by itself, a draft that waits for a person,
// nothing, or a refusal; always with a reason. Rules are looked at in turn, the first that fits decides; where none
// fits, a person does. Some things no rule can change (decide.hpp). docs/cap.md has the defaults. Pure values.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/cap/alert.hpp"
#include "controller/cap/deviations.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::cap {

enum class Action : std::uint8_t { automatic, hold, refuse, ignore };
std::optional<Action> action_from(std::string_view word);  // "automatic", "hold", "refuse", "ignore"

// An empty list fits everything. Words are the standard's; events, codes and senders must be equal, letter by letter.
struct MappingRule {
  std::string name;                       // shown with the decision
  std::vector<std::string> certificates;  // pins by name; a list here never fits an unsigned message
  std::vector<std::string> senders;
  std::vector<std::string> statuses;
  std::vector<std::string> scopes;  // empty: Public only
  std::vector<std::string> msg_types;
  std::vector<std::string> events;
  std::vector<std::string> event_codes;  // "valueName=value"
  std::vector<std::string> severities, urgencies, certainties;
  Action action = Action::hold;
  std::optional<Level> level;  // instead of the one that severity, urgency and certainty give
};

struct Mapping {
  Dialects dialects = default_dialects();
  bool refuse_unsigned = false;  // else unsigned messages wait for a person
  bool fetch_audio = false;      // https only; else a message with referenced audio waits for a person
  // Names of geocodes whose value is a 12-digit area code.
  std::vector<std::string> area_names = {"tongluo:area", "GB/T 2260-2007"};
  // Other geocodes: "valueName=value" to area codes.
  std::map<std::string, std::vector<std::string>, std::less<>> geocodes;
  std::vector<MappingRule> rules;
  std::uint32_t volume_percent = 80;
  std::uint32_t repetitions = 2;
};

// Errors: bad_input (a word that the standard does not have, an area code that is none, a deviation without name, a
// rule that is automatic for everybody), limit.
Result<void> check_mapping(const Mapping& mapping);

// The level that severity, urgency and certainty give; unspecified: one of them is unknown.
Level level_of(const Info& info);

// The first rule that fits, or nullptr.
const MappingRule* find_rule(const Mapping& mapping, const Alert& alert, const Info* info,
                             const std::optional<std::string>& certificate);

}  // namespace tongluo::cap

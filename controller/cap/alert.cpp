#include "controller/cap/alert.hpp"

#include <array>

#include "controller/cap/cap_time.hpp"

namespace tongluo::cap {
namespace {

using Words = std::array<std::string_view, 5>;
constexpr Words kStatus = {"Actual", "Exercise", "System", "Test", "Draft"};
constexpr Words kMsgType = {"Alert", "Update", "Cancel", "Ack", "Error"};
constexpr Words kScope = {"Public", "Restricted", "Private"};
constexpr Words kUrgency = {"Immediate", "Expected", "Future", "Past", "Unknown"};
constexpr Words kSeverity = {"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
constexpr Words kCertainty = {"Observed", "Likely", "Possible", "Unlikely", "Unknown"};

template <class Value>
std::string_view word_of(const Words& words, Value value) {
  return words[static_cast<std::size_t>(value)];
}

template <class Value>
std::optional<Value> value_of(const Words& words, std::string_view word) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (!word.empty() && words[i] == word) return static_cast<Value>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Status value) { return word_of(kStatus, value); }
std::string_view to_string(MsgType value) { return word_of(kMsgType, value); }
std::string_view to_string(Scope value) { return word_of(kScope, value); }
std::string_view to_string(Urgency value) { return word_of(kUrgency, value); }
std::string_view to_string(Severity value) { return word_of(kSeverity, value); }
std::string_view to_string(Certainty value) { return word_of(kCertainty, value); }
std::optional<Status> status_from(std::string_view word) { return value_of<Status>(kStatus, word); }
std::optional<MsgType> msg_type_from(std::string_view word) { return value_of<MsgType>(kMsgType, word); }
std::optional<Scope> scope_from(std::string_view word) { return value_of<Scope>(kScope, word); }
std::optional<Urgency> urgency_from(std::string_view word) { return value_of<Urgency>(kUrgency, word); }
std::optional<Severity> severity_from(std::string_view word) { return value_of<Severity>(kSeverity, word); }
std::optional<Certainty> certainty_from(std::string_view word) { return value_of<Certainty>(kCertainty, word); }

Reference name_of(const Alert& alert) { return {alert.sender, alert.identifier, alert.sent}; }

std::string to_string(const Reference& reference) {
  return reference.sender + "," + reference.identifier + "," + cap_time_text(reference.sent);
}

}  // namespace tongluo::cap

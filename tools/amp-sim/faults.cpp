#include "tools/amp-sim/faults.hpp"

#include <cstdlib>
#include <sstream>

namespace tongluo::amp_sim {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, kFaults> kNames{
    "open_horn",   "shorted_horn", "dead_amplifier", "amplifier_fault", "weak_amplifier", "relay_stuck",
    "mains_loss",  "battery_age",  "door_open",      "fan_fault",       "level_stuck",    "level_impossible",
    "bus_timeout", "wrong_crc",    "noise",          "cut_frames",      "busy",           "tone",
    "tamper"};

std::optional<double> number_from(const std::string& text) {
  if (text == "on") return 1;
  if (text == "off") return 0;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || end != text.c_str() + text.size()) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<void> Faults::command(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string name, text, more;
  words >> name >> text;
  const auto value = number_from(text);
  if (!value || words >> more) return fail(ErrorKind::bad_input, "expected NAME on|off|NUMBER: " + std::string(line));
  for (std::size_t i = 0; i < kFaults; ++i)
    if (kNames[i] == name) {
      values_[i] = *value;
      return {};
    }
  return fail(ErrorKind::bad_input, "no fault is called \"" + name + "\"");
}

Result<FaultScript> FaultScript::parse(std::string_view text) {
  FaultScript script;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const std::string_view rest = trimmed(line);
    if (rest.empty()) continue;
    const std::size_t space = rest.find(' ');
    const auto at = number_from(std::string(rest.substr(0, space)));
    const std::string command(space == std::string_view::npos ? "" : rest.substr(space + 1));
    if (const auto fits = Faults().command(command); !fits) return fail(fits.error());
    const milliseconds when(static_cast<std::int64_t>(at.value_or(-1) * 1'000));
    if (when.count() < 0 || (!script.steps_.empty() && when < script.steps_.back().at))
      return fail(ErrorKind::bad_input, "times must not be negative and not go back: " + line);
    if (script.steps_.size() == kMaxLines) return fail(ErrorKind::limit, "more than 1000 lines");
    script.steps_.push_back({when, command});
  }
  return script;
}

void FaultScript::advance(milliseconds since_start, Faults& faults) {
  while (!steps_.empty() && steps_.front().at <= since_start) {
    (void)faults.command(steps_.front().command);  // checked by parse
    steps_.pop_front();
  }
}

}  // namespace tongluo::amp_sim

#include "tools/amp-sim/faults.hpp"

#include <cstdlib>
#include <sstream>

namespace tongluo::amp_sim {
namespace {

struct FaultText {
  std::string_view name;
  std::string_view meaning;
};
// In the order of the enumeration.
constexpr std::array<FaultText, kFaults> kTexts{{
    {"open_horn", "the horn line is open"},
    {"shorted_horn", "the horn line is shorted"},
    {"dead_amplifier", "no output, and it does not say so"},
    {"amplifier_fault", "no output, and it says so"},
    {"weak_amplifier", "18 dB too little"},
    {"relay_stuck", "the relay ignores what is written"},
    {"mains_loss", "the battery supplies the cabinet"},
    {"battery_age", "0 ... 100: % of its capacity that is gone"},
    {"door_open", "the cabinet's door is open"},
    {"fan_fault", "the fan stands still, and says so"},
    {"level_stuck", "% that the level sensor shows whatever sounds; 0: it works"},
    {"level_impossible", "the level sensor shows nonsense"},
    {"bus_timeout", "nobody answers"},
    {"wrong_crc", "serial lines: each answer is damaged"},
    {"noise", "serial lines: stray bytes before and among the answers"},
    {"cut_frames", "serial lines: half an answer, or so many bytes of it; TCP: the connection closes"},
    {"busy", "exception 6"},
    {"tone", "dB (negative) of a tone that is fed instead of the WAV file; 0: none"},
    {"tamper", "somebody is at the box"},
    {"fan_stopped", "the fan stands still, and does not say so"},
    {"amplifier_temperature", "C, instead of what its sound makes; 0: none"},
    {"cabinet_temperature", "C, instead of 18.5; 0: none"},
    {"humidity", "%, instead of 56, or 78 with the door open; 0: none"},
}};

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
    if (kTexts[i].name == name) {
      values_[i] = *value;
      return {};
    }
  return fail(ErrorKind::bad_input, "no fault is called \"" + name + "\"");
}

std::string faults_text() {
  constexpr std::size_t kNameWidth = 23;
  std::string text;
  for (const FaultText& fault : kTexts) {
    text += "  " + std::string(fault.name);
    text.append(kNameWidth - fault.name.size(), ' ');
    text += std::string(fault.meaning) + "\n";
  }
  return text;
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

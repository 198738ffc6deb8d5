#include "tools/ctl/order_status.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t kBarCells = 12;
constexpr double kSamplesPerSecond = 48'000.0;

struct Step {
  const char* name;
  bool (TerminalStatus::*reached)() const;
};
constexpr std::array<Step, 3> kSteps = {{{"received", &TerminalStatus::received},
                                         {"started", &TerminalStatus::started},
                                         {"finished", &TerminalStatus::is_final}}};

TerminalStatus parse_terminal_status(const json::object& object) {
  TerminalStatus status;
  status.terminal = text_at(object, "terminal");
  status.name = text_at(object, "name");
  status.stage = text_at(object, "stage");
  status.outcome = text_at(object, "outcome");
  status.refusal = text_at(object, "refusal");
  status.detail = text_at(object, "detail");
  status.unreachable = text_at(object, "provisional") == "unreachable";
  status.disputed = flag_at(object, "disputed");
  status.accepted_at_us = integer_at(object, "accepted_at_us").value_or(0);
  status.first_sample_us = integer_at(object, "first_sample_us").value_or(0);
  status.samples_played = integer_at(object, "samples_played").value_or(0);
  status.frames_lost = integer_at(object, "frames_lost").value_or(0);
  return status;
}

std::string fraction(std::size_t part, std::size_t whole) { return std::to_string(part) + "/" + std::to_string(whole); }

std::string bar(std::size_t part, std::size_t whole) {
  const std::size_t filled = whole == 0 ? 0 : part * kBarCells / whole;
  std::string text;
  for (std::size_t i = 0; i < kBarCells; ++i) text += i < filled ? "█" : "░";
  return text;
}

std::string latency(std::int64_t from_us, std::int64_t to_us) {
  if (from_us == 0 || to_us == 0) return "-";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.0f ms", static_cast<double>(to_us - from_us) / 1000.0);
  return text.data();
}

std::string seconds_of_sound(std::int64_t samples) {
  if (samples == 0) return "-";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(samples) / kSamplesPerSecond);
  return text.data();
}

std::string outcome_words(const TerminalStatus& terminal) {
  std::string words = terminal.is_final() ? terminal.outcome : terminal.stage == "none" ? "waiting" : terminal.stage;
  if (terminal.outcome == "refused") words += ": " + terminal.refusal;
  if (terminal.outcome == "weak" || terminal.outcome.starts_with("silent")) words += ": " + terminal.detail;
  if (!terminal.is_final() && terminal.unreachable) words += " (unreachable)";
  if (terminal.disputed) words += " DISPUTED";
  return words;
}

}  // namespace

std::size_t OrderStatus::count(bool (TerminalStatus::*which)() const) const {
  return static_cast<std::size_t>(std::count_if(
      terminals.begin(), terminals.end(), [which](const TerminalStatus& terminal) { return (terminal.*which)(); }));
}

bool OrderStatus::finished() const {
  return !terminals.empty() && (state == "expired" || count(&TerminalStatus::is_final) == terminals.size());
}

bool OrderStatus::all_played() const {
  return !terminals.empty() && count(&TerminalStatus::played) == terminals.size();
}

OrderStatus parse_order_status(const json::object& object) {
  OrderStatus status;
  status.digest = text_at(object, "digest");
  status.order_class = text_at(object, "class");
  status.level = text_at(object, "level");
  status.headline = text_at(object, "headline");
  status.state = text_at(object, "state");
  status.submitted_at_us = integer_at(object, "submitted_at_us").value_or(0);
  for (const json::value& terminal : array_at(object, "terminals"))
    status.terminals.push_back(parse_terminal_status(as_object(terminal)));
  return status;
}

std::string progress_line(const OrderStatus& status) {
  std::string line;
  for (const Step& step : kSteps)
    line += (line.empty() ? "" : "  ") + std::string(step.name) + " " +
            fraction(status.count(step.reached), status.terminals.size());
  return line;
}

std::string progress_bars(const OrderStatus& status) {
  std::string line;
  for (const Step& step : kSteps) {
    const std::size_t reached = status.count(step.reached);
    line += (line.empty() ? "" : "  ") + std::string(step.name) + " " + bar(reached, status.terminals.size()) + " " +
            fraction(reached, status.terminals.size());
  }
  return line;
}

std::string outcome_table(const OrderStatus& status) {
  TextTable table({"terminal", "name", "outcome", "submit→accepted", "submit→sound", "sound", "frames lost"});
  for (const TerminalStatus& terminal : status.terminals)
    table.add({terminal.terminal, terminal.name, outcome_words(terminal),
               latency(status.submitted_at_us, terminal.accepted_at_us),
               latency(status.submitted_at_us, terminal.first_sample_us), seconds_of_sound(terminal.samples_played),
               std::to_string(terminal.frames_lost)});
  return table.text() + fraction(status.count(&TerminalStatus::played), status.terminals.size()) +
         " terminals played\n";
}

}  // namespace tongluo::ctl

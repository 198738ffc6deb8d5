#include "terminal-fw/modem/at_replies.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "terminal-fw/modem/limits.hpp"

namespace tongluo::modem {
namespace {

constexpr std::size_t kMaxFields = 16;

// What stands behind "+NAME:".
std::optional<std::string_view> after(std::string_view line, std::string_view name) {
  if (line.size() < name.size() + 2 || line.front() != '+' || line.substr(1, name.size()) != name ||
      line[name.size() + 1] != ':')
    return std::nullopt;
  line.remove_prefix(name.size() + 2);
  const std::size_t first = line.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view() : line.substr(first);
}

// At commas outside quotes; the quotes stay. At most kMaxFields, the rest is left out.
std::vector<std::string_view> fields(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t at = 0; at <= text.size() && found.size() < kMaxFields; ++at) {
    if (at < text.size() && text[at] == '"') quoted = !quoted;
    if (at < text.size() && (quoted || text[at] != ',')) continue;
    found.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  return found;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end || value < 0) return std::nullopt;
  return value;
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
}

// "+CGSN: "0123…"" or "0123…".
std::string_view bare(std::string_view line) {
  if (line.starts_with('+') || line.starts_with('^')) {
    const std::size_t colon = line.find(':');
    line = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  }
  return unquoted(line);
}

std::optional<std::string> digits_of(std::string_view line, std::size_t least, std::size_t most) {
  const std::string_view text = bare(line);
  if (text.size() < least || text.size() > most || !all_digits(text)) return std::nullopt;
  return std::string(text);
}

std::optional<Registration> registration_of(int stat) {
  switch (stat) {
    case 0:
      return Registration::idle;
    case 1:
    case 6:  // short messages only
    case 9:
      return Registration::home;
    case 2:
      return Registration::searching;
    case 3:
    case 8:
      return Registration::denied;  // 8: emergency bearer services only
    case 4:
      return Registration::unknown;
    case 5:
    case 7:
    case 10:
      return Registration::roaming;
    default:
      return std::nullopt;
  }
}

struct CmeText {
  std::string_view code, text;
  SimState sim;
};
constexpr std::array kSimErrors = {
    CmeText{"10", "SIM not inserted", SimState::absent}, CmeText{"11", "SIM PIN required", SimState::locked},
    CmeText{"12", "SIM PUK required", SimState::locked}, CmeText{"13", "SIM failure", SimState::faulty},
    CmeText{"15", "SIM wrong", SimState::faulty},        CmeText{"17", "SIM PIN2 required", SimState::ready},
    CmeText{"18", "SIM PUK2 required", SimState::ready}};

// Level n of a scale that begins at `lowest_dbm`; `unknown` says that there is none.
std::optional<int> level(std::string_view text, int most, int lowest_dbm) {
  const auto value = number(text);
  return value && *value <= most ? std::optional(lowest_dbm + *value) : std::nullopt;
}

}  // namespace

std::optional<FinalResult> parse_final(std::string_view line) {
  if (line == "OK") return FinalResult{true, {}};
  if (line == "ERROR") return FinalResult{};
  if (after(line, "CMS ERROR")) return FinalResult{};
  const auto code = after(line, "CME ERROR");
  if (!code) return std::nullopt;
  for (const CmeText& error : kSimErrors)
    if (*code == error.code || *code == error.text) return FinalResult{false, error.sim};
  return FinalResult{};
}

std::optional<int> parse_csq(std::string_view line) {
  const auto text = after(line, "CSQ");
  const auto value = text ? number(fields(*text).front()) : std::nullopt;
  constexpr int kHighest = 31;
  if (!value || *value > kHighest) return std::nullopt;
  return -113 + 2 * *value;
}

std::optional<ExtendedSignal> parse_cesq(std::string_view line) {
  const auto text = after(line, "CESQ");
  if (!text) return std::nullopt;
  const auto parts = fields(*text);
  if (parts.size() < 6) return std::nullopt;
  ExtendedSignal signal;
  signal.rssi_dbm = level(parts[0], 63, -111);
  if (!signal.rssi_dbm) signal.rssi_dbm = level(parts[2], 96, -121);
  signal.rsrp_dbm = level(parts[5], 97, -141);
  return signal;
}

std::optional<Registration> parse_registration(std::string_view line, std::string_view name) {
  const auto text = after(line, name);
  if (!text) return std::nullopt;
  const auto parts = fields(*text);
  // Unasked, a cell's code in quotes may follow; in an answer the setting of those reports goes before.
  const auto second = parts.size() > 1 ? number(parts[1]) : std::nullopt;
  const auto stat = second ? second : number(parts[0]);
  return stat ? registration_of(*stat) : std::nullopt;
}

std::optional<std::string> parse_cops(std::string_view line) {
  const auto text = after(line, "COPS");
  if (!text) return std::nullopt;
  const auto parts = fields(*text);
  if (!number(parts[0])) return std::nullopt;
  if (parts.size() < 3) return std::string();
  return std::string(unquoted(parts[2]).substr(0, kMaxOperatorBytes));
}

std::optional<SimState> parse_cpin(std::string_view line) {
  const auto text = after(line, "CPIN");
  if (!text) return std::nullopt;
  if (*text == "READY") return SimState::ready;
  if (*text == "NOT INSERTED" || *text == "SIM REMOVED") return SimState::absent;
  if (*text == "NOT READY") return SimState::unknown;
  if (text->ends_with("PIN2") || text->ends_with("PUK2")) return SimState::ready;
  if (text->ends_with("PIN") || text->ends_with("PUK")) return SimState::locked;
  return std::nullopt;
}

std::optional<std::string> parse_imei(std::string_view line) { return digits_of(line, 14, 16); }

std::optional<std::string> parse_imsi(std::string_view line) { return digits_of(line, 6, 15); }

// Some modems show the card's filling digit F.
std::optional<std::string> parse_iccid(std::string_view line) {
  std::string_view text = bare(line);
  while (!text.empty() && (text.back() == 'F' || text.back() == 'f')) text.remove_suffix(1);
  if (text.size() < 18 || text.size() > 20 || !text.starts_with("89")) return std::nullopt;
  const bool hexadecimal = std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'F') || (letter >= 'a' && letter <= 'f');
  });
  return hexadecimal ? std::optional(std::string(text)) : std::nullopt;  // China Mobile's cards have letters within
}

}  // namespace tongluo::modem

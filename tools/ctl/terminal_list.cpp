#include "tools/ctl/terminal_list.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace tongluo::ctl {
namespace {

constexpr std::size_t kResourceCodeDigits = 23;
constexpr std::size_t kMaxReportedFaults = 100;
constexpr double kListUnitsPerDegree = 1e7;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

using Parsed = Result<SurveyedTerminal, std::string>;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int32_t> degrees_e7(std::string_view text, std::int32_t limit_e7) {
  double degrees = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), degrees);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(degrees)) return std::nullopt;
  const double units = std::round(degrees * kListUnitsPerDegree);
  if (std::abs(units) > limit_e7) return std::nullopt;
  return static_cast<std::int32_t>(units);
}

tl::unexpected<std::string> bad(std::string_view field, const std::string& value, std::string_view rule) {
  return tl::unexpected(std::string(field) + " \"" + value + "\" " + std::string(rule));
}

Parsed parse_terminal(const std::vector<std::string>& fields) {
  if (fields.size() < 5 || fields.size() > 6)
    return tl::unexpected("has " + std::to_string(fields.size()) +
                          " fields instead of id,area,name,latitude,longitude[,resource_code]");
  const std::optional<TerminalId> id = TerminalId::parse(fields[0]);
  if (!id) return bad("id", fields[0], "is not 4 to 32 of A-Z, 0-9 and '-'");
  const std::optional<AreaCode> area = AreaCode::parse(fields[1]);
  if (!area) return bad("area", fields[1], "is no 12-digit area code at or below a county");
  const std::string& name = fields[2];
  if (name.empty() || name.size() > kMaxNameBytes) return bad("name", name, "is empty or longer than 128 bytes");
  const std::optional<std::int32_t> latitude = degrees_e7(fields[3], kMaxLatitudeE7);
  if (!latitude) return bad("latitude", fields[3], "is not in -90 to 90 degrees");
  const std::optional<std::int32_t> longitude = degrees_e7(fields[4], kMaxLongitudeE7);
  if (!longitude) return bad("longitude", fields[4], "is not in -180 to 180 degrees");
  const std::string resource_code = fields.size() == 6 ? fields[5] : std::string();
  if (!resource_code.empty() && (resource_code.size() != kResourceCodeDigits || !all_digits(resource_code)))
    return bad("resource_code", resource_code, "is not 23 digits");
  return SurveyedTerminal{*id, *area, name, {*latitude, *longitude}, resource_code};
}

// Collects faults up to a limit, so that a wrong file does not print a hundred thousand lines.
class Faults {
 public:
  void add(std::size_t line, const std::string& what) {
    if (++count_ > kMaxReportedFaults) return;
    text_ += (text_.empty() ? "line " : "\nline ") + std::to_string(line) + ": " + what;
  }
  bool any() const { return count_ > 0; }
  std::string text() const {
    if (count_ <= kMaxReportedFaults) return text_;
    return text_ + "\n… and " + std::to_string(count_ - kMaxReportedFaults) + " more";
  }

 private:
  std::size_t count_ = 0;
  std::string text_;
};

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::optional<std::vector<std::string>> split_csv_line(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  bool closed = false;  // a quoted field ended; only a comma may follow
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (quoted && c == '"') {
      quoted = false;
      closed = true;
    } else if (quoted) {
      fields.back() += c;
    } else if (c == ',') {
      fields.emplace_back();
      closed = false;
    } else if (closed) {
      return std::nullopt;
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else {
      fields.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  return fields;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

TerminalListReading read_terminal_list(std::string_view csv) {
  if (csv.starts_with(kByteOrderMark)) csv.remove_prefix(kByteOrderMark.size());
  TerminalListReading reading;
  std::map<TerminalId, std::size_t> first_line;
  for (std::size_t number = 1; !csv.empty(); ++number) {
    const std::string_view line = take_line(csv);
    if (line.empty()) continue;
    const std::optional<std::vector<std::string>> fields = split_csv_line(line);
    if (!fields) {
      reading.faults.push_back({number, "a quoted field is not closed, or text follows it"});
      continue;
    }
    if (number == 1 && fields->front() == "id") continue;
    const Parsed terminal = parse_terminal(*fields);
    if (!terminal) {
      reading.faults.push_back({number, terminal.error()});
    } else if (const auto [known, fresh] = first_line.emplace(terminal->id, number); !fresh) {
      reading.faults.push_back(
          {number, "terminal " + terminal->id.text() + " is on line " + std::to_string(known->second) + " already"});
    } else {
      reading.good.push_back({number, *terminal});
    }
  }
  return reading;
}

Try<std::vector<SurveyedTerminal>> parse_terminal_list(std::string_view csv) {
  const TerminalListReading reading = read_terminal_list(csv);
  Faults faults;
  for (const LineFault& fault : reading.faults) faults.add(fault.number, fault.what);
  if (reading.good.size() > kMaxTerminals) faults.add(kMaxTerminals, "more than 100000 terminals");
  if (faults.any()) return give_up(ExitCode::failed, faults.text());
  if (reading.good.empty()) return give_up(ExitCode::failed, "no terminal in the file");
  std::vector<SurveyedTerminal> terminals;
  for (const SurveyedLine& line : reading.good) terminals.push_back(line.terminal);
  return terminals;
}

}  // namespace tongluo::ctl

#pragma once
// The survey as a CSV file: id,area,name,latitude,longitude[,resource_code], one terminal a line, UTF-8, quoted fields
// allowed, a header line allowed. Pure. Limits: kMaxTerminals, kMaxNameBytes. Every bad line is reported with its
// number, not the first only; one bad line makes the whole file unusable.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/identifiers.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxTerminals = 100'000;
constexpr std::size_t kMaxNameBytes = 128;
constexpr std::size_t kMaxTerminalListBytes = 32 * 1024 * 1024;

struct SurveyedTerminal {
  TerminalId id;
  AreaCode area;
  std::string name;
  Position position;
  std::string resource_code;  // 23 digits or empty
};

struct SurveyedLine {
  std::size_t number = 0;  // from 1
  SurveyedTerminal terminal;
};
struct LineFault {
  std::size_t number = 0;
  std::string what;
};
struct TerminalListReading {
  std::vector<SurveyedLine> good;
  std::vector<LineFault> faults;
};
// Line by line, for whoever takes the good ones.
TerminalListReading read_terminal_list(std::string_view csv);

Try<std::vector<SurveyedTerminal>> parse_terminal_list(std::string_view csv);

// One CSV line into fields; nothing if a quote is not closed or text follows a closing quote.
std::optional<std::vector<std::string>> split_csv_line(std::string_view line);
// The other way: the field as it stands in a line.
std::string csv_field(const std::string& text);

}  // namespace tongluo::ctl

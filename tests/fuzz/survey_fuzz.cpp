// The survey that `tongluo provision` and `tongluo enrol import` read: lines of a CSV file. Every line is good, bad
// with its number, or empty; a terminal is there once; what is written back of a good line is read again as it was.

#include <algorithm>
#include <set>

#include "tests/fuzz/fuzz_assert.hpp"
#include "tools/ctl/terminal_list.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::ctl;

void look_at(const TerminalListReading& reading, std::size_t lines) {
  std::set<TerminalId> terminals;
  std::set<std::size_t> numbers;
  for (const SurveyedLine& line : reading.good) {
    const SurveyedTerminal& terminal = line.terminal;
    TL_ASSERT(line.number >= 1 && line.number <= lines && numbers.insert(line.number).second);
    TL_ASSERT(terminals.insert(terminal.id).second);
    TL_ASSERT(!terminal.name.empty() && terminal.name.size() <= kMaxNameBytes);
    const auto again = split_csv_line(terminal.id.text() + "," + csv_field(terminal.name) + ",code");
    TL_ASSERT(again && *again == (std::vector<std::string>{terminal.id.text(), terminal.name, "code"}));
  }
  for (const LineFault& fault : reading.faults)
    TL_ASSERT(fault.number <= lines && !fault.what.empty() && numbers.insert(fault.number).second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view csv = as_text(fuzz::view(data, size));
  const TerminalListReading reading = read_terminal_list(csv);
  look_at(reading, static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')) + 1);
  const auto whole = parse_terminal_list(csv);
  TL_ASSERT(whole.has_value() == (reading.faults.empty() && !reading.good.empty()));
  TL_ASSERT(whole ? whole->size() == reading.good.size() : !whole.error().message.empty());
  return 0;
}

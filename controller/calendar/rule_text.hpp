#pragma once
// The text of one RFC 5545 rule, taken apart and judged before libical sees it: known parts, each once, plain
// characters, and no combination that libical ignores in silence or searches for centuries. Pure.

#include <optional>
#include <string>
#include <vector>

#include "controller/calendar/local_time.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::calendar {

struct RuleText {
  struct Weekday {
    int ordinal = 0;   // 0: every one; -1: the last
    unsigned day = 0;  // 0: Sunday
  };
  std::string frequency;             // "DAILY"
  std::size_t interval = 1;          // 1 to 1,000
  std::optional<std::size_t> count;  // "COUNT"
  std::optional<LocalTime> until;    // the last moment that still counts
  std::size_t times_a_step = 1;      // seconds, minutes and hours listed, multiplied
  std::vector<int> months;           // BYMONTH
  std::vector<int> month_days;       // BYMONTHDAY; negative ones count from the month's end
  std::vector<int> positions;        // BYSETPOS
  std::vector<Weekday> weekdays;     // BYDAY
  std::string without_end;           // canonical upper-case text for libical: all but COUNT and UNTIL
};

// The reason why not is one line for people.
Result<RuleText, std::string> parse_rule(std::string_view text, std::chrono::minutes utc_offset);

// How many moments libical may have to look at, from the start to the end.
std::size_t candidates(const RuleText& rule, seconds from_start_to_end);

}  // namespace tongluo::calendar

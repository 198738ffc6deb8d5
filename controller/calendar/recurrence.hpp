#pragma once
// A repeating schedule as explicit starts: an RFC 5545 rule with exceptions, extra starts and holidays, in local time
// of one fixed offset (China has no summer time). Pure; any thread; time is handed in. An order carries the starts, so
// whoever signs sees every one of them and no terminal needs a calendar.
// Limits: ExpandLimits and the kMax… below; the work for one rule is bounded before it begins. Errors: Problem names
// the field and says why; hostile text is one of them, never a crash or a long wait.

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::calendar {

constexpr std::size_t kMaxRuleBytes = 512;
constexpr std::size_t kMaxListedDates = 400;  // exceptions, and extra starts
constexpr std::size_t kMaxSteps = 12'000;     // moments to look at between the start and the end of the search

enum class Holidays {
  play,  // a holiday is a day like any other
  skip,  // the rule is silent on holidays
  only,  // the rule plays on holidays only
};

struct Rule {
  std::string start;                    // local, "YYYY-MM-DDTHH:MM[:SS]"; the rule's first start if the rule names it
  std::string rrule;                    // "FREQ=WEEKLY;BYDAY=MO"; empty: once, at `start`
  std::vector<std::string> exceptions;  // dates (every start of that day) or date-times (exactly that one) of the rule
  std::vector<std::string> extra;       // date-times; kept whatever the rule, the exceptions' dates and holidays say
  Holidays holidays = Holidays::play;
};

struct ExpandLimits {
  std::size_t starts = 400;
  std::chrono::hours ahead = std::chrono::hours(24 * 92);  // of now
};

// What is wrong with a rule. `field`: "start", "rrule", "exceptions", "extra", "holidays".
struct Problem {
  std::string field;
  std::string reason;  // one line, for people
};

// ISO dates, "2026-10-01".
using HolidayDates = std::set<std::string>;

// The starts after `now` and up to `limits.ahead` of it, ascending, each once, the first `limits.starts` of them. None
// at all is a Problem: a schedule that plays nothing is a mistake. UNTIL is local unless it ends in Z.
Result<std::vector<WallTime>, Problem> expand(const Rule& rule, const HolidayDates& holidays,
                                              std::chrono::minutes utc_offset, WallTime now,
                                              const ExpandLimits& limits = {});

// "2026-10-01" exactly, and such a day exists.
bool is_iso_date(std::string_view text);

}  // namespace tongluo::calendar

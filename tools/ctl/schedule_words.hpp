#pragma once
// A recurrence as people write it, its expansion by the controller, and the check that the explicit starts are what was
// meant. The controller expands (it knows the holidays), but what is signed is a list of starts that a person has seen.

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "tools/ctl/api.hpp"

namespace tongluo::ctl {

struct ScheduleWords {
  std::string start;                    // "2026-11-24T07:00", local
  std::string rrule;                    // "FREQ=DAILY;COUNT=7"
  std::vector<std::string> exceptions;  // "2026-11-26" (that day) or "2026-11-26T07:00"
  std::vector<std::string> extra;       // "2026-11-29T08:00"
  std::string holidays = "play";        // play, skip, only
};

Try<void> check_words(const ScheduleWords& words);  // usage
boost::json::object expand_request(const ScheduleWords& words);

// Pure. Refuses: none, too many, not ascending, past, on an excepted day, before --start, more than COUNT, or at
// another time of day than --start (unless the rule has times of its own); --extra starts are exempt from the last
// four.
Try<void> check_starts(const ScheduleWords& words, const std::vector<WallTime>& starts, std::chrono::minutes utc_offset,
                       WallTime now);
Try<std::vector<WallTime>> expand_schedule(const Context& context, const Api& api, const ScheduleWords& words);

// One line a start: number, date, weekday, time and part of the day.
std::string describe_starts(const std::vector<WallTime>& starts, std::chrono::minutes utc_offset);

}  // namespace tongluo::ctl

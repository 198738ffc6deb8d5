#pragma once
// Expands a rule at a fixed moment in China and shows the starts as local text, so that tests read like a calendar.

#include <string>
#include <vector>

#include "controller/calendar/local_time.hpp"
#include "controller/calendar/recurrence.hpp"

namespace tongluo::calendar::testing {

constexpr std::chrono::minutes kChina(8 * 60);

inline WallTime at(std::string_view local) { return to_wall(parse_date_time(local).value(), kChina); }

inline std::string as_local(WallTime time) {
  const LocalTime local = to_local(time, kChina);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock(local - day);
  char text[16];
  std::snprintf(text, sizeof text, "T%02d:%02d", static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()));
  const auto second = clock.seconds().count();
  return to_iso_date(day) + text + (second == 0 ? "" : ":" + std::to_string(second));
}

// Tuesday, five minutes past seven in the morning.
inline const char* const kNow = "2026-11-24T07:05";

struct Shown {
  std::vector<std::string> starts;
  std::string field, reason;  // of the problem, if there is one
};

inline Shown shown(const Rule& rule, const HolidayDates& holidays = {}, const ExpandLimits& limits = {},
                   std::string_view now = kNow) {
  const auto starts = expand(rule, holidays, kChina, at(now), limits);
  if (!starts) return {{}, starts.error().field, starts.error().reason};
  Shown result;
  for (const WallTime start : *starts) result.starts.push_back(as_local(start));
  return result;
}

inline Rule rule_of(std::string start, std::string rrule) { return {std::move(start), std::move(rrule), {}, {}, {}}; }

}  // namespace tongluo::calendar::testing

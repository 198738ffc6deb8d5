#include "controller/main/county_schedules.hpp"

#include "controller/calendar/recurrence.hpp"
#include "controller/core/group_book.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {
namespace {

// Every day of every calendar.
calendar::HolidayDates all_holidays(const controller::ControllerCore& core) {
  calendar::HolidayDates days;
  for (const controller::Document& document : core.documents("holidays"))
    if (const auto dates = controller::parse_holidays(document.body)) days.insert(dates->begin(), dates->end());
  return days;
}

calendar::Holidays holidays_from(const std::string& word) {
  if (word == "skip") return calendar::Holidays::skip;
  return word == "only" ? calendar::Holidays::only : calendar::Holidays::play;
}

}  // namespace

Result<std::vector<WallTime>, http::ScheduleProblem> CountySchedules::expand(const http::ScheduleRule& rule) {
  const calendar::Rule as_written{rule.start, rule.rrule, rule.exceptions, rule.extra, holidays_from(rule.holidays)};
  auto starts = calendar::expand(as_written, all_holidays(runner_.core()), utc_offset_, os::wall_now());
  if (starts) return std::move(*starts);
  return fail(http::ScheduleProblem{std::move(starts.error().field), std::move(starts.error().reason)});
}

}  // namespace tongluo::daemon

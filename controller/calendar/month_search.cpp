#include "controller/calendar/month_search.hpp"

#include <algorithm>

namespace tongluo::calendar {
namespace {

using std::chrono::year_month;

bool is_listed(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Days count from 1; `from_end` of the last day is −1, and so on.
bool fits(const RuleText& rule, int day, int length, unsigned weekday) {
  const int from_end = day - length - 1;
  if (!rule.month_days.empty() && !is_listed(rule.month_days, day) && !is_listed(rule.month_days, from_end))
    return false;
  const auto is_it = [&](const RuleText::Weekday& wanted) {
    if (wanted.day != weekday) return false;
    if (wanted.ordinal == 0) return true;
    return wanted.ordinal > 0 ? wanted.ordinal == (day - 1) / 7 + 1
                              : wanted.ordinal == from_end / 7 - (from_end % 7 != 0);
  };
  return rule.weekdays.empty() || std::any_of(rule.weekdays.begin(), rule.weekdays.end(), is_it);
}

std::size_t days_named(const RuleText& rule, year_month month, int start_day) {
  if (!rule.months.empty() && !is_listed(rule.months, static_cast<int>(static_cast<unsigned>(month.month())))) return 0;
  const int length = static_cast<int>(static_cast<unsigned>((month / std::chrono::last).day()));
  if (rule.month_days.empty() && rule.weekdays.empty()) return start_day <= length ? 1 : 0;
  const unsigned first = std::chrono::weekday(LocalDate(month / std::chrono::day(1))).c_encoding();
  std::size_t count = 0;
  for (int day = 1; day <= length; ++day)
    if (fits(rule, day, length, (first + static_cast<unsigned>(day) - 1) % 7)) ++count;
  return count;
}

}  // namespace

bool names_a_day(const RuleText& rule, LocalTime start, LocalTime last) {
  if (rule.frequency != "MONTHLY") return true;
  const std::chrono::year_month_day first(std::chrono::floor<std::chrono::days>(start));
  const std::chrono::year_month_day end(std::chrono::floor<std::chrono::days>(last));
  const int start_day = static_cast<int>(static_cast<unsigned>(first.day()));
  std::size_t nearest = rule.positions.empty() ? 1 : 400;
  for (const int position : rule.positions) nearest = std::min(nearest, static_cast<std::size_t>(std::abs(position)));
  const auto step = std::chrono::months(static_cast<int>(rule.interval));
  for (year_month month = first.year() / first.month(); month <= end.year() / end.month(); month += step)
    if (days_named(rule, month, start_day) * rule.times_a_step >= nearest) return true;
  return false;
}

}  // namespace tongluo::calendar

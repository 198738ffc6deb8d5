// Random schedules against a plain reference: every local day is looked at, one after another, and asked whether the
// rule means it. The reference knows no library and no cleverness.

#include <gtest/gtest.h>
#include <optional>
#include <random>

#include "tests/unit/calendar/expansion.hpp"

namespace tongluo::calendar {
namespace {

using std::chrono::days;
using Day = std::chrono::local_days;

enum class Frequency { daily, weekly, monthly };
constexpr const char* kFrequencies[] = {"DAILY", "WEEKLY", "MONTHLY"};
constexpr const char* kDayNames[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

struct Wish {
  Frequency frequency{};
  unsigned interval = 1;
  std::set<unsigned> weekdays;    // of a weekly rule; 0: Sunday
  std::set<unsigned> month_days;  // of a monthly rule
  std::optional<std::size_t> count;
  std::optional<Day> until;
  Day first;
  std::chrono::minutes of_day{};
  std::set<Day> exception_days, holidays;
  std::set<LocalTime> exception_times, extra;
  Holidays on_holidays{};
};

std::string date_time(LocalTime time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[16];
  std::snprintf(text, sizeof text, "T%02d:%02d", static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()));
  return to_iso_date(day) + text;
}

template <class Items, class Show>
std::string joined(const Items& items, Show show) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ",") + std::string(show(item));
  return text;
}

Rule rule_for(const Wish& wish) {
  Rule rule;
  rule.start = date_time(wish.first + wish.of_day);
  rule.rrule = std::string("FREQ=") + kFrequencies[static_cast<int>(wish.frequency)];
  if (wish.interval > 1) rule.rrule += ";INTERVAL=" + std::to_string(wish.interval);
  if (!wish.weekdays.empty())
    rule.rrule += ";BYDAY=" + joined(wish.weekdays, [](unsigned day) { return kDayNames[day]; });
  if (!wish.month_days.empty())
    rule.rrule += ";BYMONTHDAY=" + joined(wish.month_days, [](unsigned day) { return std::to_string(day); });
  if (wish.count) rule.rrule += ";COUNT=" + std::to_string(*wish.count);
  if (wish.until) {
    std::string date = to_iso_date(*wish.until);
    std::erase(date, '-');
    rule.rrule += ";UNTIL=" + date;
  }
  for (const Day day : wish.exception_days) rule.exceptions.push_back(to_iso_date(day));
  for (const LocalTime time : wish.exception_times) rule.exceptions.push_back(date_time(time));
  for (const LocalTime time : wish.extra) rule.extra.push_back(date_time(time));
  rule.holidays = wish.on_holidays;
  return rule;
}

bool means(const Wish& wish, Day day) {
  const std::chrono::year_month_day date(day), first(wish.first);
  const std::chrono::weekday weekday(day);
  switch (wish.frequency) {
    case Frequency::daily:
      return (day - wish.first).count() % wish.interval == 0;
    case Frequency::weekly: {
      const auto monday = [](Day any) { return any - (std::chrono::weekday(any) - std::chrono::Monday); };
      const auto weeks = (monday(day) - monday(wish.first)).count() / 7;
      return weeks % wish.interval == 0 && wish.weekdays.contains(weekday.c_encoding());
    }
    case Frequency::monthly: {
      const int months = (static_cast<int>(date.year()) - static_cast<int>(first.year())) * 12 +
                         static_cast<int>(static_cast<unsigned>(date.month())) -
                         static_cast<int>(static_cast<unsigned>(first.month()));
      return months % static_cast<int>(wish.interval) == 0 &&
             wish.month_days.contains(static_cast<unsigned>(date.day()));
    }
  }
  return false;
}

std::vector<std::string> reference(const Wish& wish, LocalTime now) {
  constexpr days kAhead(92);
  std::set<LocalTime> starts;
  std::size_t counted = 0;
  for (Day day = wish.first; day <= std::chrono::floor<days>(now) + kAhead + days(1); day += days(1)) {
    if (!means(wish, day) || (wish.until && day > *wish.until)) continue;
    if (wish.count && counted++ >= *wish.count) break;
    const bool holiday = wish.holidays.contains(day);
    const LocalTime start = day + wish.of_day;
    if (wish.on_holidays == Holidays::skip && holiday) continue;
    if (wish.on_holidays == Holidays::only && !holiday) continue;
    if (wish.exception_days.contains(day) || wish.exception_times.contains(start)) continue;
    starts.insert(start);
  }
  starts.insert(wish.extra.begin(), wish.extra.end());
  std::vector<std::string> shown;
  for (const LocalTime start : starts)
    if (start > now && start <= now + kAhead) shown.push_back(date_time(start));
  return shown;
}

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
  bool chance(int percent) { return between(1, 100) <= percent; }

 private:
  std::mt19937 engine_;
};

void throw_dates(Dice& dice, Day today, Wish& wish) {
  const auto some_day = [&] { return today + days(dice.between(-10, 100)); };
  for (int i = dice.between(0, 12); i > 0; --i) wish.holidays.insert(some_day());
  for (int i = dice.between(0, 4); i > 0; --i) wish.exception_days.insert(some_day());
  for (int i = dice.between(0, 4); i > 0; --i) wish.exception_times.insert(some_day() + wish.of_day);
  // At its usual time or another; never what is an exception too, which is a mistake.
  for (int i = dice.between(0, 4); i > 0; --i) {
    const LocalTime time = some_day() + (dice.chance(50) ? wish.of_day : std::chrono::minutes(dice.between(0, 1'439)));
    if (!wish.exception_times.contains(time)) wish.extra.insert(time);
  }
}

Wish throw_wish(Dice& dice, LocalTime now) {
  const Day today = std::chrono::floor<days>(now);
  Wish wish;
  wish.frequency = static_cast<Frequency>(dice.between(0, 2));
  wish.interval = dice.chance(50) ? 1 : static_cast<unsigned>(dice.between(2, 4));
  wish.first = today + days(dice.between(-40, 30));
  wish.of_day = std::chrono::minutes(dice.between(0, 1'439));
  if (wish.frequency == Frequency::weekly)
    for (int i = dice.between(1, 4); i > 0; --i) wish.weekdays.insert(static_cast<unsigned>(dice.between(0, 6)));
  if (wish.frequency == Frequency::monthly)
    for (int i = dice.between(1, 4); i > 0; --i) wish.month_days.insert(static_cast<unsigned>(dice.between(1, 31)));
  if (dice.chance(25)) wish.count = static_cast<std::size_t>(dice.between(1, 60));
  if (!wish.count && dice.chance(30)) wish.until = today + days(dice.between(0, 100));
  wish.on_holidays = static_cast<Holidays>(dice.between(0, 2));
  throw_dates(dice, today, wish);
  return wish;
}

TEST(RecurrenceProperty, AnyScheduleExpandsAsAPlainCalendarReadsIt) {
  constexpr unsigned kSchedules = 3'000;
  const LocalTime now = parse_date_time(testing::kNow).value();
  unsigned with_starts = 0;
  for (unsigned seed = 0; seed < kSchedules; ++seed) {
    Dice dice(seed);
    const Wish wish = throw_wish(dice, now);
    HolidayDates holidays;
    for (const Day day : wish.holidays) holidays.insert(to_iso_date(day));
    const Rule rule = rule_for(wish);
    const testing::Shown result = testing::shown(rule, holidays);
    const auto expected = reference(wish, now);
    ASSERT_EQ(result.starts, expected) << "seed " << seed << ": " << rule.start << " " << rule.rrule << "; "
                                       << result.field << ": " << result.reason;
    with_starts += expected.empty() ? 0U : 1U;
  }
  EXPECT_GT(with_starts, kSchedules / 2);
}

}  // namespace
}  // namespace tongluo::calendar

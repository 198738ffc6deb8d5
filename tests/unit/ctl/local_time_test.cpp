// Times as people read them: 00:07 must never look like 07:00.

#include "tools/ctl/local_time.hpp"

#include <gtest/gtest.h>

namespace tongluo::ctl {
namespace {

using std::chrono::minutes;

WallTime local_civil(int year, unsigned month, unsigned day, int hour, int minute) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return WallTime(std::chrono::sys_days(date).time_since_epoch() + minutes(hour * 60 + minute) - kCountyUtcOffset);
}

TEST(LocalTime, NamesTheWeekdayAndThePartOfTheDay) {
  EXPECT_EQ(local_text(local_civil(2026, 11, 24, 7, 0), kCountyUtcOffset), "2026-11-24 Tue 07:00 morning");
  EXPECT_EQ(local_text(local_civil(2026, 11, 24, 0, 7), kCountyUtcOffset), "2026-11-24 Tue 00:07 night");
}

TEST(LocalTime, TheDayIsLocalNotUtc) {
  EXPECT_EQ(local_text(local_civil(2027, 1, 1, 0, 0), kCountyUtcOffset), "2027-01-01 Fri 00:00 night");
  EXPECT_EQ(local_text(local_civil(2027, 1, 1, 0, 0), minutes(0)), "2026-12-31 Thu 16:00 afternoon");
}

TEST(LocalTime, ThePartsOfTheDayChangeOnTheMinute) {
  const std::vector<std::pair<int, std::string_view>> parts = {
      {0, "night"},           {5 * 60 - 1, "night"},      {5 * 60, "morning"},  {12 * 60 - 1, "morning"},
      {12 * 60, "afternoon"}, {18 * 60 - 1, "afternoon"}, {18 * 60, "evening"}, {22 * 60 - 1, "evening"},
      {22 * 60, "night"},     {24 * 60 - 1, "night"}};
  for (const auto& [minute, name] : parts) EXPECT_EQ(day_part(minutes(minute)), name) << minute;
}

TEST(LocalTime, ExactTextHasSecondsAndTheZone) {
  EXPECT_EQ(exact_local_text(local_civil(2026, 11, 24, 7, 0) + seconds(9), kCountyUtcOffset),
            "2026-11-24 Tue 07:00:09 morning UTC+08:00");
  EXPECT_EQ(exact_local_text(WallTime{}, minutes(-210)), "1969-12-31 Wed 20:30:00 evening UTC-03:30");
}

TEST(LocalTime, ParsesDatesAndTimesAndNothingElse) {
  const auto clock = parse_local("2026-11-24T07:05");
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->of_day, minutes(7 * 60 + 5));
  EXPECT_EQ(parse_local("2026-11-24")->of_day, minutes(0));
  for (const char* text : {"", "2026-11-31", "2026-13-01", "2026-11-24T24:00", "2026-11-24T07:60", "2026-11-24 07:00",
                           "2026-11-24T7:00", "2026-11-24T07:00Z", "20261124", "2026-1a-24"})
    EXPECT_FALSE(parse_local(text)) << text;
}

TEST(LocalTime, WhatIsShownParsesToTheSameClock) {
  const WallTime time = local_civil(2028, 2, 29, 23, 59);
  EXPECT_EQ(local_clock(time, kCountyUtcOffset), *parse_local("2028-02-29T23:59"));
}

}  // namespace
}  // namespace tongluo::ctl

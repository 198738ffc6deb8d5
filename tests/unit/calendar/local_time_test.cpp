#include "controller/calendar/local_time.hpp"

#include <gtest/gtest.h>

#include "controller/calendar/recurrence.hpp"

namespace tongluo::calendar {
namespace {

TEST(LocalTime, OnlyTimesOfADayThatExistsAreTimes) {
  for (const char* good : {"2026-11-24T00:00", "2026-11-24T23:59", "2026-11-24T23:59:59", "2028-02-29T07:00"})
    EXPECT_TRUE(parse_date_time(good)) << good;
  for (const char* bad :
       {"", "2026-11-24", "2026-11-24T7:00", "2026-11-24T24:00", "2026-11-24T07:60", "2026-11-24T07:00:60",
        "2026-11-24 07:00", "2026-11-24T07:00Z", "2026-11-24T07:00+08:00", "2026-02-29T07:00", "2026-13-01T07:00",
        "2026-00-10T07:00", "2026-11-31T07:00", "0000-01-01T00:00", "1969-12-31T23:59", "2200-01-01T00:00",
        "2026-11-24T07:00 ", "-026-11-24T07:00", "2026-11-24T07:00pm"})
    EXPECT_FALSE(parse_date_time(bad)) << bad;
}

TEST(LocalTime, AFixedOffsetLeadsToUtcAndBack) {
  const LocalTime morning = parse_date_time("2026-11-24T07:00").value();
  const WallTime utc = to_wall(morning, std::chrono::minutes(480));
  EXPECT_EQ(to_us(utc), 1'795'474'800'000'000);  // 2026-11-23T23:00Z
  EXPECT_EQ(to_local(utc, std::chrono::minutes(480)), morning);
  EXPECT_EQ(to_local(utc + microseconds(999'999), std::chrono::minutes(480)), morning);
}

TEST(LocalTime, AnIsoDateIsADayThatExists) {
  EXPECT_TRUE(is_iso_date("2026-10-01"));
  for (const char* bad : {"2026-10-1", "2026-02-30", "20261001", "2026-10-01T00:00", ""})
    EXPECT_FALSE(is_iso_date(bad)) << bad;
}

}  // namespace
}  // namespace tongluo::calendar

// A schedule is signed once and sounds for weeks: an expansion that is not what the words mean is never signed.

#include "tools/ctl/schedule_words.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

WallTime at_local(const char* text) {
  const LocalClock clock = parse_local(text).value();
  return WallTime(std::chrono::sys_days(clock.date).time_since_epoch() + clock.of_day - kCountyUtcOffset);
}

const WallTime kMonday = at_local("2026-11-23T12:00");

ScheduleWords daily() {
  ScheduleWords words;
  words.start = "2026-11-24T07:00";
  words.rrule = "FREQ=DAILY;COUNT=3";
  words.exceptions = {"2026-11-26"};
  words.extra = {"2026-11-29T08:00"};
  return words;
}

std::vector<WallTime> good() {
  return {at_local("2026-11-24T07:00"), at_local("2026-11-25T07:00"), at_local("2026-11-29T08:00")};
}

std::string fault(const ScheduleWords& words, const std::vector<WallTime>& starts) {
  const auto checked = check_starts(words, starts, kCountyUtcOffset, kMonday);
  return checked ? "" : checked.error().message;
}

TEST(Schedule, AcceptsWhatTheWordsMean) { EXPECT_EQ(fault(daily(), good()), ""); }

TEST(Schedule, MidnightInsteadOfMorningIsRefused) {
  std::vector<WallTime> starts = good();
  starts[1] = at_local("2026-11-25T00:07");
  EXPECT_THAT(fault(daily(), starts), HasSubstr("2026-11-25 Wed 00:07 night, is at another time of day"));
}

TEST(Schedule, AnotherZoneIsRefused) {
  std::vector<WallTime> starts = good();
  for (WallTime& start : starts) start += std::chrono::hours(8);
  EXPECT_THAT(fault(daily(), starts), HasSubstr("another time of day"));
}

TEST(Schedule, ARuleWithTimesOfItsOwnMayHaveSeveral) {
  ScheduleWords words = daily();
  words.rrule = "FREQ=DAILY;BYHOUR=7,18;COUNT=3";
  std::vector<WallTime> starts = good();
  starts.insert(starts.begin() + 1, at_local("2026-11-24T18:00"));
  EXPECT_EQ(fault(words, starts), "");
}

TEST(Schedule, AnExceptedDayIsRefused) {
  std::vector<WallTime> starts = good();
  starts[1] = at_local("2026-11-26T07:00");
  EXPECT_THAT(fault(daily(), starts), HasSubstr("a day that --except leaves out"));
}

TEST(Schedule, StartsBeforeTheFirstPastStartsAndDisorderAreRefused) {
  EXPECT_THAT(fault(daily(), {at_local("2026-11-23T07:00")}), HasSubstr("has passed"));
  ScheduleWords later = daily();
  later.start = "2026-11-25T07:00";
  EXPECT_THAT(fault(later, {at_local("2026-11-24T07:00")}), HasSubstr("before --start"));
  EXPECT_THAT(fault(daily(), {good()[1], good()[0]}), HasSubstr("not after the one before it"));
  EXPECT_THAT(fault(daily(), {good()[0] + seconds(1)}), HasSubstr("whole minute"));
}

TEST(Schedule, MoreThanCountAndNoneAreRefused) {
  EXPECT_THAT(fault(daily(), {}), HasSubstr("0 starts"));
  ScheduleWords twice = daily();
  twice.rrule = "FREQ=DAILY;COUNT=1";
  EXPECT_THAT(fault(twice, good()), HasSubstr("more starts than the rule's COUNT"));
  ScheduleWords once = daily();
  once.rrule.clear();
  EXPECT_THAT(fault(once, good()), HasSubstr("COUNT"));
}

TEST(Schedule, WordsThatAreNoTimesAreUsageErrors) {
  EXPECT_TRUE(check_words(daily()));
  for (const auto& spoil : std::vector<void (*)(ScheduleWords&)>{
           [](ScheduleWords& w) { w.start = "2026-11-24"; }, [](ScheduleWords& w) { w.start = "7:00"; },
           [](ScheduleWords& w) { w.exceptions = {"Thursday"}; }, [](ScheduleWords& w) { w.extra = {"2026-11-29"}; },
           [](ScheduleWords& w) { w.holidays = "maybe"; }}) {
    ScheduleWords words = daily();
    spoil(words);
    EXPECT_EQ(check_words(words).error().code, ExitCode::usage);
  }
}

TEST(Schedule, IsShownWithWeekdayAndPartOfTheDay) {
  EXPECT_EQ(describe_starts(good(), kCountyUtcOffset),
            "  1. 2026-11-24 Tue 07:00 morning\n  2. 2026-11-25 Wed 07:00 morning\n  3. 2026-11-29 Sun 08:00 "
            "morning\n");
}

TEST(Schedule, TheRequestCarriesTheWords) {
  EXPECT_EQ(boost::json::serialize(expand_request(daily())),
            R"({"start":"2026-11-24T07:00","holidays":"play","rrule":"FREQ=DAILY;COUNT=3","exceptions":["2026-11-26"],)"
            R"("extra":["2026-11-29T08:00"]})");
}

}  // namespace
}  // namespace tongluo::ctl

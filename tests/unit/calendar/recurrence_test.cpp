// Under test: expand(). Now is always Tuesday 2026-11-24 07:05 in China, unless a test says otherwise.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/calendar/expansion.hpp"

namespace tongluo::calendar {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using Strings = std::vector<std::string>;

struct Case {
  const char* name;
  const char* start;
  const char* rrule;
  std::size_t limit;
  Strings expected;
};

class ExpandsTo : public ::testing::TestWithParam<Case> {};

TEST_P(ExpandsTo, ExactlyTheseStarts) {
  const Case& one = GetParam();
  const Shown result = shown(rule_of(one.start, one.rrule), {}, {one.limit, std::chrono::hours(24 * 92)});
  EXPECT_EQ(result.starts, one.expected) << result.field << ": " << result.reason;
}

const std::vector<Case> kCases = {
    {"Once", "2026-11-25T07:00", "", 10, {"2026-11-25T07:00"}},
    {"OnceWithSeconds", "2026-11-25T07:00:30", "", 10, {"2026-11-25T07:00:30"}},
    {"DailyDropsThePast", "2026-11-23T07:00", "FREQ=DAILY", 2, {"2026-11-25T07:00", "2026-11-26T07:00"}},
    {"CountIncludesThePast", "2026-11-23T07:00", "FREQ=DAILY;COUNT=3", 9, {"2026-11-25T07:00"}},
    {"UntilADateIncludesThatDay",
     "2026-11-25T07:00",
     "FREQ=DAILY;UNTIL=20261126",
     9,
     {"2026-11-25T07:00", "2026-11-26T07:00"}},
    {"UntilATimeIsInclusive",
     "2026-11-25T07:00",
     "FREQ=DAILY;UNTIL=20261126T070000",
     9,
     {"2026-11-25T07:00", "2026-11-26T07:00"}},
    {"UntilATimeJustBefore", "2026-11-25T07:00", "FREQ=DAILY;UNTIL=20261126T065959", 9, {"2026-11-25T07:00"}},
    {"UntilInUtcIsMovedToLocal",
     "2026-11-25T07:00",
     "FREQ=DAILY;UNTIL=20261125T230000Z",
     9,
     {"2026-11-25T07:00", "2026-11-26T07:00"}},
    {"UntilInUtcJustBefore", "2026-11-25T07:00", "FREQ=DAILY;UNTIL=20261125T225959Z", 9, {"2026-11-25T07:00"}},
    {"EveryThirdDay",
     "2026-11-25T07:00",
     "FREQ=DAILY;INTERVAL=3",
     3,
     {"2026-11-25T07:00", "2026-11-28T07:00", "2026-12-01T07:00"}},
    {"EveryFourthSundayCountsFromTheWeekOfItsStart",
     "2026-10-29T07:00",  // a Thursday
     "FREQ=WEEKLY;INTERVAL=4;BYDAY=SU",
     2,
     {"2026-11-29T07:00", "2026-12-27T07:00"}},
    {"EveryFourthSundayOfWeeksThatBeginWithIt",
     "2026-10-29T07:00",
     "FREQ=WEEKLY;INTERVAL=4;BYDAY=SU;WKST=SU",
     2,
     {"2026-12-20T07:00", "2027-01-17T07:00"}},
    {"EverySecondSundayCountsOnlyItsOwn",
     "2026-11-19T07:00",
     "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=2",
     9,
     {"2026-12-06T07:00"}},
    {"WeekdaysByName",
     "2026-11-25T07:00",
     "FREQ=WEEKLY;BYDAY=MO,TH",
     3,
     {"2026-11-26T07:00", "2026-11-30T07:00", "2026-12-03T07:00"}},
    {"EverySecondWeek",
     "2026-11-26T07:00",
     "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
     4,
     {"2026-11-26T07:00", "2026-12-07T07:00", "2026-12-10T07:00", "2026-12-21T07:00"}},
    {"SeveralTimesADay",
     "2026-11-25T07:00",
     "FREQ=DAILY;BYHOUR=7,12;BYMINUTE=0,30",
     5,
     {"2026-11-25T07:00", "2026-11-25T07:30", "2026-11-25T12:00", "2026-11-25T12:30", "2026-11-26T07:00"}},
    {"HourlyOverMidnight",
     "2026-11-25T22:30",
     "FREQ=HOURLY",
     3,
     {"2026-11-25T22:30", "2026-11-25T23:30", "2026-11-26T00:30"}},
    {"MinutelyForAWhile",
     "2026-11-25T07:00",
     "FREQ=MINUTELY;INTERVAL=20;UNTIL=20261125T080000",
     9,
     {"2026-11-25T07:00", "2026-11-25T07:20", "2026-11-25T07:40", "2026-11-25T08:00"}},
    {"LastDayOfTheMonth",
     "2026-11-25T07:00",
     "FREQ=MONTHLY;BYMONTHDAY=-1",
     9,
     {"2026-11-30T07:00", "2026-12-31T07:00", "2027-01-31T07:00"}},
    {"The31stOnlyWhereItExists", "2026-10-31T07:00", "FREQ=MONTHLY", 9, {"2026-12-31T07:00", "2027-01-31T07:00"}},
    {"FirstMondayAndLastFriday",
     "2026-11-25T07:00",
     "FREQ=MONTHLY;BYDAY=1MO,-1FR",
     4,
     {"2026-11-27T07:00", "2026-12-07T07:00", "2026-12-25T07:00", "2027-01-04T07:00"}},
    {"LastWorkingDay",
     "2026-11-25T07:00",
     "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
     9,
     {"2026-11-30T07:00", "2026-12-31T07:00", "2027-01-29T07:00"}},
    {"AcrossTheYear",
     "2026-12-30T23:59",
     "FREQ=DAILY;COUNT=3",
     9,
     {"2026-12-30T23:59", "2026-12-31T23:59", "2027-01-01T23:59"}},
    {"SmallLettersAreLetters", "2026-11-25T07:00", "freq=weekly;byday=mo", 1, {"2026-11-30T07:00"}},
    {"AnUnmatchedStartIsNoStart",
     "2026-11-25T07:00",
     "FREQ=WEEKLY;BYDAY=SU;COUNT=2",
     9,
     {"2026-11-29T07:00", "2026-12-06T07:00"}},
    {"WeekStartMatters",
     "2026-11-24T09:00",
     "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
     9,
     {"2026-11-24T09:00", "2026-12-06T09:00", "2026-12-08T09:00", "2026-12-20T09:00"}},
};
INSTANTIATE_TEST_SUITE_P(Rules, ExpandsTo, ::testing::ValuesIn(kCases), [](const auto& one) { return one.param.name; });

TEST(Recurrence, TheLeapDayComesInLeapYearsOnly) {
  const Rule leap = rule_of("2024-02-29T07:00", "FREQ=YEARLY");
  EXPECT_THAT(shown(leap, {}, {}, "2028-01-01T00:00").starts, ElementsAre("2028-02-29T07:00"));
  EXPECT_EQ(shown(leap, {}, {}, "2027-01-01T00:00").field, "rrule");
}

TEST(Recurrence, StartsReach92DaysAheadAndNoFurther) {
  const Shown daily = shown(rule_of("2026-11-24T07:05", "FREQ=DAILY"));
  EXPECT_EQ(daily.starts.size(), 92U);
  EXPECT_EQ(daily.starts.front(), "2026-11-25T07:05");  // now itself is past
  EXPECT_EQ(daily.starts.back(), "2027-02-24T07:05");   // exactly 92 days ahead still counts
}

TEST(Recurrence, AtMost400StartsAreGivenTheSoonestFirst) {
  const Shown hourly = shown(rule_of("2026-11-24T08:00", "FREQ=HOURLY"));
  EXPECT_EQ(hourly.starts.size(), 400U);
  EXPECT_EQ(hourly.starts.front(), "2026-11-24T08:00");
  EXPECT_EQ(hourly.starts.back(), "2026-12-10T23:00");
}

TEST(Recurrence, AnExceptionTakesADayOrOneMoment) {
  Rule rule = rule_of("2026-11-25T07:00", "FREQ=DAILY;BYHOUR=7,12;COUNT=6");
  rule.exceptions = {"2026-11-26", "2026-11-27T12:00"};
  EXPECT_THAT(shown(rule).starts, ElementsAre("2026-11-25T07:00", "2026-11-25T12:00", "2026-11-27T07:00"));
}

TEST(Recurrence, AnExceptionThatHitsNothingChangesNothing) {
  Rule rule = rule_of("2026-11-25T07:00", "FREQ=DAILY;COUNT=1");
  rule.exceptions = {"2026-11-25T07:01", "2030-01-01"};
  EXPECT_THAT(shown(rule).starts, ElementsAre("2026-11-25T07:00"));
}

TEST(Recurrence, AnExtraStartStaysOnAnExceptedDay) {
  Rule rule = rule_of("2026-11-25T07:00", "FREQ=DAILY;COUNT=3");
  rule.exceptions = {"2026-11-26"};
  rule.extra = {"2026-11-26T08:00"};
  EXPECT_THAT(shown(rule).starts, ElementsAre("2026-11-25T07:00", "2026-11-26T08:00", "2026-11-27T07:00"));
}

TEST(Recurrence, ExtraStartsAreSortedInOnceEachAndBounded) {
  Rule rule = rule_of("2026-11-25T07:00", "FREQ=DAILY;COUNT=2");
  rule.extra = {"2026-11-26T07:00", "2026-11-25T06:00", "2026-11-25T06:00", "2026-11-24T07:05", "2027-02-24T07:06"};
  EXPECT_THAT(shown(rule).starts, ElementsAre("2026-11-25T06:00", "2026-11-25T07:00", "2026-11-26T07:00"));
}

TEST(Recurrence, AMomentCannotBeExceptedAndExtra) {
  Rule rule = rule_of("2026-11-25T07:00", "FREQ=DAILY;COUNT=3");
  rule.exceptions = {"2026-11-26T07:00"};
  rule.extra = {"2026-11-26T07:00"};
  EXPECT_EQ(shown(rule).field, "extra");
}

TEST(Recurrence, HolidaysArePlayedSkippedOrTheOnlyDays) {
  const HolidayDates holidays = {"2026-11-26", "2026-11-27", "2027-10-01"};
  Rule rule = rule_of("2026-11-25T07:00", "FREQ=DAILY;COUNT=4");
  EXPECT_EQ(shown(rule, holidays).starts.size(), 4U);
  rule.holidays = Holidays::skip;
  EXPECT_THAT(shown(rule, holidays).starts, ElementsAre("2026-11-25T07:00", "2026-11-28T07:00"));
  rule.holidays = Holidays::only;
  EXPECT_THAT(shown(rule, holidays).starts, ElementsAre("2026-11-26T07:00", "2026-11-27T07:00"));
}

TEST(Recurrence, HolidaysAreLocalDays) {
  Rule rule = rule_of("2026-11-26T00:30", "FREQ=DAILY;COUNT=1");  // still the 25th in UTC
  rule.holidays = Holidays::only;
  EXPECT_THAT(shown(rule, {"2026-11-26"}).starts, ElementsAre("2026-11-26T00:30"));
  EXPECT_EQ(shown(rule, {"2026-11-25"}).field, "rrule");
}

TEST(Recurrence, AnExtraStartStaysOnAHoliday) {
  Rule rule = rule_of("2026-11-25T07:00", "FREQ=DAILY;COUNT=1");
  rule.extra = {"2026-11-26T07:00"};
  rule.holidays = Holidays::skip;
  EXPECT_THAT(shown(rule, {"2026-11-26"}).starts, ElementsAre("2026-11-25T07:00", "2026-11-26T07:00"));
}

TEST(Recurrence, AScheduleWithoutAnyStartIsAProblem) {
  EXPECT_EQ(shown(rule_of("2026-11-24T07:05", "")).field, "start");  // now is past
  EXPECT_EQ(shown(rule_of("2027-03-01T07:00", "")).field, "start");  // too far ahead
  EXPECT_EQ(shown(rule_of("2027-03-01T07:00", "FREQ=DAILY")).field, "rrule");
  EXPECT_EQ(shown(rule_of("2020-01-01T07:00", "FREQ=DAILY;COUNT=3")).field, "rrule");
  EXPECT_EQ(shown(rule_of("2026-11-25T07:00", "FREQ=DAILY;UNTIL=20261124")).field, "rrule");
}

}  // namespace
}  // namespace tongluo::calendar

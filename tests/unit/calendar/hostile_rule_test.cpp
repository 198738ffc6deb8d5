// Under test: expand() with rules that are wrong, senseless or meant to harm: each is a problem that names its field,
// found without a long search.

#include <ctime>
#include <gtest/gtest.h>

#include "tests/unit/calendar/expansion.hpp"

namespace tongluo::calendar {
namespace {

using namespace testing;

constexpr const char* kStart = "2026-11-24T08:00";

std::string field_of(const std::string& rrule, const char* start = kStart) {
  const Shown result = shown(rule_of(start, rrule));
  EXPECT_EQ(result.field.empty(), result.reason.empty());
  EXPECT_LT(result.reason.size(), 200U);
  EXPECT_EQ(result.reason.find('\n'), std::string::npos);
  return result.field;
}

TEST(HostileRule, TextThatIsNoRuleIsRefused) {
  for (const char* rrule : {"DAILY",
                            "FREQ",
                            "FREQ=",
                            "FREQ=DAYLY",
                            "FREQ=DAILY;",
                            ";FREQ=DAILY",
                            "FREQ=DAILY;;BYDAY=MO",
                            "FREQ=DAILY;FREQ=DAILY",
                            "BYDAY=MO",
                            "FREQ=DAILY;FOO=1",
                            "FREQ=DAILY;X-FOO=1",
                            "RSCALE=CHINESE;FREQ=YEARLY",
                            "RRULE:FREQ=DAILY",
                            "FREQ=DAILY BYDAY=MO",
                            "FREQ=DAILY\r\nDTSTART:19700101T000000",
                            "FREQ=DAILY;BYDAY=",
                            "FREQ=DAILY;BYDAY=XX",
                            "FREQ=DAILY;COUNT=0",
                            "FREQ=DAILY;COUNT=-1",
                            "FREQ=DAILY;COUNT=1.5",
                            "FREQ=DAILY;COUNT=99999999999999999999",
                            "FREQ=DAILY;INTERVAL=0",
                            "FREQ=DAILY;INTERVAL=1001",
                            "FREQ=DAILY;COUNT=2;UNTIL=20261231",
                            "FREQ=DAILY;UNTIL=20261301",
                            "FREQ=DAILY;UNTIL=2026-12-01",
                            "FREQ=DAILY;UNTIL=20261201T070000+0800",
                            "FREQ=DAILY;BYHOUR=24",
                            "FREQ=DAILY;BYMINUTE=60",
                            "FREQ=DAILY;BYMONTH=13",
                            "FREQ=MONTHLY;BYMONTHDAY=0",
                            "FREQ=MONTHLY;BYMONTHDAY=32",
                            "FREQ=DAILY;WKST=XX",
                            "\xE6\xAF\x8F\xE5\xA4\xA9"})
    EXPECT_EQ(field_of(rrule), "rrule") << rrule;
}

TEST(HostileRule, APartThatWouldBeIgnoredInSilenceIsRefused) {
  for (const char* rrule : {"FREQ=DAILY;BYSETPOS=5", "FREQ=DAILY;BYDAY=MO;BYSETPOS=5", "FREQ=MONTHLY;BYSETPOS=1",
                            "FREQ=WEEKLY;BYDAY=2MO", "FREQ=DAILY;BYDAY=-1FR", "FREQ=YEARLY;BYWEEKNO=5;BYDAY=2MO"})
    EXPECT_EQ(field_of(rrule), "rrule") << rrule;
}

TEST(HostileRule, ARuleThatNeverNamesADayIsRefused) {
  for (const char* rrule : {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
                            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
                            "FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2MO",
                            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=300",
                            "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "FREQ=YEARLY;BYWEEKNO=60", "FREQ=DAILY;BYSECOND=60"})
    EXPECT_EQ(field_of(rrule), "rrule") << rrule;
}

TEST(HostileRule, ARuleThatNeedsALongSearchIsRefusedBeforeTheSearch) {
  for (const char* rrule :
       {"FREQ=SECONDLY", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;COUNT=999999999", "FREQ=MINUTELY",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "FREQ=HOURLY;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55"})
    EXPECT_EQ(field_of(rrule), "rrule") << rrule;
  EXPECT_EQ(field_of("FREQ=HOURLY", "1970-01-01T00:00"), "rrule");
  EXPECT_EQ(field_of("FREQ=DAILY", "1970-01-01T00:00"), "rrule");
}

TEST(HostileRule, AHugeCountIsJustALongSeries) {
  EXPECT_EQ(shown(rule_of(kStart, "FREQ=DAILY;COUNT=999999999")).starts.size(), 92U);
}

TEST(HostileRule, AShortSecondlyRuleIsServed) {
  EXPECT_EQ(shown(rule_of(kStart, "FREQ=SECONDLY;INTERVAL=30;UNTIL=20261124T080100")).starts.size(), 3U);
}

TEST(HostileRule, LongTextAndLongListsAreRefused) {
  EXPECT_EQ(field_of(std::string(10'000, 'A')), "rrule");
  EXPECT_EQ(field_of("FREQ=DAILY;BYHOUR=" + std::string(10'000, '1')), "rrule");
  Rule rule = rule_of(kStart, "FREQ=DAILY");
  rule.exceptions.assign(401, "2026-12-01");
  EXPECT_EQ(shown(rule).field, "exceptions");
  rule.exceptions.clear();
  rule.extra.assign(401, "2026-12-01T07:00");
  EXPECT_EQ(shown(rule).field, "extra");
}

TEST(HostileRule, WrongDatesNameTheirField) {
  Rule rule = rule_of("24 Nov 2026 7 am", "FREQ=DAILY");
  EXPECT_EQ(shown(rule).field, "start");
  rule.start = kStart;
  rule.exceptions = {"26 November"};
  EXPECT_EQ(shown(rule).field, "exceptions");
  rule.exceptions.clear();
  rule.extra = {"2026-11-26"};  // a date without a time is no start
  EXPECT_EQ(shown(rule).field, "extra");
  rule.extra = {std::string(10'000, 'x')};
  EXPECT_LT(shown(rule).reason.size(), 200U);
}

// The dearest rule that is let through costs a few tens of milliseconds of processor time; a second would stop a
// county.
TEST(HostileRule, TheDearestAllowedSearchIsShort) {
  const std::clock_t before = std::clock();
  EXPECT_EQ(field_of("FREQ=MINUTELY;INTERVAL=12;BYMONTH=7"), "rrule");
  EXPECT_EQ(field_of("FREQ=HOURLY;BYMINUTE=0,15,30,45;BYMONTH=7"), "rrule");
  EXPECT_EQ(field_of("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "2025-02-01T08:00"), "rrule");
  EXPECT_EQ(field_of("FREQ=YEARLY;INTERVAL=4;BYMONTHDAY=29;BYMONTH=2", "2025-02-01T08:00"), "rrule");
  EXPECT_LT(std::clock() - before, 2 * CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace tongluo::calendar

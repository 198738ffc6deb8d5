// Under test: what keeps the calls few and the lists short: merging, the rate limit, the bounded lists.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/notify/plan_driver.hpp"

namespace tongluo::notify {
namespace {

using namespace testing;

TEST(CallLimits, WithoutChannelsACallIsLoggedAndCountedOnly) {
  Driver driver({{}, {{seconds(0), {}}}});
  driver.call(0, CallKind::alarm, Level::i, "clone");
  EXPECT_TRUE(driver.made.empty());
  EXPECT_EQ(driver.fate(1), Fate::logged);
  EXPECT_EQ(driver.plan.counters().logged, 1U);
  EXPECT_EQ(driver.plan.next_deadline(), SteadyTime::max());
}

TEST(CallLimits, EqualCallsWithinTenMinutesAreOne) {
  Driver driver(one_channel());
  for (const double second : {0.0, 1.0, 599.0}) driver.call(second, CallKind::fault, Level::routine, "disk", "full");
  EXPECT_EQ(driver.made.size(), 1U);
  EXPECT_EQ(driver.plan.log().front().repeats, 2U);
  EXPECT_EQ(driver.plan.counters().merged, 2U);
  driver.call(600, CallKind::fault, Level::routine, "disk", "full");
  EXPECT_EQ(driver.made.size(), 2U);
}

TEST(CallLimits, AnOpenCallIsMergedHoweverOldItIs) {
  Driver driver({{ChannelKind::mail}, {{seconds(0), {"a@x"}}, {seconds(5'000), {"b@x"}}}});
  driver.call(0, CallKind::fault, Level::routine, "disk", "full");
  driver.call(4'000, CallKind::fault, Level::routine, "disk", "full");
  EXPECT_EQ(driver.plan.counters().merged, 1U);
  EXPECT_EQ(driver.plan.log().size(), 1U);
}

TEST(CallLimits, ADifferenceInAnyFieldIsAnotherCall) {
  Driver driver(one_channel());
  driver.call(0, CallKind::fault, Level::routine, "disk", "full");
  driver.call(0, CallKind::alarm, Level::routine, "disk", "full");
  driver.call(0, CallKind::fault, Level::iv, "disk", "full");
  driver.call(0, CallKind::fault, Level::routine, "database", "full");
  driver.call(0, CallKind::fault, Level::routine, "disk", "nearly full");
  EXPECT_EQ(driver.made.size(), 5U);
}

TEST(CallLimits, Above30CallsOneEachTenSecondsIsAllowedAndTheRestIsSummedUp) {
  Driver driver(one_channel());
  for (int i = 0; i < 200; ++i) driver.call(0, CallKind::order_issued, Level::iii, "order " + std::to_string(i));
  EXPECT_EQ(driver.made.size(), 30U);
  EXPECT_EQ(driver.plan.counters().held_back, 170U);
  EXPECT_EQ(driver.fate(31), Fate::held_back);
  EXPECT_EQ(second_of(driver.plan.next_deadline()), 10.0);
  driver.run(100);
  EXPECT_EQ(driver.made.size(), 31U);
  EXPECT_EQ(driver.made.back(), "10 webhook step 0 #201");
  EXPECT_EQ(driver.plan.log().back().call.kind, CallKind::summary);
  EXPECT_EQ(driver.plan.log().back().call.text, "170 further calls were held back; the call log has each");
  EXPECT_EQ(driver.plan.next_deadline(), SteadyTime::max());
}

TEST(CallLimits, LevelIAndIIAreNeverHeldBack) {
  Driver driver(one_channel());
  for (int i = 0; i < 60; ++i) driver.call(0, CallKind::order_issued, Level::iv, "order " + std::to_string(i));
  driver.call(0, CallKind::order_issued, Level::ii, "two");
  driver.call(0, CallKind::order_issued, Level::i, "one");
  EXPECT_EQ(driver.made.size(), 32U);
  EXPECT_EQ(driver.fate(62), Fate::sent);
}

TEST(CallLimits, TheBucketIsFullAgainAfter300QuietSeconds) {
  Driver driver(one_channel());
  for (int i = 0; i < 30; ++i) driver.call(0, CallKind::order_issued, Level::iv, "a" + std::to_string(i));
  for (int i = 0; i < 31; ++i) driver.call(300, CallKind::order_issued, Level::iv, "b" + std::to_string(i));
  EXPECT_EQ(driver.made.size(), 60U);
  EXPECT_EQ(driver.plan.counters().held_back, 1U);
}

TEST(CallLimits, WithTooManyOpenCallsTheOldestOfTheLowestLevelLeaves) {
  CallPlan plan(one_channel());
  const auto call = [&plan](Level level, const std::string& subject) {
    plan.call(at_second(0), {CallKind::order_issued, level, subject, "text"});
  };
  for (std::size_t i = 0; i < kMaxOpenCalls; ++i) call(Level::ii, std::to_string(i));
  call(Level::i, "higher");
  EXPECT_EQ(plan.open_calls(), kMaxOpenCalls);
  EXPECT_EQ(plan.log().front().fate, Fate::dropped);
  call(Level::ii, "equal");
  EXPECT_EQ(plan.log().back().fate, Fate::dropped);
  EXPECT_EQ(plan.counters().dropped, 2U);
  EXPECT_EQ(plan.next_attempt(at_second(0))->call.subject, "higher");
}

TEST(CallLimits, TheLogKeepsTheNewestThousand) {
  CallPlan plan({{}, {{seconds(0), {}}}});
  for (std::size_t i = 0; i < kMaxLoggedCalls + 5; ++i)
    plan.call(at_second(0), {CallKind::expiry, Level::routine, std::to_string(i), "text"});
  EXPECT_EQ(plan.log().size(), kMaxLoggedCalls);
  EXPECT_EQ(plan.log().front().number, 6U);
  EXPECT_FALSE(plan.acknowledge(1));
}

TEST(CallLimits, ACallThatLeftTheLogIsStillMade) {
  Driver driver(one_channel());
  bool works = false;
  driver.works = [&works](ChannelKind) { return works; };
  driver.call(0, CallKind::order_issued, Level::i, "order");
  for (std::size_t i = 0; i < kMaxLoggedCalls; ++i) driver.call(1, CallKind::expiry, Level::routine, std::to_string(i));
  EXPECT_EQ(driver.plan.log().front().number, 2U);
  works = true;
  driver.run(6);
  EXPECT_EQ(std::count(driver.made.begin(), driver.made.end(), "5 webhook step 0 #1"), 1);
}

TEST(CallLimits, TextIsOneLineOfAtMost512BytesAndWholeCharacters) {
  CallPlan plan(one_channel());
  std::string text = "a\r\nb\t";
  for (int i = 0; i < 300; ++i) text += "\xE6\xB0\xB4";
  plan.call(at_second(0), {CallKind::alarm, Level::i, std::string(600, 's'), text});
  const Call& kept = plan.log().front().call;
  EXPECT_EQ(kept.text.substr(0, 5), "a  b ");
  EXPECT_EQ(kept.text.size(), 512U);  // 5 + 169 whole characters of three bytes
  EXPECT_EQ(kept.subject.size(), 512U);
}

}  // namespace
}  // namespace tongluo::notify

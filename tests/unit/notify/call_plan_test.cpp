// Under test: the escalation machine, with exact times. The driver plays the channels; nobody waits.

#include "controller/notify/call_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/notify/plan_driver.hpp"

namespace tongluo::notify {
namespace {

using namespace testing;
using ::testing::ElementsAre;

TEST(CallPlan, ACallGoesOutAtOnceOnEveryChannel) {
  Driver driver({{ChannelKind::command, ChannelKind::mail, ChannelKind::webhook}, {{seconds(0), {}}}});
  driver.call(1, CallKind::order_issued, Level::i, "order");
  EXPECT_THAT(driver.made, ElementsAre("1 command step 0 #1", "1 mail step 0 #1", "1 webhook step 0 #1"));
  EXPECT_EQ(driver.fate(1), Fate::sent);
  EXPECT_EQ(driver.plan.open_calls(), 0U);
  EXPECT_EQ(driver.plan.next_deadline(), SteadyTime::max());
}

TEST(CallPlan, AFailedTryIsRepeatedAfter5_10_20_40SecondsThenGivenUp) {
  Driver driver(one_channel());
  driver.works = [](ChannelKind) { return false; };
  driver.call(0, CallKind::order_issued, Level::i, "order");
  driver.run(1'000);
  EXPECT_THAT(driver.made, ElementsAre("0 webhook step 0 #1", "5 webhook step 0 #1", "15 webhook step 0 #1",
                                       "35 webhook step 0 #1", "75 webhook step 0 #1"));
  EXPECT_EQ(driver.fate(1), Fate::unreached);
  EXPECT_EQ(driver.plan.counters().unreached, 1U);
  EXPECT_EQ(driver.plan.counters().failed_tries, 5U);
  EXPECT_TRUE(driver.plan.nobody_is_reached());
}

TEST(CallPlan, ATryThatSucceedsEndsTheRetriesAndTheAlarm) {
  Driver driver(one_channel());
  int tries = 0;
  driver.works = [&tries](ChannelKind) { return ++tries % 3 == 0; };
  driver.call(0, CallKind::expiry, Level::routine, "key");
  driver.run(1'000);
  EXPECT_EQ(driver.made.size(), 3U);
  const LoggedCall& logged = driver.plan.log().front();
  EXPECT_EQ(logged.fate, Fate::sent);
  ASSERT_EQ(logged.deliveries.size(), 1U);
  EXPECT_EQ(logged.deliveries[0].tries, 3U);
  EXPECT_TRUE(logged.deliveries[0].done);
  EXPECT_EQ(logged.deliveries[0].error, "");
}

TEST(CallPlan, TheAlarmEndsWithTheNextDeliveredCall) {
  Driver driver(one_channel());
  driver.works = [](ChannelKind) { return false; };
  driver.call(0, CallKind::expiry, Level::routine, "key");
  driver.run(100);
  EXPECT_TRUE(driver.plan.nobody_is_reached());
  driver.works = [](ChannelKind) { return true; };
  driver.call(200, CallKind::expiry, Level::routine, "another");
  EXPECT_FALSE(driver.plan.nobody_is_reached());
}

TEST(CallPlan, AnUnansweredCallGoesDownTheList) {
  Driver driver(three_steps());
  driver.call(10, CallKind::approval_wanted, Level::ii, "order");
  EXPECT_EQ(driver.fate(1), Fate::calling);
  driver.run(10'000);
  EXPECT_THAT(driver.made, ElementsAre("10 mail step 0 #1", "130 mail step 1 #1", "310 mail step 2 #1"));
  EXPECT_EQ(driver.fate(1), Fate::unanswered);
  EXPECT_EQ(driver.plan.counters().unanswered, 1U);
  EXPECT_EQ(driver.plan.counters().escalated, 2U);
  EXPECT_FALSE(driver.plan.nobody_is_reached());
}

TEST(CallPlan, EachStepHasItsOwnRecipients) {
  CallPlan plan(three_steps());
  plan.call(at_second(0), {CallKind::alarm, Level::i, "clone", "two terminals with one id"});
  EXPECT_THAT(plan.next_attempt(at_second(0))->to, ElementsAre("a@x"));
  plan.on_deadline(at_second(120));
  EXPECT_FALSE(plan.next_attempt(at_second(120)));  // the channel is still at the first
  plan.on_result(at_second(121), {1, {}, {}, ChannelKind::mail, 0, 0, {}}, true, "");
  EXPECT_THAT(plan.next_attempt(at_second(121))->to, ElementsAre("b@x"));
}

TEST(CallPlan, AnAnswerEndsTheList) {
  Driver driver(three_steps());
  driver.call(0, CallKind::order_held, Level::iii, "order");
  driver.run(150);
  EXPECT_EQ(driver.plan.acknowledge("order"), 1U);
  EXPECT_EQ(driver.plan.acknowledge("order"), 0U);
  driver.run(10'000);
  EXPECT_THAT(driver.made, ElementsAre("0 mail step 0 #1", "120 mail step 1 #1"));
  EXPECT_EQ(driver.fate(1), Fate::acknowledged);
}

TEST(CallPlan, AnAnswerByNumberMayComeAfterTheListHasEnded) {
  Driver driver(three_steps());
  driver.call(0, CallKind::fault, Level::routine, "disk");
  driver.run(10'000);
  EXPECT_TRUE(driver.plan.acknowledge(1));
  EXPECT_EQ(driver.fate(1), Fate::acknowledged);
  EXPECT_FALSE(driver.plan.acknowledge(1));
  EXPECT_FALSE(driver.plan.acknowledge(2));
}

TEST(CallPlan, AnOrderThatWentOutNeedsNoSecondPersonAnyMore) {
  Driver driver(three_steps());
  driver.call(0, CallKind::approval_wanted, Level::ii, "order");
  driver.call(30, CallKind::order_issued, Level::ii, "order");
  driver.run(10'000);
  EXPECT_THAT(driver.made, ElementsAre("0 mail step 0 #1", "30 mail step 0 #2"));
  EXPECT_EQ(driver.fate(1), Fate::acknowledged);
  EXPECT_EQ(driver.fate(2), Fate::sent);
}

TEST(CallPlan, NewsThatWantNoAnswerAreNotEscalated) {
  Driver driver(three_steps());
  driver.call(0, CallKind::order_issued, Level::i, "order");
  driver.call(0, CallKind::expiry, Level::routine, "key");
  driver.run(10'000);
  EXPECT_EQ(driver.made.size(), 2U);
}

TEST(CallPlan, AStepThatReachesNobodyEscalatesAtOnce) {
  Driver driver(three_steps());
  driver.works = [](ChannelKind) { return false; };
  driver.call(0, CallKind::order_issued, Level::i, "order");
  driver.run(76);
  EXPECT_THAT(driver.made, ElementsAre("0 mail step 0 #1", "5 mail step 0 #1", "15 mail step 0 #1", "35 mail step 0 #1",
                                       "75 mail step 0 #1", "75 mail step 1 #1"));
  driver.run(10'000);
  EXPECT_EQ(driver.made.size(), 15U);
  EXPECT_EQ(driver.fate(1), Fate::unreached);
}

TEST(CallPlan, StepsCountFromTheCall) {
  Driver driver({{ChannelKind::mail}, {{seconds(0), {"a@x"}}, {seconds(60), {"b@x"}}, {seconds(70), {"c@x"}}}});
  driver.call(0, CallKind::alarm, Level::i, "clone");
  driver.run(60);
  driver.works = [](ChannelKind) { return false; };
  driver.run(70);
  EXPECT_THAT(driver.made, ElementsAre("0 mail step 0 #1", "60 mail step 1 #1", "70 mail step 2 #1"));
  driver.run(10'000);
  EXPECT_EQ(driver.made.size(), 7U);
  EXPECT_EQ(driver.fate(1), Fate::unanswered);  // the first two reached somebody
}

TEST(CallPlan, OneChannelThatWorksIsEnough) {
  Driver driver({{ChannelKind::command, ChannelKind::webhook}, {{seconds(0), {}}, {seconds(120), {}}}});
  driver.works = [](ChannelKind channel) { return channel == ChannelKind::command; };
  driver.call(0, CallKind::order_issued, Level::i, "order");
  driver.run(10'000);
  EXPECT_EQ(driver.made.size(), 6U);  // once by command, five times in vain by webhook
  EXPECT_EQ(driver.fate(1), Fate::sent);
  EXPECT_EQ(driver.plan.counters().gave_up, 1U);
  EXPECT_FALSE(driver.plan.nobody_is_reached());
}

TEST(CallPlan, TheHighestLevelOvertakesWhatWaitsForTheSameChannel) {
  CallPlan plan(one_channel());
  const auto call = [&plan](Level level, const char* subject) {
    plan.call(at_second(0), {CallKind::order_issued, level, subject, "text"});
  };
  call(Level::routine, "first");
  const auto flying = plan.next_attempt(at_second(0));
  call(Level::iv, "second");
  call(Level::iii, "third");
  call(Level::i, "fourth");
  EXPECT_FALSE(plan.next_attempt(at_second(0)));  // one at a time
  plan.on_result(at_second(1), *flying, true, "");
  std::vector<std::string> order;
  while (const auto attempt = plan.next_attempt(at_second(1))) {
    order.push_back(attempt->call.subject);
    plan.on_result(at_second(1), *attempt, true, "");
  }
  EXPECT_THAT(order, ElementsAre("fourth", "third", "second"));
}

TEST(CallPlan, AResultThatComesAfterTheAnswerIsOnlyLogged) {
  CallPlan plan(three_steps());
  plan.call(at_second(0), {CallKind::alarm, Level::i, "clone", "text"});
  const auto attempt = plan.next_attempt(at_second(0));
  plan.acknowledge("clone");
  plan.on_result(at_second(1), *attempt, true, "");
  EXPECT_EQ(plan.log().front().fate, Fate::acknowledged);
  EXPECT_EQ(plan.log().front().deliveries.size(), 1U);
  EXPECT_EQ(plan.next_deadline(), SteadyTime::max());
}

}  // namespace
}  // namespace tongluo::notify

#include "controller/live/send_plan.hpp"

#include "tests/unit/live/live_fixture.hpp"

namespace tongluo::live {
namespace {

SharedTrain train(std::size_t packets = 4) {
  auto made = std::make_shared<Train>();
  made->packets = packets;
  return made;
}

TEST(SendPlan, ALevelOneBurstGoesFirstAndAtOnce) {
  SendPlan plan;
  const SteadyTime start = at({}).steady;
  plan.add(start, settings(1, seconds(2), Level::routine), train(), 4'000);
  EXPECT_EQ(plan.next(start)->stream, 1U);  // one portion of the lower one is under way
  plan.add(start, settings(2, seconds(2), Level::i), train(), 4'000);
  std::size_t sent = 0;
  while (sent < 4'000) {
    const auto portion = plan.next(start);
    ASSERT_TRUE(portion);
    ASSERT_EQ(portion->stream, 2U);  // nothing lower in between
    EXPECT_EQ(portion->first, sent);
    sent += portion->count;
  }
  EXPECT_FALSE(plan.next(start));
}

TEST(SendPlan, LowerClassesAreSpreadOverHalfTheirTrain) {
  SendPlan plan;
  const SteadyTime start = at({}).steady;
  plan.add(start, settings(1, seconds(2), Level::routine), train(), 6'400);
  std::size_t sent = 0;
  for (int ms = 0; ms <= 120; ++ms) {
    while (const auto portion = plan.next(start + milliseconds(ms))) sent += portion->count;
    EXPECT_LE(sent, static_cast<std::size_t>(6'400 * ms / 120) + kPortion) << ms;
    EXPECT_GE(sent, static_cast<std::size_t>(6'400 * ms / 120)) << ms;
  }
  EXPECT_EQ(sent, 6'400U);
  EXPECT_EQ(plan.next_deadline(), SteadyTime::max());
}

TEST(SendPlan, ActualComesBeforeExerciseOfAHigherLevel) {
  SendPlan plan;
  const SteadyTime start = at({}).steady;
  StreamSettings exercise = settings(1, seconds(2), Level::i);
  exercise.order_class = OrderClass::exercise;
  plan.add(start, exercise, train(), 10);
  plan.add(start, settings(2, seconds(2), Level::ii), train(), 10);
  EXPECT_EQ(plan.next(start)->stream, 2U);
  EXPECT_EQ(plan.next(start)->stream, 1U);
}

TEST(SendPlan, AStreamThatFallsBehindGivesUpItsOldestTrain) {
  SendPlan plan;
  const SteadyTime start = at({}).steady;
  const auto first = train();
  plan.add(start, settings(1), first, 10);
  for (std::size_t i = 0; i < kMaxJobsPerStream; ++i) plan.add(start, settings(1), train(), 10);
  EXPECT_EQ(plan.given_up(), 1U);
  EXPECT_NE(plan.next(start)->train, first);
}

TEST(SendPlan, TheNextDeadlineIsTheNextPortionsTime) {
  SendPlan plan;
  const SteadyTime start = at({}).steady;
  plan.add(start, settings(1, seconds(2), Level::iv), train(), 2 * kPortion);
  EXPECT_EQ(plan.next_deadline(), start);
  ASSERT_TRUE(plan.next(start));
  EXPECT_EQ(plan.next_deadline(), start + milliseconds(60));
  EXPECT_FALSE(plan.next(start + milliseconds(59)));
  EXPECT_TRUE(plan.next(start + milliseconds(60)));
  plan.drop(1);
  EXPECT_EQ(plan.next_deadline(), SteadyTime::max());
}

}  // namespace
}  // namespace tongluo::live

// Who goes out when: levels I and II at once, the rest from one budget, highest first.

#include "controller/core/issue_pacer.hpp"

#include <gtest/gtest.h>

namespace tongluo::controller {
namespace {

constexpr SteadyTime kPacedFrom{seconds(100)};

PacedOrder paced(OrderClass order_class, Level level, std::uint64_t sequence, std::size_t deliveries) {
  PacedOrder order;
  order.order_class = order_class;
  order.level = level;
  order.sequence = sequence;
  order.digest.octets[0] = static_cast<std::byte>(sequence);
  order.deliveries = deliveries;
  return order;
}

TEST(IssuePacer, GivesNothingWhenNothingWaits) {
  IssuePacer pacer;
  EXPECT_FALSE(pacer.next(kPacedFrom));
  EXPECT_EQ(pacer.next_deadline(kPacedFrom), SteadyTime::max());
}

TEST(IssuePacer, TheHighestGoesFirstThenTheOldest) {
  IssuePacer pacer;
  pacer.add(paced(OrderClass::routine, Level::routine, 1, 1));
  pacer.add(paced(OrderClass::actual, Level::iii, 2, 1));
  pacer.add(paced(OrderClass::actual, Level::iii, 3, 1));
  pacer.add(paced(OrderClass::actual, Level::i, 4, 1));
  std::vector<std::uint64_t> sequence;
  while (const auto order = pacer.next(kPacedFrom)) sequence.push_back(order->sequence);
  EXPECT_EQ(sequence, (std::vector<std::uint64_t>{4, 2, 3, 1}));
}

TEST(IssuePacer, LowerOrdersWaitForTheBudgetAndAreDueAtAnExactInstant) {
  IssuePacer pacer;
  pacer.add(paced(OrderClass::routine, Level::routine, 1, 10'000));
  pacer.add(paced(OrderClass::routine, Level::routine, 2, 1));
  ASSERT_TRUE(pacer.next(kPacedFrom));  // overdraws the burst of 8,000 by 2,000: one second of debt
  EXPECT_FALSE(pacer.next(kPacedFrom));
  const SteadyTime due = kPacedFrom + seconds(1) + microseconds(1);
  EXPECT_EQ(pacer.next_deadline(kPacedFrom), due);
  EXPECT_FALSE(pacer.next(due - microseconds(1)));
  EXPECT_EQ(pacer.next(due)->sequence, 2U);
}

TEST(IssuePacer, LevelOneNeverWaitsHoweverDeepTheDebt) {
  IssuePacer pacer;
  for (std::uint64_t i = 0; i < 200; ++i) pacer.add(paced(OrderClass::routine, Level::routine, i, 4'045));
  while (pacer.next(kPacedFrom)) {
  }
  EXPECT_GT(pacer.waiting(), 190U);
  pacer.add(paced(OrderClass::actual, Level::i, 1'000, 4'045));
  EXPECT_EQ(pacer.next_deadline(kPacedFrom), kPacedFrom);
  EXPECT_EQ(pacer.next(kPacedFrom)->sequence, 1'000U);
}

TEST(IssuePacer, AFullQueueHasRoomForHighLevelsOnly) {
  IssuePacer pacer;
  for (std::uint64_t i = 0; i < kMaxPacedOrders; ++i) pacer.add(paced(OrderClass::routine, Level::routine, i, 1));
  wire::Order order;
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  EXPECT_FALSE(pacer.room_for(order));
  order.order_class = OrderClass::actual;
  order.level = Level::ii;
  EXPECT_TRUE(pacer.room_for(order));
}

TEST(IssuePacer, ACancelledOrderNeverComesOut) {
  IssuePacer pacer;
  const PacedOrder order = paced(OrderClass::routine, Level::routine, 1, 1);
  pacer.add(order);
  pacer.remove(order.digest);
  EXPECT_FALSE(pacer.next(kPacedFrom));
}

}  // namespace
}  // namespace tongluo::controller

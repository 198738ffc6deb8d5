// Times of orders over all terminals, and how far neighbours are apart; percentiles; when all have come back.

#include "tools/fleet/order_log.hpp"

#include <gtest/gtest.h>

#include "tools/fleet/rejoin_watch.hpp"

namespace tongluo::fleet {
namespace {

constexpr WallTime kIssued = wall_from_us(1'800'000'000'000'000);

Digest order_digest(int fill = 1) {
  Digest digest;
  digest.octets.fill(static_cast<std::byte>(fill));
  return digest;
}

TEST(Spread, IsByNearestRank) {
  std::vector<double> values;
  for (int i = 100; i >= 1; --i) values.push_back(i);
  EXPECT_EQ(spread_of(values), (Spread{100, 50, 95, 99, 100}));
  EXPECT_EQ(spread_of({7}), (Spread{1, 7, 7, 7, 7}));
  EXPECT_EQ(spread_of({}), Spread{});
}

TEST(OrderLog, CountsFromTheIssueAndTakesTheFirstOfEach) {
  OrderLog log({1, 1});
  ASSERT_TRUE(log.add(order_digest(), kIssued, false));
  log.on_delivered(order_digest(), 0, kIssued + milliseconds(10));
  log.on_delivered(order_digest(), 0, kIssued + milliseconds(99));  // delivered again
  log.on_delivered(order_digest(), 1, kIssued + milliseconds(30));
  log.on_durable(order_digest(), 1, kIssued + milliseconds(40));
  const auto rows = log.figures();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].delivered.count, 2u);
  EXPECT_EQ(rows[0].delivered.p50, 10);
  EXPECT_EQ(rows[0].delivered.last, 30);
  EXPECT_EQ(rows[0].durable.last, 40);
}

TEST(OrderLog, NeighboursAreTheNextOfTheSameVillage) {
  OrderLog log({1, 2, 1, 1});  // 0–2 and 2–3
  log.add(order_digest(), kIssued, false);
  const WallTime target = kIssued + seconds(1);
  const int late_ms[] = {0, 500, 3, 10};
  for (std::size_t i = 0; i < 4; ++i) log.on_first_sample(order_digest(), i, target + milliseconds(late_ms[i]), target);
  const Spread apart = log.figures()[0].in_step_first;
  EXPECT_EQ(apart.count, 2u);
  EXPECT_EQ(apart.p50, 3);
  EXPECT_EQ(apart.last, 7);
}

TEST(OrderLog, WhoPlaysAloneIsNobodysNeighbour) {
  OrderLog log({1, 1});
  log.add(order_digest(), kIssued, false);
  log.on_first_sample(order_digest(), 0, kIssued + seconds(1), std::nullopt);
  log.on_first_sample(order_digest(), 1, kIssued + seconds(2), kIssued + seconds(2));
  EXPECT_EQ(log.figures()[0].in_step_first.count, 0u);
  EXPECT_EQ(log.figures()[0].sound.count, 2u);
}

TEST(OrderLog, AnInterruptedPlayIsNotFinished) {
  OrderLog log({1});
  log.add(order_digest(), kIssued, false);
  log.on_last_sample(order_digest(), 0, kIssued + seconds(1), kIssued + seconds(3), false);
  EXPECT_EQ(log.figures()[0].finished, 0u);
  log.on_last_sample(order_digest(), 0, kIssued + seconds(3), kIssued + seconds(3), true);  // resumed
  EXPECT_EQ(log.figures()[0].finished, 1u);
}

TEST(OrderLog, IsBounded) {
  OrderLog log({1});
  for (std::size_t i = 0; i < OrderLog::kMaxOrders; ++i) {
    Digest digest = order_digest(0);
    digest.octets[0] = static_cast<std::byte>(i);
    digest.octets[1] = static_cast<std::byte>(i >> 8U);
    ASSERT_TRUE(log.add(digest, kIssued, false));
  }
  EXPECT_FALSE(log.add(order_digest(0xee), kIssued, false));
  EXPECT_EQ(log.not_recorded(), 1u);
  log.on_delivered(order_digest(0xee), 0, kIssued);  // nothing happens
  EXPECT_EQ(log.figures().size(), OrderLog::kMaxOrders);
}

TEST(OrderLog, AppendsTheTerminalsOfAnotherThread) {
  OrderLog all({1, 1}), other({2, 2, 2});
  const WallTime target = kIssued + seconds(1);
  all.add(order_digest(1), kIssued, false);  // the one knows an order that the other does not, and the reverse
  other.add(order_digest(2), kIssued, false);
  for (OrderLog* log : {&all, &other}) log->add(order_digest(3), kIssued + seconds(9), false);
  all.on_delivered(order_digest(1), 1, kIssued + milliseconds(10));
  other.on_delivered(order_digest(2), 2, kIssued + milliseconds(20));
  all.on_first_sample(order_digest(3), 1, target, target);
  other.on_first_sample(order_digest(3), 0, target, target);
  other.on_first_sample(order_digest(3), 1, target + milliseconds(4), target);
  all.append(other);
  const auto rows = all.figures();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].delivered.last, 10);
  EXPECT_EQ(rows[1].delivered.last, 20);
  EXPECT_EQ(rows[2].sound.count, 3u);
  EXPECT_EQ(rows[2].in_step_first.count, 1u);  // not those of the one with those of the other
  EXPECT_EQ(rows[2].in_step_first.last, 4);
}

TEST(RejoinWatch, CountsFromTheFirstThatOpensOrFromACommonDial) {
  const auto at = [](int s) { return SteadyTime(seconds(s)); };
  RejoinWatch watch(3);
  watch.on_dial(at(10));
  EXPECT_FALSE(watch.on_open(at(11), 1));
  EXPECT_EQ(watch.on_open(at(14), 3), seconds(4));
  EXPECT_FALSE(watch.on_open(at(15), 3));
  EXPECT_FALSE(watch.on_open(at(20), 0));  // the controller is gone
  EXPECT_FALSE(watch.on_open(at(30), 2));
  EXPECT_EQ(watch.on_open(at(32), 3), seconds(2));
  watch.on_dial(at(40));
  EXPECT_FALSE(watch.on_open(at(41), 0));  // all have left the old session
  EXPECT_EQ(watch.on_open(at(45), 3), seconds(5));
}

}  // namespace
}  // namespace tongluo::fleet

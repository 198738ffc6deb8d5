// What sounds when, and what collides, from the occurrences themselves.

#include "controller/core/timeline.hpp"

#include <gtest/gtest.h>

namespace tongluo::controller {
namespace {

const WallTime kToday = wall_from_us(1'790'000'000'000'000);

wire::Order order_at(std::vector<WallTime> starts, seconds sound) {
  wire::Order order;
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.tone = Tone::none;
  order.programme = wire::ClipProgramme{{{Digest{}, sound}}, 1, {}};
  std::uint32_t number = 0;
  for (const WallTime start : starts)
    order.occurrences.push_back({++number, start, start + seconds(60), start + seconds(600)});
  return order;
}

Digest order_name(int number) {
  Digest digest;
  digest.octets[0] = static_cast<std::byte>(number);
  return digest;
}

const std::vector<std::uint32_t> kNorth = {1, 2, 3};
const std::vector<std::uint32_t> kSouth = {4, 5};
const std::vector<std::uint32_t> kBoth = {3, 4};

TEST(Timeline, ListsStartsInTheWindowByTime) {
  const wire::Order daily = order_at({kToday + std::chrono::hours(30), kToday + std::chrono::hours(6)}, seconds(30));
  const TimelineOrder order{order_name(1), &daily, OrderState::issued, kNorth};
  const auto entries = make_timeline(std::span(&order, 1), kToday, kToday + std::chrono::hours(24));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.front().occurrence, 2U);
  EXPECT_EQ(entries.front().end, kToday + std::chrono::hours(6) + seconds(30));
  EXPECT_EQ(entries.front().addressed, 3U);
}

TEST(Timeline, OverlapAtACommonTerminalIsAConflict) {
  const wire::Order first = order_at({kToday}, seconds(60));
  const wire::Order second = order_at({kToday + seconds(59)}, seconds(10));
  const TimelineOrder orders[] = {{order_name(1), &first, OrderState::issued, kNorth},
                                  {order_name(2), &second, OrderState::running, kBoth}};
  const auto entries = make_timeline(orders, kToday, kToday + seconds(600));
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].conflicts, std::vector{order_name(2)});
  EXPECT_EQ(entries[1].conflicts, std::vector{order_name(1)});
  EXPECT_EQ(conflicts_of(orders[0], orders), std::vector{order_name(2)});
}

TEST(Timeline, TouchingInTimeOrApartInSpaceIsNone) {
  const wire::Order first = order_at({kToday}, seconds(60));
  const wire::Order after = order_at({kToday + seconds(60)}, seconds(10));
  const wire::Order elsewhere = order_at({kToday}, seconds(60));
  const TimelineOrder orders[] = {{order_name(1), &first, OrderState::issued, kNorth},
                                  {order_name(2), &after, OrderState::issued, kNorth},
                                  {order_name(3), &elsewhere, OrderState::issued, kSouth}};
  for (const TimelineEntry& entry : make_timeline(orders, kToday, kToday + seconds(600)))
    EXPECT_TRUE(entry.conflicts.empty());
}

TEST(Timeline, CancelledOrdersCollideWithNothing) {
  const wire::Order first = order_at({kToday}, seconds(60));
  const TimelineOrder orders[] = {{order_name(1), &first, OrderState::cancelled, kNorth},
                                  {order_name(2), &first, OrderState::issued, kNorth}};
  EXPECT_TRUE(conflicts_of(orders[1], orders).empty());
}

TEST(Timeline, FollowsWhatWasReplacedToTheNewest) {
  const wire::Order daily = order_at({kToday}, seconds(60));
  const auto replaced = [&daily](int number, seconds after, int by) {
    return TimelineOrder{order_name(number), &daily, OrderState::cancelled, kNorth, kToday + after, order_name(by)};
  };
  const TimelineOrder orders[] = {replaced(1, seconds(10), 2),
                                  replaced(2, seconds(20), 3),
                                  {order_name(3), &daily, OrderState::running, kNorth},
                                  replaced(4, seconds(30), 5)};  // by one that is not among them
  const auto entries = make_timeline(orders, kToday, kToday + seconds(600));
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0].superseded_by, order_name(3));
  EXPECT_EQ(entries[0].ended, kToday + seconds(10));
  EXPECT_EQ(entries[1].superseded_by, order_name(3));
  EXPECT_EQ(entries[2].superseded_by, std::nullopt);
  EXPECT_EQ(entries[2].ended, WallTime{});
  EXPECT_EQ(entries[3].superseded_by, order_name(5));
}

TEST(Timeline, IsCutAtItsLimit) {
  std::vector<WallTime> starts;
  for (int i = 0; i < 400; ++i) starts.push_back(kToday + seconds(i));
  const wire::Order busy = order_at(starts, seconds(1));
  std::vector<TimelineOrder> orders;
  for (int i = 0; i < 20; ++i) orders.push_back({order_name(i), &busy, OrderState::expired, kNorth});
  EXPECT_EQ(make_timeline(orders, kToday, kToday + seconds(600)).size(), kMaxTimelineEntries);
}

}  // namespace
}  // namespace tongluo::controller

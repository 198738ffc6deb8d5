#include <gtest/gtest.h>

#include "tools/link_model/link_model.hpp"

namespace tongluo::link_model {
namespace {

constexpr auto kStep = milliseconds(10);

TEST(Outages, StormIsDownForOneSecondInEachMinute) {
  const LinkModel link(*find_profile("storm"), 4);
  for (int minute = 0; minute < 30; ++minute) {
    int down = 0;
    int falls = 0;
    bool before = false;
    for (int i = 0; i < 6'000; ++i) {
      const bool now = link.is_down(SteadyTime(minute * seconds(60) + i * kStep));
      down += now ? 1 : 0;
      falls += now && !before ? 1 : 0;
      before = now;
    }
    EXPECT_NEAR(down, 100, 1) << minute;
    EXPECT_EQ(falls, 1) << minute;
  }
}

TEST(Outages, PlaceDependsOnTheSeedAndDiffersFromMinuteToMinute) {
  const auto first_fall = [](std::uint64_t seed, int minute) {
    const LinkModel link(*find_profile("storm"), seed);
    int i = 0;
    while (!link.is_down(SteadyTime(minute * seconds(60) + i * kStep))) ++i;
    return i;
  };
  EXPECT_NE(first_fall(1, 0), first_fall(2, 0));
  EXPECT_NE(first_fall(1, 0), first_fall(1, 1));
  EXPECT_EQ(first_fall(1, 0), first_fall(1, 0));
}

TEST(Outages, NothingPassesInEitherDirection) {
  LinkModel link({.name = "x", .outages = {seconds(10), seconds(2)}}, 8);
  std::uint64_t down = 0;
  for (int i = 0; i < 10'000; ++i) {
    const SteadyTime at(i * kStep);
    const bool is_down = link.is_down(at);
    down += is_down ? 1 : 0;
    ASSERT_EQ(link.up.send(at, 100).arrives.has_value(), !is_down);
    ASSERT_EQ(link.down.send(at, 100).arrives.has_value(), !is_down);
  }
  EXPECT_EQ(down, 2'000U);
  EXPECT_EQ(link.up.counters().lost_outage, down);
}

}  // namespace
}  // namespace tongluo::link_model

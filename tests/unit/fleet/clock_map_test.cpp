// A terminal's own clock against the true one.

#include "tools/fleet/clock_map.hpp"

#include <gtest/gtest.h>

namespace tongluo::fleet {
namespace {

constexpr Now kStart{SteadyTime(seconds(100)), wall_from_us(1'800'000'000'000'000)};
Now later(seconds by) { return {kStart.steady + by, kStart.wall + by}; }

TEST(ClockMap, IsAheadByItsOffsetAndRunsFastByItsDrift) {
  const ClockMap clock(kStart, milliseconds(200), 50);
  EXPECT_EQ(clock.local(kStart).wall, kStart.wall + milliseconds(200));
  EXPECT_EQ(clock.local(kStart).steady, kStart.steady);
  EXPECT_EQ(clock.local(later(seconds(1'000))).wall, kStart.wall + seconds(1'000) + milliseconds(250));
  EXPECT_EQ(clock.local(later(seconds(1'000))).steady, kStart.steady + seconds(1'000) + milliseconds(50));
}

TEST(ClockMap, LeadsBackToTheTrueTime) {
  for (const double ppm : {-50.0, 0.0, 50.0}) {
    const ClockMap clock(kStart, milliseconds(-123), ppm);
    for (const int s : {0, 1, 60, 86'400, 30 * 86'400}) {
      const Now truth = later(seconds(s));
      EXPECT_LE(std::chrono::abs(clock.true_wall(clock.local(truth).wall) - truth.wall), microseconds(1));
      EXPECT_LE(std::chrono::abs(clock.true_steady(clock.local(truth).steady) - truth.steady), microseconds(1));
    }
  }
}

TEST(ClockMap, IsTheTrueClockUnlessToldOtherwise) {
  EXPECT_EQ(ClockMap().local(kStart).wall, kStart.wall);
  EXPECT_EQ(ClockMap().true_steady(kStart.steady), kStart.steady);
}

}  // namespace
}  // namespace tongluo::fleet

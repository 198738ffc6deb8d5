// Ticks on the steady clock, stamps that follow the wall clock slowly and never run back.

#include "controller/capture/capture_clock.hpp"

#include <gtest/gtest.h>

namespace tongluo::capture {
namespace {

constexpr Now kStart{SteadyTime(seconds(100)), wall_from_us(1'800'000'000'000'000)};

Now after(microseconds steady, microseconds wall) { return {kStart.steady + steady, kStart.wall + wall}; }

TEST(CaptureClock, StampsArePacketsApartAndAsOldAsTheWayOfTheSound) {
  CaptureClock clock(kStart);
  EXPECT_EQ(clock.tick(kStart), kStart.wall - kCaptureDelay);
  EXPECT_EQ(clock.next_tick(), kStart.steady + milliseconds(60));
  EXPECT_EQ(clock.tick(after(milliseconds(67), milliseconds(67))), kStart.wall + milliseconds(60) - kCaptureDelay);
}

TEST(CaptureClock, AStepOfTheWallClockIsFollowedByThirtyMicrosecondsAPacket) {
  CaptureClock clock(kStart);
  WallTime last = clock.tick(kStart);
  for (int i = 1; i <= 1'000; ++i) {
    const microseconds steady = i * milliseconds(60);
    const WallTime stamp = clock.tick(after(steady, steady - milliseconds(20)));
    EXPECT_GE(stamp - last, milliseconds(60) - microseconds(30));
    last = stamp;
  }
  EXPECT_EQ(last, kStart.wall + seconds(60) - milliseconds(20) - kCaptureDelay);
}

TEST(CaptureClock, AfterAStallTheTicksBetweenAreLeftOut) {
  CaptureClock clock(kStart);
  clock.tick(kStart);
  const WallTime stamp = clock.tick(after(seconds(10), seconds(10)));
  EXPECT_GT(clock.left_out(), 150U);
  EXPECT_GE(stamp, kStart.wall + seconds(9) - kCaptureDelay);
  EXPECT_LE(after(seconds(10), {}).steady - clock.next_tick(), kMaxStall);
}

}  // namespace
}  // namespace tongluo::capture

#include "terminal-fw/alarms/battery_trend.hpp"

#include <gtest/gtest.h>
#include <random>

namespace tongluo::alarms {
namespace {

const SteadyTime kTrendStart = SteadyTime(seconds(1'000));

// `minutes` of a battery that loses `per_minute`, read each second, with so much noise either way.
BatteryTrend fallen(double from, double per_minute, int minutes, double empty, double noise = 0) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> any(-noise, noise);
  BatteryTrend trend;
  for (int s = 0; s <= minutes * 60; ++s)
    trend.on_value(kTrendStart + seconds(s), from - per_minute * s / 60 + (noise > 0 ? any(random) : 0), empty);
  return trend;
}

TEST(BatteryTrend, ASteadyFallSaysWhenItIsEmpty) {
  EXPECT_EQ(fallen(85, 0.5, 30, kEmptyPercent).minutes_left(), 130U);  // (70 − 5) / 0.5
  EXPECT_EQ(fallen(25.0, 0.01, 30, 21.6).minutes_left(), 310U);
}

TEST(BatteryTrend, NoiseMovesItLittle) {
  const auto minutes = fallen(85, 0.5, 40, kEmptyPercent, 0.5).minutes_left();
  ASSERT_TRUE(minutes);
  EXPECT_NEAR(*minutes, 120, 10);
}

TEST(BatteryTrend, TooFewSamplesSayNothing) {
  EXPECT_FALSE(fallen(85, 0.5, 4, kEmptyPercent).minutes_left());
  EXPECT_TRUE(fallen(85, 0.5, 5, kEmptyPercent).minutes_left());
}

TEST(BatteryTrend, ABatteryThatDoesNotFallHasNoEstimate) {
  EXPECT_FALSE(fallen(85, 0, 30, kEmptyPercent).minutes_left());
  EXPECT_FALSE(fallen(50, -0.5, 30, kEmptyPercent).minutes_left());
  EXPECT_FALSE(fallen(85, 0.0001, 30, kEmptyPercent).minutes_left()) << "beyond a week nothing is known";
}

TEST(BatteryTrend, BelowEmptyItIsNow) { EXPECT_EQ(fallen(4, 0.1, 20, kEmptyPercent).minutes_left(), 0U); }

TEST(BatteryTrend, ItKeepsToTheLastHour) {
  BatteryTrend trend = fallen(90, 0.05, 200, kEmptyPercent);  // 80 %
  for (int minute = 1; minute <= 120; ++minute)
    trend.on_value(kTrendStart + std::chrono::minutes(200 + minute), 80 - 0.5 * minute, kEmptyPercent);
  EXPECT_EQ(trend.minutes_left(), 30U);  // (20 − 5) / 0.5
}

TEST(BatteryTrend, AnotherKindOfValueBeginsAnew) {
  BatteryTrend trend = fallen(85, 0.5, 30, kEmptyPercent);
  trend.on_value(kTrendStart + std::chrono::minutes(31), 24.1, 21.6);
  EXPECT_FALSE(trend.minutes_left());
  BatteryTrend other = fallen(85, 0.5, 30, kEmptyPercent);
  other.reset();
  EXPECT_FALSE(other.minutes_left());
}

}  // namespace
}  // namespace tongluo::alarms

#include "terminal-fw/alarms/battery_trend.hpp"

#include <gtest/gtest.h>
#include <random>

namespace tongluo::alarms {
namespace {

const SteadyTime kTrendStart = SteadyTime(seconds(1'000));
constexpr BatteryScale kVoltageScale{21.6, std::nullopt};

// `minutes` of a battery that loses `per_minute`, read each second, with so much noise either way.
BatteryTrend fallen(double from, double per_minute, int minutes, BatteryScale scale, double noise = 0) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> any(-noise, noise);
  BatteryTrend trend;
  for (int s = 0; s <= minutes * 60; ++s)
    trend.on_value(kTrendStart + seconds(s), from - per_minute * s / 60 + (noise > 0 ? any(random) : 0), scale);
  return trend;
}

TEST(BatteryTrend, ASteadyFallSaysWhenItIsEmpty) {
  EXPECT_EQ(fallen(85, 0.5, 30, kChargeScale).minutes_left(), 130U);  // (70 − 5) / 0.5
  EXPECT_EQ(fallen(25.0, 0.01, 30, kVoltageScale).minutes_left(), 310U);
}

TEST(BatteryTrend, NoiseMovesItLittle) {
  const auto minutes = fallen(85, 0.5, 40, kChargeScale, 0.5).minutes_left();
  ASSERT_TRUE(minutes);
  EXPECT_NEAR(*minutes, 120, 10);
}

TEST(BatteryTrend, TooFewSamplesSayNothing) {
  EXPECT_FALSE(fallen(85, 0.5, 4, kChargeScale).minutes_left());
  EXPECT_TRUE(fallen(85, 0.5, 5, kChargeScale).minutes_left());
}

TEST(BatteryTrend, AChargeThatFallsFastSaysSoWithinMinutesOfTheMains) {
  EXPECT_EQ(fallen(100, 4, 1, kChargeScale).minutes_left(), 22U);  // (96 − 5) / 4, rounded down
  EXPECT_FALSE(fallen(100, 2.5, 1, kChargeScale).minutes_left()) << "two and a half points may be an unsteady sensor";
}

TEST(BatteryTrend, AnEarlyFallOfTheVoltageIsTheBatterySettling) {
  EXPECT_FALSE(fallen(27.2, 0.5, 4, kVoltageScale).minutes_left());
  EXPECT_TRUE(fallen(27.2, 0.5, 5, kVoltageScale).minutes_left());
}

TEST(BatteryTrend, WhatBeginsFastAndGoesOnSlowlyIsMeasuredOverTheWholeHour) {
  BatteryTrend trend = fallen(100, 2, 5, kChargeScale);  // 90 %
  for (int s = 1; s <= 3'600; ++s) trend.on_value(kTrendStart + seconds(300 + s), 90 - 0.5 * s / 60, kChargeScale);
  EXPECT_EQ(trend.minutes_left(), 110U);  // (60 − 5) / 0.5
}

TEST(BatteryTrend, ABatteryThatDoesNotFallHasNoEstimate) {
  EXPECT_FALSE(fallen(85, 0, 30, kChargeScale).minutes_left());
  EXPECT_FALSE(fallen(50, -0.5, 30, kChargeScale).minutes_left());
  EXPECT_FALSE(fallen(85, 0.0001, 30, kChargeScale).minutes_left()) << "beyond a week nothing is known";
}

TEST(BatteryTrend, BelowEmptyItIsNow) { EXPECT_EQ(fallen(4, 0.1, 20, kChargeScale).minutes_left(), 0U); }

TEST(BatteryTrend, ItKeepsToTheLastHour) {
  BatteryTrend trend = fallen(90, 0.05, 200, kChargeScale);  // 80 %
  for (int minute = 1; minute <= 120; ++minute)
    trend.on_value(kTrendStart + std::chrono::minutes(200 + minute), 80 - 0.5 * minute, kChargeScale);
  EXPECT_EQ(trend.minutes_left(), 30U);  // (20 − 5) / 0.5
}

TEST(BatteryTrend, AnotherKindOfValueBeginsAnew) {
  BatteryTrend trend = fallen(85, 0.5, 30, kChargeScale);
  trend.on_value(kTrendStart + std::chrono::minutes(31), 24.1, kVoltageScale);
  EXPECT_FALSE(trend.minutes_left());
  BatteryTrend other = fallen(85, 0.5, 30, kChargeScale);
  other.reset();
  EXPECT_FALSE(other.minutes_left());
}

}  // namespace
}  // namespace tongluo::alarms

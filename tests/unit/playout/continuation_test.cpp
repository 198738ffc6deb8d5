#include "terminal-fw/playout/continuation.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>

namespace tongluo::playout {
namespace {

constexpr std::size_t kUsed = 240;

double sine_at(double hertz, std::size_t index) {
  return 15'000.0 * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(index) / 48'000.0 + 0.7);
}

std::array<double, kUsed> continued(const Continuation::History& history) {
  Continuation continuation;
  continuation.begin(history);
  std::array<double, kUsed> result{};
  for (double& value : result) value = continuation.next();
  return result;
}

TEST(Continuation, ASineGoesOnAsItWas) {
  for (const double hertz : {150.0, 440.0, 1'000.0, 3'300.0, 9'000.0}) {
    Continuation::History history{};
    for (std::size_t i = 0; i < history.size(); ++i) history[i] = std::round(sine_at(hertz, i));
    const auto after = continued(history);
    for (std::size_t i = 0; i < 24; ++i)
      ASSERT_NEAR(after[i], sine_at(hertz, history.size() + i), 400.0) << hertz << " Hz, sample " << i;
  }
}

TEST(Continuation, NothingGrows) {
  std::mt19937 dice(11);
  std::uniform_int_distribution<int> sample(-32'768, 32'767);
  for (int turn = 0; turn < 200; ++turn) {
    Continuation::History history{};
    for (double& value : history) value = turn % 4 == 0 ? (sample(dice) > 0 ? 32'767.0 : -32'768.0) : sample(dice);
    for (const double value : continued(history)) ASSERT_LT(std::abs(value), 3 * 32'768.0) << "turn " << turn;
  }
}

TEST(Continuation, ALevelAboveZeroStays) {
  Continuation::History history{};
  history.fill(-12'000.0);
  for (const double value : continued(history)) EXPECT_NEAR(value, -12'000.0, 200.0);
}

TEST(Continuation, AfterSilenceThereIsSilence) {
  Continuation::History history{};
  for (std::size_t i = 0; i < 400; ++i) history[i] = sine_at(440.0, i);
  for (const double value : continued(history)) EXPECT_EQ(value, 0.0);
}

}  // namespace
}  // namespace tongluo::playout

#include "controller/media/limiter.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "controller/media/loudness.hpp"
#include "tests/unit/media/test_sounds.hpp"

namespace tongluo::media {
namespace {

constexpr double kCeiling = 0.5;
constexpr double kCeilingDbtp = -6.0206;

std::vector<float> limited(const std::vector<float>& in, double gain) {
  Limiter limiter(gain, kCeiling);
  std::vector<float> out;
  limiter.process(in, out);
  limiter.finish(out);
  return out;
}

double true_peak(const std::vector<float>& samples) {
  LoudnessMeter meter;
  meter.add(samples);
  return meter.true_peak_dbtp();
}

TEST(Limiter, QuietSoundPassesUnchangedAndInPlace) {
  const auto in = speech_like(0.2, 1.0);
  EXPECT_EQ(limited(in, 1.0), in);
}

TEST(Limiter, GainIsExactBelowTheCeiling) {
  const auto in = tone(440, 0.1, 0.5);
  const auto out = limited(in, 2.0);
  ASSERT_EQ(out.size(), in.size());
  for (std::size_t i = 0; i < in.size(); ++i) ASSERT_FLOAT_EQ(out[i], 2.0F * in[i]);
}

TEST(Limiter, TruePeakStaysUnderTheCeilingForEverySound) {
  std::vector<float> click = silence(0.2);
  click[4'800] = 1.0F;
  std::vector<float> square = tone(997, 1.0, 0.5);
  for (float& sample : square) sample = sample < 0 ? -1.0F : 1.0F;
  const std::vector<std::vector<float>> sounds{click,
                                               square,
                                               tone(12'000, 1.0, 0.2),
                                               tone(11'999, 1.0, 0.2),
                                               joined({silence(0.1), tone(1'000, 1.0, 0.1)}),
                                               speech_like(1.0, 2.0)};
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    const auto out = limited(sounds[i], 4.0);
    EXPECT_EQ(out.size(), sounds[i].size());
    EXPECT_LE(true_peak(out), kCeilingDbtp + 0.15) << "sound " << i;
    EXPECT_GE(true_peak(out), kCeilingDbtp - 1.5) << "sound " << i;
  }
}

// Between samples the wave reaches 3 dB above them: at a quarter of the rate, a quarter period off.
TEST(Limiter, PeaksBetweenSamplesCount) {
  std::vector<float> between(4'800);
  for (std::size_t i = 0; i < between.size(); ++i) between[i] = (i / 2) % 2 == 0 ? 0.6F : -0.6F;
  const auto out = limited(between, 1.0);
  EXPECT_LT(std::abs(out[2'400]), 0.36F);
}

TEST(Limiter, GainMovesWithoutSteps) {
  const auto in = joined({tone(50, 0.4, 0.2), tone(50, 2.0, 0.2), tone(50, 0.4, 1.0)});
  const auto out = limited(in, 1.0);
  double largest_step = 0;
  double previous = 1.0;
  for (std::size_t i = 1; i < in.size(); ++i) {
    if (std::abs(in[i]) < 0.05F || std::abs(in[i - 1]) < 0.05F) continue;
    const double before = static_cast<double>(out[i - 1]) / static_cast<double>(in[i - 1]);
    previous = static_cast<double>(out[i]) / static_cast<double>(in[i]);
    largest_step = std::max(largest_step, std::abs(previous - before));
  }
  EXPECT_GT(largest_step, 0.001);
  EXPECT_LT(largest_step, 0.005);    // 12 dB take the whole look-ahead
  EXPECT_NEAR(previous, 1.0, 0.02);  // released again after a second
}

TEST(Limiter, CuttingTheInputDifferentlyChangesNothing) {
  const auto in = speech_like(1.0, 0.5);
  Limiter limiter(3.0, kCeiling);
  std::vector<float> out;
  for (std::size_t at = 0, step = 1; at < in.size(); at += step, step = step % 97 + 1)
    limiter.process(std::span(in).subspan(at, std::min(step, in.size() - at)), out);
  limiter.finish(out);
  EXPECT_EQ(out, limited(in, 3.0));
}

}  // namespace
}  // namespace tongluo::media

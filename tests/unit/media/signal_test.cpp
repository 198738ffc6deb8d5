#include "controller/media/signal.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "tests/unit/media/test_sounds.hpp"

namespace tongluo::media {
namespace {

double level_of(const std::vector<float>& samples) {
  double energy = 0;
  for (std::size_t i = samples.size() / 2; i < samples.size(); ++i)
    energy += static_cast<double>(samples[i]) * samples[i];
  return std::sqrt(2 * energy / static_cast<double>(samples.size() - samples.size() / 2));
}

TEST(Signal, TrimLeavesTheSoundAndItsMargins) {
  auto samples = joined({silence(1.0), tone(1'000, 0.5, 2.0), silence(3.0)});
  trim_silence(samples);
  EXPECT_EQ(samples.size(), 96'000U + 2'400U + 7'200U);
  EXPECT_EQ(samples[2'399], 0.0F);
  EXPECT_NE(samples[2'401], 0.0F);
}

TEST(Signal, TrimKeepsPausesWithinTheSound) {
  auto samples = joined({tone(1'000, 0.5, 1.0), silence(5.0), tone(1'000, 0.5, 1.0)});
  const auto before = samples;
  trim_silence(samples);
  EXPECT_EQ(samples, before);
}

TEST(Signal, TrimKeepsQuietSpeechBesideLoudSpeech) {
  auto samples = joined({tone(1'000, 0.01, 1.0), tone(1'000, 0.9, 1.0)});  // 39 dB apart
  trim_silence(samples);
  EXPECT_EQ(samples.size(), 96'000U);
}

TEST(Signal, SilenceTrimsToNothing) {
  auto samples = joined({silence(1.0), tone(1'000, 5e-5, 1.0)});
  trim_silence(samples);
  EXPECT_TRUE(samples.empty());
  trim_silence(samples);
  EXPECT_TRUE(samples.empty());
}

TEST(Signal, HighPassTakesRumbleAndLeavesSpeech) {
  auto rumble = tone(50, 0.5, 1.0);
  auto speech = tone(300, 0.5, 1.0);
  auto edge = tone(kHighPassHz, 0.5, 1.0);
  high_pass(rumble);
  high_pass(speech);
  high_pass(edge);
  EXPECT_LT(level_of(rumble), 0.5 * 0.032);  // −30 dB
  EXPECT_NEAR(level_of(speech), 0.5, 0.01);
  EXPECT_NEAR(level_of(edge), 0.5 * std::sqrt(0.5), 0.01);
}

TEST(Signal, FlatTopsAreCountedOnlyWhereTheWaveWasCut) {
  EXPECT_EQ(count_flat_tops(tone(1'000, 1.0, 1.0)), 0U);
  EXPECT_EQ(count_flat_tops(speech_like(0.5, 1.0)), 0U);
  auto cut = tone(1'000, 1.5, 1.0);
  for (float& sample : cut) sample = std::clamp(sample, -0.7F, 0.7F);  // turned down after it was clipped
  EXPECT_GE(count_flat_tops(cut), 1'900U);
  EXPECT_EQ(count_flat_tops(silence(1.0)), 0U);
}

TEST(Signal, NumbersThatAreNoneAreNoticed) {
  auto samples = tone(1'000, 0.5, 0.1);
  EXPECT_TRUE(is_finite(samples));
  samples[77] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(is_finite(samples));
  samples[77] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(is_finite(samples));
}

}  // namespace
}  // namespace tongluo::media

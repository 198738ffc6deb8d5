// Attention tones as they leave the player: frequency, level, exact length, smooth edges.

#include <gtest/gtest.h>
#include <tuple>

#include "tests/unit/playout/player_fixture.hpp"

namespace tongluo::playout {
namespace {

constexpr std::uint32_t kSecond = kSampleRate;

Samples tone_of_length(Tone tone, std::uint32_t samples, std::uint64_t first_sample = 0) {
  FakeDecoder decoder;
  Player player(decoder);
  Programme programme;
  programme.tone = tone;
  programme.tone_samples = samples;
  programme.first_sample = first_sample;
  player.load(std::move(programme));
  return pull_all(player);
}

std::span<const std::int16_t> part(const Samples& samples, std::size_t from, std::size_t count) {
  return std::span(samples).subspan(from, count);
}

TEST(Tone, LevelOneAlternatesBetweenTwoFrequenciesEveryHalfSecond) {
  const Samples tone = tone_of_length(Tone::level_i, 4 * kSecond);
  for (std::size_t half = 0; half < 8; ++half) {
    const auto middle = part(tone, half * kSecond / 2 + kSecond / 8, kSecond / 4);
    EXPECT_NEAR(amplitude_at(middle, half % 2 == 0 ? 960.0 : 770.0), 0.40, 0.01) << half;
    EXPECT_LT(amplitude_at(middle, half % 2 == 0 ? 770.0 : 960.0), 0.02) << half;
  }
}

TEST(Tone, LevelTwoPulsesAndPauses) {
  const Samples tone = tone_of_length(Tone::level_ii, 3 * kSecond);
  EXPECT_NEAR(amplitude_at(part(tone, kSecond / 8, kSecond / 4), 960.0), 0.40, 0.01);
  for (const std::int16_t sample : part(tone, kSecond / 2, kSecond / 4)) ASSERT_EQ(sample, 0);
}

TEST(Tone, ChimeIsHighThenLowAndDecays) {
  const Samples tone = tone_of_length(Tone::chime, 4 * kSecond);
  const double early = amplitude_at(part(tone, kSecond / 50, kSecond / 10), 660.0);
  const double later = amplitude_at(part(tone, kSecond / 2, kSecond / 10), 660.0);
  EXPECT_GT(early, 0.2);
  EXPECT_LT(later, early / 2);
  EXPECT_GT(amplitude_at(part(tone, kSecond * 3 / 4 + kSecond / 50, kSecond / 10), 528.0), 0.2);
}

TEST(Tone, TheTestToneIsSteadyAtItsLevelAndFrequency) {
  FakeDecoder decoder;
  for (const auto& [hz, level_db, amplitude] : {std::tuple(1'000U, -30.0, 0.0316), {18'500U, -8.0, 0.398}}) {
    Player player(decoder);
    Programme programme;
    programme.tone_samples = 3 * kSecond;
    programme.test_tone = TestTone{hz, level_db};
    player.load(std::move(programme));
    const Samples tone = pull_all(player);
    ASSERT_GE(tone.size(), 3 * kSecond);
    for (std::size_t tenth = 1; tenth < 29; ++tenth)
      EXPECT_NEAR(amplitude_at(part(tone, tenth * kSecond / 10, kSecond / 10), hz), amplitude, amplitude / 50) << tenth;
  }
}

TEST(Tone, EveryLevelSoundsDifferent) {
  const std::array tones = {Tone::level_i, Tone::level_ii, Tone::level_iii, Tone::level_iv, Tone::chime};
  for (std::size_t a = 0; a < tones.size(); ++a)
    for (std::size_t b = a + 1; b < tones.size(); ++b)
      EXPECT_NE(tone_of_length(tones[a], 3 * kSecond), tone_of_length(tones[b], 3 * kSecond));
}

// How loud 100 ms at each of the tones' frequencies are, over three seconds: what an ear tells them apart by.
std::vector<double> rhythm_of(Tone tone) {
  const Samples samples = tone_of_length(tone, 3 * kSecond);
  std::vector<double> picture;
  for (std::size_t at = 0; at + kSecond / 10 <= 3 * kSecond; at += kSecond / 10)
    for (const double hertz : {528.0, 620.0, 660.0, 770.0, 960.0})
      picture.push_back(amplitude_at(part(samples, at, kSecond / 10), hertz));
  return picture;
}

double likeness(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) ab += a[i] * b[i], aa += a[i] * a[i], bb += b[i] * b[i];
  return ab / std::sqrt(aa * bb);
}

TEST(Tone, SpectrumAndRhythmTellEveryLevelFromEveryOther) {
  const std::array tones = {Tone::level_i, Tone::level_ii, Tone::level_iii, Tone::level_iv, Tone::chime};
  for (const Tone a : tones) {
    EXPECT_NEAR(likeness(rhythm_of(a), rhythm_of(a)), 1.0, 1e-9);
    for (const Tone b : tones)
      if (a != b) {
        EXPECT_LT(likeness(rhythm_of(a), rhythm_of(b)), 0.85) << to_string(a) << " and " << to_string(b);
      }
  }
}

TEST(Tone, LastsExactlyItsSamples) {
  const Samples tone = tone_of_length(Tone::level_i, 3 * kSecond + 17);
  ASSERT_EQ(tone.size(), (3 * kSecond / kFrameSamples + 1) * kFrameSamples);
  std::size_t last = tone.size();
  while (last > 0 && tone[last - 1] == 0) --last;
  // The raised cosine ends at 0: its last few samples round to nothing.
  EXPECT_LE(last, 3 * kSecond + 17);
  EXPECT_GT(last, 3 * kSecond + 17 - 40);
}

TEST(Tone, HasSmoothEdges) {
  for (const Tone tone : {Tone::level_i, Tone::level_ii, Tone::level_iii, Tone::level_iv, Tone::chime}) {
    const ToneShape shape = shape_of(tone);
    const double steepest = 32'767.0 * shape.amplitude * 2.0 * M_PI * shape.first_hz / kSampleRate;
    EXPECT_LE(largest_step(tone_of_length(tone, 3 * kSecond + 1'234)), steepest * 1.05) << to_string(tone);
  }
}

TEST(Tone, JoinsAtTheRunningPosition) {
  const Samples whole = tone_of_length(Tone::level_i, 4 * kSecond);
  const Samples joined = tone_of_length(Tone::level_i, 4 * kSecond, kSecond + 321);
  for (std::size_t i = kFrameSamples; i < kSecond; ++i) ASSERT_EQ(joined[i], whole[kSecond + 321 + i]) << i;
}

TEST(Tone, NoneIsSilenceOfNoLength) {
  EXPECT_EQ(shape_of(Tone::none).first_samples, 0u);
  const Samples tone = tone_of_length(Tone::none, 4 * kSecond);
  EXPECT_EQ(largest_step(tone), 0);
  EXPECT_LE(tone.size(), kFrameSamples);
}

}  // namespace
}  // namespace tongluo::playout

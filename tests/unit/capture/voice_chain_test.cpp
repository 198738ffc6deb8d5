// From any source to packets that are exactly ours: size, level, ceiling, silence.

#include "controller/capture/voice_chain.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "controller/media/loudness.hpp"

namespace tongluo::capture {
namespace {

// 20 ms of a tone at `rate`, beginning with sample `from`.
std::vector<float> tone(std::uint32_t rate, std::size_t from, float amplitude) {
  std::vector<float> samples(rate / 50);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = amplitude * static_cast<float>(std::sin(2 * std::numbers::pi * 440.0 * static_cast<double>(from + i) /
                                                         static_cast<double>(rate)));
  return samples;
}

// Five seconds through chain and decoder.
std::vector<float> heard_at_the_other_end(std::uint32_t rate, float amplitude) {
  auto chain = VoiceChain::create();
  auto decoder = SourceDecoder::create();
  std::vector<float> sound;
  std::size_t from = 0;
  for (int tick = 0; tick < 84; ++tick) {
    for (int i = 0; i < 3; ++i) {
      const auto part = tone(rate, from, amplitude);
      from += part.size();
      EXPECT_TRUE(chain->hear(part, rate));
    }
    const auto spoken = chain->tick();
    EXPECT_TRUE(spoken);
    EXPECT_EQ(spoken->opus.size(), limits::kLivePayloadBytes);
    const auto decoded = decoder->decode(spoken->opus);
    EXPECT_EQ(decoded->size(), kPacketSamples);
    sound.insert(sound.end(), decoded->begin(), decoded->end());
  }
  sound.erase(sound.begin(), sound.begin() + 48'000);
  return sound;
}

TEST(VoiceChain, EveryRateComesOutAtItsOwnPitchAndLevel) {
  for (const std::uint32_t rate : {8'000U, 16'000U, 44'100U, 48'000U}) {
    const auto sound = heard_at_the_other_end(rate, 0.25F);
    double energy = 0;
    std::size_t crossings = 0;
    for (std::size_t i = 1; i < sound.size(); ++i) {
      energy += static_cast<double>(sound[i] * sound[i]);
      crossings += sound[i - 1] < 0 && sound[i] >= 0 ? 1 : 0;
    }
    EXPECT_NEAR(std::sqrt(energy / static_cast<double>(sound.size())), 0.25 / std::numbers::sqrt2, 0.03) << rate;
    EXPECT_NEAR(static_cast<double>(crossings) * 48'000 / static_cast<double>(sound.size()), 440.0, 5.0) << rate;
  }
}

TEST(VoiceChain, ALoudSourceStaysUnderTheTruePeakCeiling) {
  const auto sound = heard_at_the_other_end(48'000, 4.0F);
  media::LoudnessMeter meter;
  meter.add(sound);
  EXPECT_LE(meter.true_peak_dbtp(), -1.0);
  EXPECT_GT(meter.true_peak_dbtp(), -6.0);
}

TEST(VoiceChain, WithoutASourceThereIsSilenceForAWhileAndThenNothing) {
  auto chain = VoiceChain::create();
  const auto ticks = static_cast<int>(kLongestSilence / limits::kLivePacketDuration);
  for (int i = 0; i < ticks; ++i) ASSERT_TRUE(chain->tick()) << i;
  EXPECT_FALSE(chain->tick());
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(chain->hear(tone(48'000, 0, 0.5F), 48'000));
  EXPECT_TRUE(chain->tick()) << "it goes on when the source is back";
}

TEST(VoiceChain, SamplesThatAreNoNumbersAreSilent) {
  auto chain = VoiceChain::create();
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(chain->hear(std::vector<float>(960, std::nanf("")), 48'000));
  const auto spoken = chain->tick();
  ASSERT_TRUE(spoken);
  EXPECT_EQ(spoken->peak_dbfs, kSilenceDbfs);
}

TEST(VoiceChain, ARateThatCannotBeIsRefused) {
  auto chain = VoiceChain::create();
  EXPECT_FALSE(chain->hear(std::vector<float>(10), 7));
}

}  // namespace
}  // namespace tongluo::capture

// The produced clip is decoded again by ffmpeg, as any player would, and measured: what counts is what a terminal will
// sound.
#include "controller/media/clip_maker.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "controller/media/loudness.hpp"
#include "controller/media/signal.hpp"
#include "controller/process/ffmpeg.hpp"
#include "protocol/sign/digest_of.hpp"
#include "tests/unit/media/test_sounds.hpp"

namespace tongluo::media {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Clip clip_of(std::vector<float> samples) {
  auto clip = make_clip({48'000, std::move(samples)});
  EXPECT_TRUE(clip) << clip.error().detail;
  return clip ? *clip : Clip{};
}

Bytes bytes_of(const Clip& clip) {
  Bytes all;
  for (const auto& chunk : clip.chunks) all.insert(all.end(), chunk.begin(), chunk.end());
  return all;
}

std::vector<float> decoded(const Clip& clip) {
  const auto audio = process::decode_with_ffmpeg({"ogg", "opus"}, bytes_of(clip), seconds(1'300));
  EXPECT_TRUE(audio) << audio.error().detail;
  return audio ? audio->samples : std::vector<float>{};
}

ErrorKind refusal_of(Pcm pcm) {
  const auto clip = make_clip(std::move(pcm));
  EXPECT_FALSE(clip);
  return clip ? ErrorKind::io : clip.error().kind;
}

TEST(ClipMaker, EverySourceLevelComesOutAtTheTargetUnderTheCeiling) {
  for (const double amplitude : {0.003, 0.05, 0.5, 1.0, 1.4}) {
    const auto clip = clip_of(speech_like(amplitude, 6.0));
    LoudnessMeter meter;
    meter.add(decoded(clip));
    EXPECT_NEAR(meter.lufs(), kTargetLufs, 0.5) << amplitude;
    EXPECT_LE(meter.true_peak_dbtp(), kTruePeakCeilingDbtp + 0.05) << amplitude;
    EXPECT_NEAR(clip.loudness_lufs, meter.lufs(), 0.2) << amplitude;
    EXPECT_NEAR(clip.true_peak_dbtp, meter.true_peak_dbtp(), 0.2) << amplitude;
  }
}

TEST(ClipMaker, PeakyRecordingStaysUnderTheCeiling) {
  auto samples = speech_like(0.05, 5.0);
  for (std::size_t i = 24'000; i < samples.size(); i += 24'000) samples[i] = 0.9F;  // clicks far above the speech
  const auto clip = clip_of(samples);
  LoudnessMeter meter;
  meter.add(decoded(clip));
  EXPECT_NEAR(clip.true_peak_dbtp, meter.true_peak_dbtp(), 0.2);
  EXPECT_LE(meter.true_peak_dbtp(), kTruePeakCeilingDbtp + 0.05);
  EXPECT_NEAR(meter.lufs(), kTargetLufs, 1.0);
}

TEST(ClipMaker, DurationIsExactToTheSample) {
  for (const double duration_s : {1.0, 3.3337, 2.99999}) {
    const auto samples = tone(1'000, 0.5, duration_s);
    const auto clip = clip_of(samples);
    EXPECT_EQ(decoded(clip).size(), samples.size()) << duration_s;
    EXPECT_EQ(clip.duration.count(), std::ceil(static_cast<double>(samples.size()) / 48.0)) << duration_s;
  }
}

TEST(ClipMaker, SoundIsWhereItWas) {
  auto samples = joined({tone(600, 0.5, 1.0), silence(1.0), tone(600, 0.5, 1.0)});
  const auto sound = decoded(clip_of(samples));
  high_pass(samples);  // it turns phases
  ASSERT_EQ(sound.size(), samples.size());
  double like = 0;
  double energy_in = 0;
  double energy_out = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    like += static_cast<double>(samples[i]) * sound[i];
    energy_in += static_cast<double>(samples[i]) * samples[i];
    energy_out += static_cast<double>(sound[i]) * sound[i];
  }
  EXPECT_GT(like / std::sqrt(energy_in * energy_out), 0.9);
}

TEST(ClipMaker, EqualSamplesGiveEqualClips) {
  const auto first = clip_of(speech_like(0.3, 4.0));
  const auto again = clip_of(speech_like(0.3, 4.0));
  EXPECT_EQ(first.digest, again.digest);
  EXPECT_EQ(bytes_of(first), bytes_of(again));
  EXPECT_NE(first.digest, clip_of(speech_like(0.3, 4.0, 2)).digest);
}

TEST(ClipMaker, ManifestNamesEveryChunk) {
  const auto clip = clip_of(speech_like(0.3, 10.0));
  EXPECT_EQ(sign::digest_of(clip.manifest), clip.digest);
  const auto manifest = wire::parse_clip_manifest(clip.manifest);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->codec, wire::ClipCodec::ogg_opus);
  EXPECT_EQ(manifest->duration, clip.duration);
  EXPECT_EQ(manifest->total_bytes, bytes_of(clip).size());
  ASSERT_EQ(manifest->chunks.size(), clip.chunks.size());
  for (std::size_t i = 0; i < clip.chunks.size(); ++i) {
    EXPECT_EQ(manifest->chunks[i], sign::digest_of(clip.chunks[i]));
    EXPECT_EQ(wire::chunk_size(*manifest, i), clip.chunks[i].size());
  }
}

TEST(ClipMaker, PagesHoldOneSecondAndTheRateIsAsPromised) {
  const auto clip = clip_of(speech_like(0.3, 10.0));
  const auto bytes = bytes_of(clip);
  EXPECT_LE(bytes.size() * 8 / 10, 25'000U);
  EXPECT_GE(bytes.size() * 8 / 10, 15'000U);
  std::vector<std::uint64_t> granules;
  for (auto at = as_text(bytes).find("OggS"); at != std::string_view::npos; at = as_text(bytes).find("OggS", at + 4)) {
    std::uint64_t granule = 0;
    for (std::size_t i = 14; i > 6; --i) granule = granule << 8 | std::to_integer<std::uint64_t>(bytes[at + i - 1]);
    granules.push_back(granule);
  }
  ASSERT_GE(granules.size(), 12U);  // head, tags, ten seconds
  for (std::size_t i = 2; i + 1 < granules.size(); ++i) EXPECT_LE(granules[i] - granules[i - 1], 48'000U);
  EXPECT_LE(granules.size(), 14U);
}

TEST(ClipMaker, SilenceAroundTheSoundIsCut) {
  const auto clip = clip_of(joined({silence(2.0), tone(1'000, 0.5, 1.0), silence(2.0)}));
  EXPECT_NEAR(static_cast<double>(clip.duration.count()), 1'200, 30);
}

TEST(ClipMaker, DamageIsNamed) {
  auto clipped = speech_like(3.0, 3.0);
  for (float& sample : clipped) sample = std::clamp(sample, -1.0F, 1.0F);
  EXPECT_THAT(clip_of(clipped).warnings, ElementsAre(HasSubstr("clipped")));
  EXPECT_THAT(clip_of(speech_like(0.005, 3.0)).warnings, ElementsAre(HasSubstr("quieter than")));
  EXPECT_THAT(clip_of(speech_like(0.3, 3.0)).warnings, IsEmpty());
}

TEST(ClipMaker, ShortestSoundIsNormalisedToo) {
  const auto clip = clip_of(tone(1'000, 0.05, 0.1));
  EXPECT_NEAR(clip.loudness_lufs, kTargetLufs, 1.0);
  EXPECT_EQ(clip.duration, milliseconds(100));
}

TEST(ClipMaker, UnusableSamplesAreRefused) {
  EXPECT_EQ(refusal_of({48'000, {}}), ErrorKind::bad_input);
  EXPECT_EQ(refusal_of({48'000, silence(2.0)}), ErrorKind::bad_input);
  EXPECT_EQ(refusal_of({48'000, tone(30, 0.0005, 2.0)}), ErrorKind::bad_input);  // rumble only
  EXPECT_EQ(refusal_of({48'000, {0.1F, std::numeric_limits<float>::quiet_NaN()}}), ErrorKind::bad_input);
  EXPECT_EQ(refusal_of({44'100, tone(1'000, 0.5, 1.0)}), ErrorKind::bad_input);
}

TEST(ClipMaker, RecordingLongerThanTheLongestIsRefused) {
  std::vector<float> alternating(48'000UL * 60 * 20 + 48'000);
  for (std::size_t i = 0; i < alternating.size(); ++i) alternating[i] = i / 24 % 2 == 0 ? 0.5F : -0.5F;
  EXPECT_EQ(refusal_of({48'000, std::move(alternating)}), ErrorKind::limit);
}

}  // namespace
}  // namespace tongluo::media

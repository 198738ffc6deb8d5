// A whole alert, rendered and listened to: two sentences of espeak-ng become clips as the controller makes them; the
// terminal's player and decoder render the tone, both clips and two repetitions with a gap; the measures of
// tools/listen judge the samples. No devices.

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "controller/media/clip_maker.hpp"
#include "controller/media/signal.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/listen/sounds.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"
#include "tools/listen/envelope.hpp"
#include "tools/listen/find_clicks.hpp"
#include "tools/listen/find_speech.hpp"
#include "tools/listen/find_tone.hpp"
#include "tools/listen/measure.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kRenderedSecond = 48'000;
constexpr std::size_t kTone = 4 * kRenderedSecond;
constexpr std::size_t kGap = 3 * kRenderedSecond;
constexpr std::size_t kFrame = playout::kFrameSamples;

struct MadeClip {
  media::Clip clip;
  std::shared_ptr<audio::ClipPackets> packets;
  std::size_t samples() const { return *packets->total_samples(); }
};

MadeClip make(const Samples& source) {
  media::Pcm pcm;
  for (const std::int16_t sample : source) pcm.samples.push_back(static_cast<float>(sample) / 32'768.0F);
  auto made = media::make_clip(std::move(pcm));
  TL_ASSERT(made.has_value());
  std::size_t bytes = 0;
  for (const Bytes& chunk : made->chunks) bytes += chunk.size();
  auto packets = audio::ClipPackets::create(bytes, made->duration);
  for (const Bytes& chunk : made->chunks) TL_ASSERT(packets->append(chunk).has_value());
  TL_ASSERT(packets->finish().has_value());
  return {*std::move(made), std::move(packets)};
}

// The source as a horn is given it: its waveform can be compared with the clip's.
Samples without_rumble(const Samples& source) {
  std::vector<float> exact(source.begin(), source.end());
  media::high_pass(exact);
  Samples result(exact.size());
  std::ranges::transform(exact, result.begin(),
                         [](float value) { return static_cast<std::int16_t>(std::lround(value)); });
  return result;
}

class RenderedAlert : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    sources_ = {speak(kFloodSentence), speak(kFireSentence)};
    for (const Samples& source : sources_) clips_.push_back(make(source));
    audio::OpusDecoder decoder;
    playout::Player player(decoder);
    playout::Programme programme;
    programme.tone = Tone::level_i;
    programme.tone_samples = kTone;
    for (const MadeClip& clip : clips_) programme.items.push_back({clip.packets});
    programme.repetitions = 2;
    programme.gap_samples = kGap;
    player.load(std::move(programme));
    heard_ = audio::pull_all(player);
  }
  static void TearDownTestSuite() {
    sources_.clear();
    clips_.clear();
    heard_.clear();
  }

  static std::size_t speech_samples() { return clips_[0].samples() + clips_[1].samples(); }
  static std::size_t repetition_samples() { return kTone + speech_samples() + kGap; }
  static std::span<const std::int16_t> part(std::size_t at, std::size_t count) {
    return std::span<const std::int16_t>(heard_).subspan(at, count);
  }

  inline static std::vector<Samples> sources_;
  inline static std::vector<MadeClip> clips_;
  inline static Samples heard_;
};

TEST_F(RenderedAlert, LastsAsLongAsItsParts) {
  EXPECT_NEAR(static_cast<double>(heard_.size()), static_cast<double>(2 * repetition_samples() - kGap), kFrame);
}

TEST_F(RenderedAlert, TheToneHasItsLengthToTwentyMillisecondsInEachRepetition) {
  for (const std::size_t repetition : {0U, 1U}) {
    const std::size_t from = repetition == 0 ? 0 : repetition_samples() - kRenderedSecond;
    const FoundTone tone = find_tone(voice_band(part(from, heard_.size() - from)), Tone::level_i, milliseconds(4'000));
    EXPECT_TRUE(tone.found);
    EXPECT_NEAR(static_cast<double>(tone.length.count()), 4'000.0, 20.0);
    EXPECT_NEAR(tone.at_s, repetition == 0 ? 0.0 : 1.0, 0.02);
  }
}

TEST_F(RenderedAlert, TheGapIsRightToOneFrame) {
  const auto parts = sounding_parts(heard_, 2 * kRenderedSecond);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_NEAR(static_cast<double>(parts[1].begin - parts[0].begin), static_cast<double>(repetition_samples()), kFrame);
  // The clip's own margin, in which nothing can be heard, belongs to the clip and not to the gap.
  const std::size_t margin = kTone + speech_samples() - std::min(kTone + speech_samples(), parts[0].end);
  EXPECT_NEAR(static_cast<double>(parts[1].begin - parts[0].end), static_cast<double>(kGap + margin), kFrame);
  EXPECT_LE(margin, kRenderedSecond / 5);
}

TEST_F(RenderedAlert, TheSpeechIsAsLoudAsItShouldBeUnderTheCeiling) {
  for (const std::size_t repetition : {0U, 1U}) {
    const Measurement speech = measure(part(repetition * repetition_samples() + kTone, speech_samples()));
    EXPECT_NEAR(speech.lufs, media::kTargetLufs, 1.0);
    EXPECT_LE(speech.true_peak_dbtp, media::kTruePeakCeilingDbtp + 0.05) << "16-bit rounding";
  }
  EXPECT_LE(measure(heard_).true_peak_dbtp, media::kTruePeakCeilingDbtp + 0.05);
}

TEST_F(RenderedAlert, BothRepetitionsAreTheSame) {
  const auto first = envelope_of(part(0, kTone + speech_samples()));
  const auto second = envelope_of(part(repetition_samples(), kTone + speech_samples()));
  EXPECT_GT(envelope_likeness(first, second), 0.999);
}

TEST_F(RenderedAlert, EachSentenceIsThereWithItsLengthAndItsEnergy) {
  std::size_t at = kTone;
  for (std::size_t i = 0; i < clips_.size(); ++i) {
    const auto speech = part(at, clips_[i].samples());
    // Trimmed ends apart, the clip is as long as its source.
    EXPECT_LE(clips_[i].samples(), sources_[i].size());
    EXPECT_GT(clips_[i].samples(), sources_[i].size() - kRenderedSecond / 2);
    const FoundSpeech found =
        find_speech(voice_band(speech), voice_band(without_rumble(sources_[i])), kDefaultThreshold);
    EXPECT_GT(found.correlation, 0.75) << "24 kbit/s are between them";
    EXPECT_GT(envelope_likeness(envelope_of(speech), envelope_of(sources_[i]), 60), 0.85)
        << "the limiter is between them";
    EXPECT_LT(envelope_likeness(envelope_of(speech), envelope_of(sources_[1 - i]), 60), 0.7) << "another sentence";
    at += clips_[i].samples();
  }
}

TEST_F(RenderedAlert, NothingClicks) {
  const auto clicks = find_clicks(heard_);
  EXPECT_TRUE(clicks.empty()) << clicks.size() << ", the first at " << clicks[0].at << " of " << clicks[0].height;
}

}  // namespace
}  // namespace tongluo::listen

// Every prompt in both languages, from its text to the terminal's ear: espeak-ng speaks, the controller makes the clip,
// the terminal decodes it; length and energy must follow the speech, and no other prompt may pass for it. No devices.

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "controller/media/clip_maker.hpp"
#include "controller/media/joining.hpp"
#include "controller/media/signal.hpp"
#include "controller/speech/speech_engine.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/speech/sample_prompts.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"
#include "tools/listen/envelope.hpp"

namespace tongluo::listen {
namespace {

using Samples = std::vector<std::int16_t>;

constexpr std::size_t kSecond = 48'000;
constexpr double kSame = 0.9;     // likeness of a clip to its own speech
constexpr double kAnother = 0.7;  // and never of a clip to another speech
constexpr std::size_t kDrift = 30;

Samples to_samples(const std::vector<float>& exact) {
  Samples samples(exact.size());
  std::ranges::transform(exact, samples.begin(),
                         [](float value) { return static_cast<std::int16_t>(std::lround(value * 20'000.0F)); });
  return samples;
}

struct Heard {
  std::string name;
  Samples source;  // the engine's samples, trimmed
  Samples heard;   // the terminal's
  milliseconds duration{};
  double lufs = 0;
};

Samples play(const media::Clip& clip) {
  std::size_t bytes = 0;
  for (const Bytes& chunk : clip.chunks) bytes += chunk.size();
  auto packets = audio::ClipPackets::create(bytes, clip.duration);
  for (const Bytes& chunk : clip.chunks) TL_ASSERT(packets->append(chunk).has_value());
  TL_ASSERT(packets->finish().has_value());
  audio::OpusDecoder decoder;
  playout::Player player(decoder);
  playout::Programme programme;
  programme.items.push_back({packets});
  player.load(std::move(programme));
  return audio::pull_all(player);
}

Heard hear(const std::string& name, std::vector<float> speech) {
  media::Pcm pcm;
  pcm.samples = speech;
  const auto clip = media::make_clip(std::move(pcm));
  TL_ASSERT(clip.has_value());
  media::trim_silence(speech);
  return {name, to_samples(speech), play(*clip), clip->duration, clip->loudness_lufs};
}

std::vector<float> spoken(const speech::SamplePrompt& sample) {
  const auto text = speech::PromptBook::built_in().fill(sample.name, sample.language, sample.parameters);
  TL_ASSERT(text.has_value());
  auto speech = speech::synthesise({*text, sample.language});
  TL_ASSERT(speech.has_value());
  return std::move(speech->samples);
}

const std::vector<Heard>& all_heard() {
  static const std::vector<Heard> heard = [] {
    std::vector<Heard> made;
    for (const auto& sample : speech::sample_prompts())
      made.push_back(hear(sample.name + " " + std::string(to_string(sample.language)), spoken(sample)));
    return made;
  }();
  return heard;
}

double likeness(const Samples& a, const Samples& b) {
  return envelope_likeness(envelope_of(a), envelope_of(b), kDrift);
}

TEST(SpokenPrompts, AreAsLongInTheTerminalAsTheirSpeech) {
  ASSERT_EQ(all_heard().size(), 20U);
  for (const Heard& one : all_heard()) {
    const auto told = static_cast<double>(one.duration.count()) * kSecond / 1'000;
    EXPECT_NEAR(static_cast<double>(one.heard.size()), told, playout::kFrameSamples) << one.name;
    // The high-pass may move the moment at which an end counts as silence.
    EXPECT_NEAR(static_cast<double>(one.source.size()), told, kSecond / 5.0) << one.name;
    EXPECT_NEAR(one.lufs, media::kTargetLufs, 1.0) << one.name;
    EXPECT_LT(one.duration, seconds(45)) << one.name << ": an alert is short";
  }
}

TEST(SpokenPrompts, GoUpAndDownAsTheirSpeech) {
  for (const Heard& one : all_heard()) EXPECT_GT(likeness(one.heard, one.source), kSame) << one.name;
}

TEST(SpokenPrompts, AreNeverTakenForOneAnother) {
  for (const Heard& one : all_heard())
    for (const Heard& other : all_heard())
      if (&one != &other) {
        EXPECT_LT(likeness(one.heard, other.source), kAnother) << one.name << " for " << other.name;
      }
}

TEST(SpokenPrompts, TwoLanguagesAreOneClipWithAPauseBetween) {
  const speech::PromptParameters both{
      {"place", "白沙镇"}, {"place.en", "Baisha"}, {"event", "洪水"}, {"event.en", "flood"}};
  const auto mandarin = spoken({"drill", speech::Language::mandarin, both});
  const auto english = spoken({"drill", speech::Language::english, both});
  const Heard whole = hear("drill", media::joined({mandarin, english}));
  const Heard first = hear("drill zh", mandarin);
  const Heard second = hear("drill en", english);
  const auto expected = first.duration + second.duration + media::kPauseBetweenParts;
  EXPECT_NEAR(static_cast<double>(whole.duration.count()), static_cast<double>(expected.count()), 300.0);
  const auto half = static_cast<std::ptrdiff_t>(first.heard.size() * 9 / 10);
  EXPECT_GT(likeness(Samples(whole.heard.begin(), whole.heard.begin() + half), first.source), kSame);
  const auto parts = sounding_parts(whole.heard, kSecond * 7 / 10, 40);
  EXPECT_EQ(parts.size(), 2U) << "no other pause is as long";
}

}  // namespace
}  // namespace tongluo::listen

// Every prompt in both languages, with what it must be told, from its text to the terminal's ear: espeak-ng speaks, the
// controller makes the clip, the terminal's player and decoder render it. Length and energy must follow the speech;
// another prompt, a shift and a hole must not pass. No devices.

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "controller/media/clip_maker.hpp"
#include "controller/media/signal.hpp"
#include "controller/speech/speech_engine.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/listen/sounds.hpp"
#include "tests/unit/speech/sample_prompts.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"
#include "tools/listen/compare_speech.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kSecond = 48'000;
constexpr std::size_t kHole = kSecond / 5;
constexpr std::size_t kShift = kSecond * 3 / 10;

struct Heard {
  std::string name;
  Samples source;  // the engine's samples, trimmed
  Samples heard;   // the terminal's
  milliseconds duration{};
  double lufs = 0;
};

Samples to_samples(const std::vector<float>& exact) {
  Samples samples(exact.size());
  std::ranges::transform(exact, samples.begin(),
                         [](float value) { return static_cast<std::int16_t>(std::lround(value * 20'000.0F)); });
  return samples;
}

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

// As short as it can be: what it need not be told is left out, and places have short names.
speech::PromptParameters least(const speech::SamplePrompt& sample) {
  const auto prompts = speech::PromptBook::built_in();
  speech::PromptParameters told;
  for (const std::string& name : prompts.prompts().at(sample.name).wordings.at(sample.language).text.required())
    told[name] = sample.parameters.at(name);
  return told;
}

Heard hear(const speech::SamplePrompt& sample) {
  const auto text = speech::PromptBook::built_in().fill(sample.name, sample.language, least(sample));
  TL_ASSERT(text.has_value());
  auto speech = speech::synthesise({*text, sample.language});
  TL_ASSERT(speech.has_value());
  media::Pcm pcm;
  pcm.samples = speech->samples;
  const auto clip = media::make_clip(std::move(pcm));
  TL_ASSERT(clip.has_value());
  media::high_pass(speech->samples);  // as a horn is given it
  media::trim_silence(speech->samples);
  return {sample.name + " " + std::string(to_string(sample.language)), to_samples(speech->samples), play(*clip),
          clip->duration, clip->loudness_lufs};
}

const std::vector<Heard>& all_heard() {
  static const std::vector<Heard> heard = [] {
    std::vector<Heard> made;
    for (const auto& sample : speech::sample_prompts()) made.push_back(hear(sample));
    return made;
  }();
  return heard;
}

std::string in_words(const SpeechComparison& found) {
  return "longer by " + std::to_string(found.longer.count()) + " ms, likeness " + std::to_string(found.likeness) +
         ", weakest " + std::to_string(found.weakest);
}

TEST(SpokenPrompts, TheTerminalSoundsEachAsItWasSpoken) {
  ASSERT_EQ(all_heard().size(), 20U);
  for (const Heard& one : all_heard()) {
    const auto told = static_cast<double>(one.duration.count()) * kSecond / 1'000;
    EXPECT_NEAR(static_cast<double>(one.heard.size()), told, playout::kFrameSamples) << one.name;
    EXPECT_NEAR(one.lufs, media::kTargetLufs, 1.0) << one.name;
    const SpeechComparison found = compare_speech(one.heard, one.source);
    EXPECT_TRUE(found.same()) << one.name << ": " << in_words(found);
    std::printf("%s: %.1f s, %s\n", one.name.c_str(), told / kSecond, in_words(found).c_str());
  }
}

TEST(SpokenPrompts, NoOtherPassesForIt) {
  for (const Heard& one : all_heard())
    for (const Heard& other : all_heard())
      if (&one != &other) {
        EXPECT_LT(compare_speech(one.heard, other.source).likeness, kSameSpeech) << one.name << " for " << other.name;
      }
}

TEST(SpokenPrompts, AShiftOf300MillisecondsIsHeard) {
  for (const Heard& one : all_heard()) {
    Samples late(kShift, 0);
    late.insert(late.end(), one.heard.begin(), one.heard.end() - kShift);  // as long as it should be
    const SpeechComparison found = compare_speech(late, one.source);
    EXPECT_LT(found.likeness, kSameSpeech) << one.name << ": " << in_words(found);
    const Samples early = with_dropped(one.heard, 0, kShift);
    EXPECT_FALSE(compare_speech(early, one.source).same()) << one.name;
  }
}

TEST(SpokenPrompts, AHoleOf200MillisecondsIsHeardWhereverItIs) {
  for (const Heard& one : all_heard())
    for (const std::size_t place : loud_places(one.heard, 2'500.0, 4)) {
      const std::size_t begin = std::min(place, one.heard.size() - kHole);
      const SpeechComparison found = compare_speech(with_hole(one.heard, begin, kHole), one.source);
      EXPECT_FALSE(found.same()) << one.name << " at " << begin << ": " << in_words(found);
    }
}

}  // namespace
}  // namespace tongluo::listen

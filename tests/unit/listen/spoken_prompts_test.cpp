// Every prompt in both languages, with what it must be told, from its text to the terminal's ear: espeak-ng speaks, its
// first seconds go through the controller's high-pass, limiter and encoder (once: finding the exact loudness takes most
// of a clip's time, and is tested with make_clip), the terminal's player and decoder render them. Length and energy
// must follow the speech; another prompt, a shift and a hole must not pass. No devices.

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "controller/media/clip_maker.hpp"
#include "controller/media/limiter.hpp"
#include "controller/media/loudness.hpp"
#include "controller/media/opus_writer.hpp"
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
constexpr std::size_t kCompared = 5 * kSecond;
constexpr std::size_t kHole = kSecond / 5;
constexpr std::size_t kShift = kSecond * 3 / 10;

struct Heard {
  std::string name;
  Samples source;  // the engine's samples, as a horn is given them
  Samples heard;   // the terminal's
};

Samples to_samples(const std::vector<float>& exact) {
  Samples samples(exact.size());
  std::ranges::transform(exact, samples.begin(),
                         [](float value) { return static_cast<std::int16_t>(std::lround(value * 20'000.0F)); });
  return samples;
}

Bytes encode(const std::vector<float>& samples) {
  const double gain_db = media::kTargetLufs - media::loudness_of(samples);
  media::Limiter limiter(std::pow(10.0, gain_db / 20.0), std::pow(10.0, media::kTruePeakCeilingDbtp / 20.0));
  std::vector<float> limited;
  limiter.process(samples, limited);
  limiter.finish(limited);
  auto writer = media::OpusWriter::create();
  TL_ASSERT(writer && writer->write(limited));
  return writer->finish()->bytes;
}

Samples play(const Bytes& clip, std::size_t samples) {
  auto packets = audio::ClipPackets::create(clip.size(), milliseconds(samples * 1'000 / kSecond + 1));
  TL_ASSERT(packets->append(clip).has_value() && packets->finish().has_value());
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
  std::vector<float>& samples = speech->samples;
  media::high_pass(samples);
  media::trim_silence(samples);
  samples.resize(std::min(samples.size(), kCompared));
  return {sample.name + " " + std::string(to_string(sample.language)), to_samples(samples),
          play(encode(samples), samples.size())};
}

std::vector<Heard> all_heard() {
  std::vector<Heard> made;
  for (const auto& sample : speech::sample_prompts()) made.push_back(hear(sample));
  return made;
}

double level_of(std::span<const std::int16_t> samples) {
  double power = 0.0;
  for (const std::int16_t sample : samples) power += static_cast<double>(sample) * sample;
  return std::sqrt(power / static_cast<double>(samples.size()));
}

// Where a hole is no pause of the speaker: half the mean level in its first and in its second half.
std::vector<std::size_t> speaking_places(const Samples& source) {
  std::vector<std::size_t> places;
  const double enough = 0.5 * level_of(source);
  const auto half = [&source](std::size_t at) { return std::span(source).subspan(at, kHole / 2); };
  for (std::size_t at = 0; at + kHole <= source.size(); at += kHole)
    if (level_of(half(at)) >= enough && level_of(half(at + kHole / 2)) >= enough) places.push_back(at);
  return places;
}

std::string in_words(const SpeechComparison& found) {
  return "longer by " + std::to_string(found.longer.count()) + " ms, likeness " + std::to_string(found.likeness) +
         ", weakest " + std::to_string(found.weakest);
}

void expect_same(const Heard& one) {
  const SpeechComparison found = compare_speech(one.heard, one.source);
  EXPECT_TRUE(found.same()) << one.name << ": " << in_words(found);
  EXPECT_NEAR(static_cast<double>(found.longer.count()), 0.0, 20.0) << one.name;
}

void expect_shift_heard(const Heard& one) {
  Samples late(kShift, 0);
  late.insert(late.end(), one.heard.begin(), one.heard.end() - kShift);  // as long as it should be
  const SpeechComparison found = compare_speech(late, one.source);
  EXPECT_LT(found.likeness, kSameSpeech) << one.name << ": " << in_words(found);
  const Samples early = with_dropped(one.heard, 0, kShift);
  EXPECT_FALSE(compare_speech(early, one.source).same()) << one.name;
}

void expect_holes_heard(const Heard& one) {
  const std::vector<std::size_t> places = speaking_places(one.source);
  EXPECT_GE(places.size(), 3U) << one.name;
  for (const std::size_t place : places) {
    const SpeechComparison found = compare_speech(with_hole(one.heard, place, kHole), one.source);
    EXPECT_FALSE(found.same()) << one.name << " at " << place << ": " << in_words(found);
  }
}

// One test: each test is a process of its own, and the prompts are spoken once.
TEST(SpokenPrompts, TheTerminalSoundsEachAsItWasSpokenAndAnotherAShiftOrAHoleIsHeard) {
  const std::vector<Heard> all = all_heard();
  ASSERT_EQ(all.size(), 20U);
  for (const Heard& one : all) {
    expect_same(one);
    expect_shift_heard(one);
    expect_holes_heard(one);
    for (const Heard& other : all)
      if (&one != &other) {
        EXPECT_LT(compare_speech(one.heard, other.source).likeness, kSameSpeech) << one.name << " for " << other.name;
      }
  }
}

}  // namespace
}  // namespace tongluo::listen

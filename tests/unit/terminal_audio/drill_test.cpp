// Drills from the signed order to the samples: the terminal core admits an exercise, its play goes through the player,
// the real decoder and the audio loop into a sound card that keeps everything. The order's own audio is a pure tone, so
// that whatever else is heard are the terminal's own words.

#include <gtest/gtest.h>

#include "terminal-fw/audio/audio_loop.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/drill_words.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "terminal-fw/main/play_programme.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::audio {
namespace {

constexpr double kItemHz = 3'000.0;
constexpr std::size_t kSecond = playout::kSampleRate;

class KeepingSink final : public AudioSink {
 public:
  bool open() override { return true; }
  void close() override {}
  bool write(const playout::Frame& frame) override {
    written.insert(written.end(), frame.begin(), frame.end());
    return true;
  }
  microseconds latency() const override { return microseconds(0); }
  Samples written;
};

double rms(std::span<const std::int16_t> samples) {
  double power = 0.0;
  for (const std::int16_t sample : samples) power += static_cast<double>(sample) * sample;
  return std::sqrt(power / static_cast<double>(samples.size()));
}

Samples sine(std::size_t samples) {
  Samples result(samples);
  for (std::size_t i = 0; i < samples; ++i)
    result[i] = static_cast<std::int16_t>(
        20'000.0 * std::sin(2.0 * std::numbers::pi * kItemHz * static_cast<double>(i) / playout::kSampleRate));
  return result;
}

TEST(DrillWords, TheBuiltInOnesLastExactlyTheirConstantAndCanBeHeard) {
  EXPECT_LE(drill_prefix_file().size(), 40'000u);
  const auto words = built_in_drill_words();
  ASSERT_TRUE(words) << words.error().detail;
  const auto samples = (*words)->samples();
  ASSERT_EQ(samples.size(), 240'000u);
  for (const std::size_t second : {0U, 1U, 2U, 3U})
    EXPECT_GT(rms(samples.subspan(second * kSecond + kSecond / 10, kSecond / 2)), 1'000.0) << "second " << second;
  EXPECT_LT(rms(samples.first(playout::kDrillLeadInSamples)), 50.0) << "who joins so late has missed nothing";
  EXPECT_LT(rms(samples.last(kSecond / 5)), 100.0) << "no word is cut off at the end";
}

TEST(DrillWords, AnythingElseIsRefused) {
  const ByteView file = drill_prefix_file();
  EXPECT_FALSE(decode_drill_words({}));
  EXPECT_FALSE(decode_drill_words(file.first(file.size() - 1)));
  Bytes damaged(file.begin(), file.end());
  damaged[damaged.size() / 2] ^= std::byte{1};
  EXPECT_FALSE(decode_drill_words(damaged));
  EXPECT_FALSE(decode_drill_words(encode_clip(babble(4.98, 1.0)))) << "too short";
  EXPECT_FALSE(decode_drill_words(encode_clip(babble(5.02, 1.0)))) << "too long";
  EXPECT_FALSE(decode_drill_words(encode_clip(Samples(playout::kDrillPrefixSamples)))) << "silent";
  EXPECT_TRUE(decode_drill_words(encode_clip(babble(5.0, 1.0))));
}

class DrillRendering : public testing::Test {
 protected:
  DrillRendering() { rig_.open_link(); }

  terminal::Play play_of(OrderClass order_class, Tone tone, milliseconds duration) {
    wire::Order order = test::sample_order(rig_.now.wall, rig_.clip.digest);
    order.order_class = order_class;
    order.tone = tone;
    order.tone_duration = tone == Tone::none ? milliseconds(0) : milliseconds(4'000);
    order.programme = wire::ClipProgramme{{{rig_.clip.digest, duration}}, 1, {}};
    order.volume_percent = 100;
    order.occurrences[0].end = order.occurrences[0].latest_start + wire::longest_sound(order);
    rig_.deliver(
        rig_.trust.seal(order, order_class == OrderClass::exercise ? rig_.trust.exercise : rig_.trust.dispatch),
        rig_.now.wall + seconds(1));
    rig_.receive_clip(rig_.clip);
    rig_.advance(seconds(2));
    TL_ASSERT(rig_.plays.size() == 1);
    return rig_.plays[0];
  }

  // What the loudspeaker would give, from the first sample on.
  Samples render(const terminal::Play& play, const Samples& item) {
    const auto words = built_in_drill_words();
    TL_ASSERT(words.has_value());
    auto made = firmware::make_programme(play, *words);
    TL_ASSERT(made.has_value());
    const Bytes clip = encode_clip(item);
    TL_ASSERT(made->sources.begin()->second->append(clip, clip.size()).has_value());
    TL_ASSERT(made->sources.begin()->second->finish().has_value());
    KeepingSink sink;
    OpusDecoder decoder;
    const auto queues = std::make_unique<AudioQueues>();
    AudioLoop loop(sink, decoder, *queues);
    WallTime now = play.start_at;
    const SteadyTime start(now.time_since_epoch());
    TL_ASSERT(queues->commands.try_push({Command::Kind::play, play.play_id, start, std::move(made->programme), {}}));
    for (int turn = 0; turn < 10'000 && !finished(*queues); ++turn, now += microseconds(20'000))
      loop.turn({SteadyTime(now.time_since_epoch()), now});
    return sink.written;
  }
  static bool finished(AudioQueues& queues) {
    while (const auto event = queues.events.try_pop())
      if (event->kind == PlaybackEvent::Kind::finished) return true;
    return false;
  }
  static double likeness(const Samples& heard, std::size_t at) {
    const auto words = *built_in_drill_words();
    const Samples part(heard.begin() + static_cast<std::ptrdiff_t>(at), heard.end());
    return correlation(part, Samples(words->samples().begin(), words->samples().end()), playout::kDrillPrefixSamples);
  }
  static double item_amplitude(const Samples& heard, std::size_t at) {
    const auto part = std::span(heard).subspan(at, kSecond);
    double re = 0.0, im = 0.0;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double angle = 2.0 * std::numbers::pi * kItemHz * static_cast<double>(i) / playout::kSampleRate;
      re += part[i] * std::cos(angle);
      im += part[i] * std::sin(angle);
    }
    return 2.0 * std::hypot(re, im) / static_cast<double>(part.size());
  }
  test::CoreRig rig_;
};

TEST_F(DrillRendering, AnExerciseSpeaksAtTheBeginningAndAgainAfterThirtySecondsOfItsAudio) {
  const terminal::Play play = play_of(OrderClass::exercise, Tone::none, milliseconds(33'000));
  EXPECT_TRUE(play.drill);
  const Samples heard = render(play, sine(33 * kSecond));
  ASSERT_GE(heard.size(), 43 * kSecond);
  EXPECT_GT(likeness(heard, 0), 0.99);
  EXPECT_GT(likeness(heard, 35 * kSecond), 0.99);
  EXPECT_LT(item_amplitude(heard, 2 * kSecond), 500.0) << "the order's audio pauses meanwhile";
  EXPECT_LT(item_amplitude(heard, 37 * kSecond), 500.0);
  for (const std::size_t second : {6U, 20U, 33U, 41U}) EXPECT_GT(item_amplitude(heard, second * kSecond), 15'000.0);
}

TEST_F(DrillRendering, BehindTheToneItComesBeforeTheFirstWord) {
  const Samples heard = render(play_of(OrderClass::exercise, Tone::level_i, milliseconds(2'000)), sine(2 * kSecond));
  EXPECT_GT(likeness(heard, 4 * kSecond), 0.99);
  EXPECT_GT(item_amplitude(heard, 9 * kSecond + kSecond / 2), 15'000.0);
}

TEST_F(DrillRendering, AnActualAlertHasNoPrefix) {
  const terminal::Play play = play_of(OrderClass::actual, Tone::none, milliseconds(8'000));
  EXPECT_FALSE(play.drill);
  const Samples heard = render(play, sine(8 * kSecond));
  EXPECT_GT(item_amplitude(heard, kSecond / 2), 15'000.0);
  EXPECT_LT(std::abs(likeness(heard, 0)), 0.2);
}

TEST_F(DrillRendering, WithoutItsWordsADrillIsNoProgrammeAtAll) {
  const terminal::Play play = play_of(OrderClass::exercise, Tone::level_i, milliseconds(2'000));
  EXPECT_FALSE(firmware::make_programme(play, nullptr));
}

}  // namespace
}  // namespace tongluo::audio

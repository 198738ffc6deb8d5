// A whole audio loop kept in step, in simulated time: the controller's clock, the terminal's and the sound card's are
// three clocks. The card takes a frame every 20 ms of its own; the test knows when each sample really sounds.

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "protocol/os/clock.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/audio/audio_loop.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "terminal-fw/audio/wav_sink.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::audio {
namespace {

using Kind = PlaybackEvent::Kind;
constexpr double kDeviceBufferS = 0.04;
const WallTime kControllerStart = wall_from_us(1'800'000'000'000'000);
const WallTime kSystemStart = wall_from_us(1'799'999'999'300'000);  // the terminal's clock is set 0.7 s wrong

// Seconds of truth; the controller's clock is the truth.
struct World final : AudioSink {
  double now = 0;
  double ours_ppm = 0, card_ppm = 0;
  double written_s = 0;  // when the next frame that is written will sound
  double report_jitter_s = 0;
  std::uint64_t frames = 0;
  Samples written;
  std::vector<double> frame_at;

  SteadyTime steady(double at) const {
    return SteadyTime(SteadyTime::duration(std::llround(at * (1e6 + ours_ppm)) + 50'000'000));
  }
  WallTime system(double at) const { return kSystemStart + microseconds(std::llround(at * (1e6 + ours_ppm))); }
  WallTime controller(double at) const { return kControllerStart + microseconds(std::llround(at * 1e6)); }
  MediaTime media() const { return {true, {steady(now), controller(now), -ours_ppm}}; }

  bool open() override {
    written_s = now + kDeviceBufferS;
    return true;
  }
  void close() override {}
  bool write(const playout::Frame& frame) override {
    written.insert(written.end(), frame.begin(), frame.end());
    frame_at.push_back(written_s);
    written_s += 0.02 / (1 + card_ppm * 1e-6);
    now = written_s - kDeviceBufferS;
    ++frames;
    return true;
  }
  microseconds latency() const override {
    const double jitter = report_jitter_s * (static_cast<double>(frames % 7) / 3 - 1);
    return microseconds(std::llround((written_s - now + jitter) * 1e6));
  }
};

class AudioLockTest : public testing::Test {
 protected:
  void play(std::uint64_t id, double media_at_s, std::uint32_t tone_samples, std::uint32_t repetitions = 1,
            std::uint32_t gap = 0) {
    Command command{Command::Kind::play, id, world_.steady(media_at_s), {}, world_.controller(media_at_s)};
    command.programme.play_id = id;
    command.programme.tone = Tone::level_i;
    command.programme.tone_samples = tone_samples;
    command.programme.repetitions = repetitions;
    command.programme.gap_samples = gap;
    ASSERT_TRUE(queues_.commands.try_push(std::move(command)));
  }
  void run_until(double end) {
    while (world_.now < end) {
      queues_.media.publish(world_.media());
      const std::uint64_t before = world_.frames;
      const auto turn = loop_.turn({world_.steady(world_.now), world_.system(world_.now)});
      while (auto event = queues_.events.try_pop()) events_.push_back(*event);
      while (queues_.retired.try_pop()) {
      }
      if (world_.frames == before && turn.wait != microseconds(0))
        world_.now = turn.wait ? std::min(end, world_.now + static_cast<double>(turn.wait->count()) * 1e-6) : end;
    }
  }
  // When the sample that follows the play's last one sounds in truth.
  double truth(WallTime system) const {
    return static_cast<double>((system - kSystemStart).count()) / (1e6 + world_.ours_ppm);
  }

  World world_;
  OpusDecoder decoder_;
  AudioQueues queues_;
  AudioLoop loop_{world_, decoder_, queues_};
  std::vector<PlaybackEvent> events_;
};

TEST_F(AudioLockTest, StartsAtTheControllersInstantThoughTheSystemClockIsWrong) {
  play(1, 2.5, 48'000);
  run_until(5);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_NEAR(truth(events_[0].first_sample), 2.5, 0.00005);
}

TEST_F(AudioLockTest, EndsInStepThoughAllClocksDiffer) {
  world_.ours_ppm = 50;
  world_.card_ppm = -100;
  world_.report_jitter_s = 0.002;
  play(1, 1, 300 * 48'000);
  run_until(305);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_NEAR(truth(events_[1].last_sample) - truth(events_[0].first_sample), 300, 0.0005);
  EXPECT_NEAR(truth(events_[1].last_sample), 301, 0.003);  // the first instant is as good as the card's word
}

TEST_F(AudioLockTest, WithoutDriftEverySampleIsThePlayersOwn) {
  play(1, 1, 48'000);
  run_until(3);
  EXPECT_FALSE(loop_.lock().engaged());
  AudioQueues queues;
  playout::Player player(decoder_);
  playout::Programme programme;
  programme.tone = Tone::level_i;
  programme.tone_samples = 48'000;
  player.load(std::move(programme));
  Samples wanted;
  playout::Frame frame;
  while (player.pull(frame)) wanted.insert(wanted.end(), frame.begin(), frame.end());
  const auto found = std::search(world_.written.begin(), world_.written.end(), wanted.begin(), wanted.begin() + 48'000);
  EXPECT_NE(found, world_.written.end());
}

TEST_F(AudioLockTest, TheAcousticDelayLetsTheSoundLeaveEarlier) {
  World world;
  AudioQueues queues;
  AudioLoop loop(world, decoder_, queues, milliseconds(120));
  Command command{Command::Kind::play, 1, world.steady(2), {}, world.controller(2)};
  command.programme.play_id = 1;
  command.programme.tone = Tone::level_i;
  command.programme.tone_samples = 4'800;
  ASSERT_TRUE(queues.commands.try_push(std::move(command)));
  queues.media.publish(world.media());
  while (world.now < 3) {
    const std::uint64_t before = world.frames;
    const auto turn = loop.turn({world.steady(world.now), world.system(world.now)});
    if (world.frames == before && turn.wait != microseconds(0))
      world.now = turn.wait ? world.now + static_cast<double>(turn.wait->count()) * 1e-6 : 3;
  }
  const auto first = std::ranges::find_if(world.written, [](auto sample) { return sample != 0; });
  const auto index = static_cast<std::size_t>(first - world.written.begin());
  const double left = world.frame_at[index / 960] + static_cast<double>(index % 960) / 48'000;
  EXPECT_NEAR(left, 2 - 0.120, 0.0015);  // the tone's first samples round to zero
}

TEST_F(AudioLockTest, AJumpOfTheClockIsSteppedInTheGapOnly) {
  play(1, 1, 3 * 48'000, 3, 2 * 48'000);
  run_until(2);
  world_.written_s += 0.08;  // the card stalled for 80 ms
  run_until(4);
  EXPECT_EQ(loop_.lock().steps(), 0u);  // in sound
  run_until(15);
  EXPECT_GE(loop_.lock().steps(), 1u);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_NEAR(truth(events_[1].last_sample), 1 + 3 * 3 + 2 * 2, 0.021);
}

TEST_F(AudioLockTest, AStopWhileReadingAheadEndsWithTheLastSampleOfThePlay) {
  world_.card_ppm = 100;
  play(1, 1, 120 * 48'000);
  run_until(60);
  ASSERT_TRUE(loop_.lock().engaged());
  ASSERT_TRUE(queues_.commands.try_push({Command::Kind::stop, 1, {}, {}, {}}));
  const double asked = world_.now;
  run_until(62);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[1].kind, Kind::stopped);
  EXPECT_LE(truth(events_[1].last_sample), asked + kDeviceBufferS + 0.041);  // at most two frames read ahead
  EXPECT_GT(events_[1].sink.samples, 58u * 48'000);
}

// The receipt's count and hash against the file that a listener would have.
Samples samples_of_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  TL_ASSERT(file != nullptr);
  std::fseek(file, 44, SEEK_SET);
  Samples samples(4'000'000);
  samples.resize(std::fread(samples.data(), 2, samples.size(), file));
  std::fclose(file);
  return samples;
}

class SinkTruth : public testing::TestWithParam<bool> {};

TEST_P(SinkTruth, CountAndHashAreThoseOfTheRenderedFile) {
  const bool interrupted = GetParam();
  const std::string path = testing::TempDir() + "/sink_truth_" + std::to_string(interrupted) + ".wav";
  PlaybackEvent end;
  {
    auto sink = WavSink::create(path);
    ASSERT_TRUE(sink);
    OpusDecoder decoder;
    AudioQueues queues;
    AudioLoop loop(**sink, decoder, queues);
    Command command{Command::Kind::play, 1, os::steady_now(), {}, {}};
    command.programme.play_id = 1;
    command.programme.tone = Tone::level_iii;
    command.programme.tone_samples = 12'345;
    command.programme.repetitions = 2;
    command.programme.gap_samples = 5'000;
    ASSERT_TRUE(queues.commands.try_push(std::move(command)));
    for (int turn = 0; turn < 200 && end.play_id == 0; ++turn) {
      if (interrupted && turn == 17) {
        ASSERT_TRUE(queues.commands.try_push({Command::Kind::stop, 1, {}, {}, {}}));
      }
      loop.turn(os::now());
      while (auto event = queues.events.try_pop())
        if (event->kind != Kind::started) end = *event;
    }
  }
  ASSERT_EQ(end.kind, interrupted ? Kind::stopped : Kind::finished);
  if (!interrupted) {
    EXPECT_EQ(end.sink.samples, 2u * 12'345 + 5'000);
  }
  EXPECT_GT(end.sink.samples, 9'600u);
  const Samples file = samples_of_file(path);
  // The play's first sample is the file's first that belongs to it: nothing was before.
  ASSERT_GE(file.size(), end.sink.samples);
  const std::span<const std::int16_t> played = std::span(file).first(end.sink.samples);
  EXPECT_EQ(end.sink.digest, sign::digest_of(std::as_bytes(played)));
}

INSTANTIATE_TEST_SUITE_P(Plays, SinkTruth, testing::Bool(),
                         [](const auto& is) { return is.param ? "Interrupted" : "Whole"; });

}  // namespace
}  // namespace tongluo::audio

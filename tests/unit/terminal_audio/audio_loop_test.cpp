// The audio thread's decisions, turn by turn, without a thread: the test is the clock and the sound card. The card has
// 40 ms of buffer and takes a frame every 20 ms of the test's time.

#include "terminal-fw/audio/audio_loop.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::audio {
namespace {

using Kind = PlaybackEvent::Kind;
constexpr auto kFrame = microseconds(20'000);
constexpr auto kLatency = microseconds(40'000);
const WallTime kStart = wall_from_us(1'800'000'000'000'000);

Now at(WallTime wall) { return {SteadyTime(wall - kStart + seconds(1'000)), wall}; }

class CardSink final : public AudioSink {
 public:
  bool open() override {
    ++opens;
    return can_open;
  }
  void close() override { ++closes; }
  bool write(const playout::Frame& frame) override {
    if (!can_write) return false;
    written.insert(written.end(), frame.begin(), frame.end());
    return true;
  }
  microseconds latency() const override { return kLatency; }
  const char* last_error() const override { return "no such card"; }

  Samples written;
  int opens = 0, closes = 0;
  bool can_open = true, can_write = true;
};

class AudioLoopTest : public testing::Test {
 protected:
  void play(std::uint64_t id, WallTime start_at, std::uint32_t samples = 4'800) {
    Command command{Command::Kind::play, id, at(start_at).steady, {}, {}};
    command.programme.play_id = id;
    command.programme.tone = Tone::level_i;
    command.programme.tone_samples = samples;
    ASSERT_TRUE(queues_.commands.try_push(std::move(command)));
  }
  void stop(std::uint64_t id) { ASSERT_TRUE(queues_.commands.try_push({Command::Kind::stop, id, {}, {}, {}})); }

  // Runs until `end`; idle times pass at once.
  void run_until(WallTime end) {
    while (now_ < end) {
      const std::size_t before = sink_.written.size();
      const AudioLoop::Turn turn = loop_.turn({at(now_).steady, now_ + clock_set_by_});
      if (sink_.written.size() > before) {
        if (before == 0) first_written_at_ = now_ + kLatency;
        now_ += kFrame;
      } else if (turn.wait != microseconds(0)) {
        now_ = turn.wait ? std::min(end, now_ + *turn.wait) : end;
      }
    }
  }
  std::vector<PlaybackEvent> events() {
    std::vector<PlaybackEvent> result;
    while (auto event = queues_.events.try_pop()) result.push_back(*event);
    return result;
  }
  std::vector<std::pair<Kind, std::uint64_t>> told() {
    std::vector<std::pair<Kind, std::uint64_t>> result;
    for (const PlaybackEvent& event : events()) result.emplace_back(event.kind, event.play_id);
    return result;
  }
  std::size_t first_sound() const {
    return static_cast<std::size_t>(std::ranges::find_if(sink_.written, [](auto s) { return s != 0; }) -
                                    sink_.written.begin());
  }

  CardSink sink_;
  OpusDecoder decoder_;
  AudioQueues queues_;
  AudioLoop loop_{sink_, decoder_, queues_};
  WallTime now_ = kStart;
  WallTime::duration clock_set_by_{};  // somebody, while it runs
  WallTime first_written_at_{};
};

TEST_F(AudioLoopTest, IdleLoopWaitsForACommandWithTheSinkClosed) {
  EXPECT_EQ(loop_.turn(at(now_)).wait, std::nullopt);
  EXPECT_EQ(sink_.opens, 0);
}

TEST_F(AudioLoopTest, SinkIsOpenedOneSecondBeforeTheStart) {
  play(1, kStart + seconds(10));
  EXPECT_EQ(loop_.turn(at(now_)).wait, microseconds(9'000'000));
  EXPECT_EQ(sink_.opens, 0);
  EXPECT_EQ(loop_.turn(at(kStart + seconds(9))).wait, microseconds(0));
  EXPECT_EQ(sink_.opens, 1);
}

TEST_F(AudioLoopTest, StartsAtTheSampleOfItsInstant) {
  const WallTime start_at = kStart + microseconds(2'007'500);
  play(1, start_at);
  run_until(kStart + seconds(4));
  const auto all = events();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].kind, Kind::started);
  EXPECT_EQ(all[0].first_sample, start_at);
  EXPECT_EQ(all[1].kind, Kind::finished);
  EXPECT_EQ(all[1].first_sample, start_at);
  EXPECT_EQ(all[1].last_sample, start_at + microseconds(100'000));
  EXPECT_EQ(all[1].progress.samples_played, 4'800u);
  // The tone's first samples round to 0 under its edge and the fade-in.
  const auto expected = static_cast<std::size_t>((start_at - first_written_at_).count() * 48 / 1'000);
  EXPECT_GE(first_sound(), expected);
  EXPECT_LE(first_sound(), expected + 60);
}

TEST_F(AudioLoopTest, ASystemClockThatIsSetBeforeTheStartMovesNoStart) {
  for (const seconds set_by : {seconds(-3'600), seconds(-2), seconds(2), seconds(3'600)}) {
    clock_set_by_ = {};
    const WallTime start_at = now_ + seconds(5);
    play(1, start_at);
    run_until(now_ + seconds(2));
    clock_set_by_ = set_by;
    run_until(now_ + seconds(2));
    EXPECT_TRUE(told().empty()) << set_by.count();
    run_until(now_ + seconds(2));
    const auto all = events();
    ASSERT_EQ(all.size(), 2u) << set_by.count();
    EXPECT_EQ(all[0].first_sample, start_at + set_by) << "told by the clock as it is now";
  }
}

TEST_F(AudioLoopTest, APastStartBeginsAtOnce) {
  play(1, kStart - seconds(5));
  run_until(kStart + milliseconds(60));
  const auto all = events();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].first_sample, kStart + kLatency);
}

TEST_F(AudioLoopTest, SinkIsClosedAfterTheLastSound) {
  play(1, kStart);
  run_until(kStart + seconds(1));
  EXPECT_EQ(sink_.opens, 1);
  EXPECT_EQ(sink_.closes, 1);
  EXPECT_EQ(sink_.written.size(), 4'800u);
  EXPECT_EQ(loop_.turn(at(now_)).wait, std::nullopt);
}

TEST_F(AudioLoopTest, AHigherProgrammeReplacesWithinOneFrame) {
  play(1, kStart, 480'000);
  run_until(kStart + milliseconds(500));
  play(2, now_);
  const WallTime asked = now_;
  run_until(kStart + seconds(2));
  const auto all = events();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[1].kind, Kind::stopped);
  EXPECT_EQ(all[1].play_id, 1u);
  EXPECT_EQ(all[1].last_sample, asked + kLatency);
  EXPECT_EQ(all[1].progress.position_sample, all[1].progress.samples_played);
  EXPECT_EQ(all[2].kind, Kind::started);
  EXPECT_EQ(all[2].first_sample, asked + kLatency + kFrame);
  EXPECT_EQ(all[3].kind, Kind::finished);
}

TEST_F(AudioLoopTest, AReplacementStillStartsAtItsInstant) {
  play(1, kStart, 480'000);
  run_until(kStart + milliseconds(100));
  const WallTime start_at = kStart + microseconds(912'500);
  play(2, start_at);
  run_until(kStart + seconds(2));
  const auto all = events();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[2].first_sample, start_at);
}

TEST_F(AudioLoopTest, StopEndsWhatPlays) {
  play(1, kStart, 480'000);
  run_until(kStart + milliseconds(500));
  const std::size_t written = sink_.written.size();
  stop(1);
  run_until(kStart + seconds(1));
  const auto all = events();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].kind, Kind::stopped);
  EXPECT_FALSE(all[1].progress.finished);
  EXPECT_EQ(all[1].progress.samples_played, written);
  EXPECT_EQ(sink_.written.size(), written + playout::kFrameSamples);  // the fade
}

TEST_F(AudioLoopTest, StopEndsWhatWaits) {
  play(1, kStart + seconds(30));
  stop(1);
  run_until(kStart + seconds(60));
  EXPECT_EQ(told(), (std::vector<std::pair<Kind, std::uint64_t>>{{Kind::stopped, 1}}));
  EXPECT_EQ(sink_.opens, 0);
}

TEST_F(AudioLoopTest, StopOfAnotherIsIgnored) {
  play(1, kStart);
  stop(9);
  run_until(kStart + seconds(1));
  EXPECT_EQ(told(), (std::vector<std::pair<Kind, std::uint64_t>>{{Kind::started, 1}, {Kind::finished, 1}}));
}

TEST_F(AudioLoopTest, ALaterPlayTakesTheWaitingPlace) {
  play(1, kStart + seconds(5));
  play(2, kStart + seconds(6));
  run_until(kStart + seconds(8));
  EXPECT_EQ(told(),
            (std::vector<std::pair<Kind, std::uint64_t>>{{Kind::stopped, 1}, {Kind::started, 2}, {Kind::finished, 2}}));
}

TEST_F(AudioLoopTest, NoSoundCardIsToldAndTheNextIsTriedAfresh) {
  sink_.can_open = false;
  play(1, kStart);
  run_until(kStart + milliseconds(200));
  const auto all = events();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].kind, Kind::sink_failed);
  EXPECT_EQ(all[0].play_id, 1u);
  EXPECT_STREQ(all[0].detail, "no such card");
  sink_.can_open = true;
  play(2, now_);
  run_until(now_ + seconds(1));
  EXPECT_EQ(told(), (std::vector<std::pair<Kind, std::uint64_t>>{{Kind::started, 2}, {Kind::finished, 2}}));
}

TEST_F(AudioLoopTest, AFailingDeviceEndsThePlayWithItsProgress) {
  play(1, kStart, 480'000);
  run_until(kStart + milliseconds(500));
  sink_.can_write = false;
  run_until(kStart + seconds(1));
  const auto all = events();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].kind, Kind::sink_failed);
  EXPECT_GT(all[1].progress.samples_played, 20'000u);
  EXPECT_EQ(sink_.closes, 1);
}

TEST_F(AudioLoopTest, CommandsWaitWhileEventsAreNotTaken) {
  for (std::uint64_t id = 1; id <= 200; ++id) {
    Command command{Command::Kind::play, id, at(kStart + seconds(3'600)).steady, {}, {}};
    command.programme.play_id = id;
    queues_.commands.try_push(std::move(command));
    loop_.turn(at(now_));
    while (queues_.retired.try_pop()) {
    }
  }
  EXPECT_EQ(queues_.commands.free_slots(), 0u);  // the sender sees it: play() returns false
  EXPECT_EQ(loop_.turn(at(now_)).wait, microseconds(20'000));
  std::size_t count = 0;
  while (queues_.events.try_pop()) ++count;
  EXPECT_LE(count, kEventSlots);
  EXPECT_GE(count, kEventSlots - 8);
}

TEST_F(AudioLoopTest, ProgrammesComeBackToBeFreedElsewhere) {
  play(1, kStart);
  play(2, kStart + seconds(1));
  play(3, kStart + seconds(2));
  run_until(kStart + seconds(4));
  std::vector<std::uint64_t> back;
  while (auto programme = queues_.retired.try_pop()) back.push_back(programme->play_id);
  EXPECT_EQ(back, (std::vector<std::uint64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace tongluo::audio

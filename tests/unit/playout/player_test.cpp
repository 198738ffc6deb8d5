// The player's counts: items, repetitions, gaps, joining, resuming. The test pulls, as the sound card would.

#include "terminal-fw/playout/player.hpp"

#include <gtest/gtest.h>

#include "tests/unit/playout/player_fixture.hpp"

namespace tongluo::playout {
namespace {

class PlayerTest : public testing::Test {
 protected:
  Programme programme(std::vector<std::shared_ptr<FakeSource>> sources) {
    Programme result;
    result.play_id = 5;
    for (auto& source : sources) result.items.push_back({std::move(source)});
    return result;
  }
  FakeDecoder decoder_;
  Player player_{decoder_};
};

// One past the last sample equal to `value`. The joint after it begins flat, so a few samples more round to the same
// value.
constexpr double kRounding = 6.0;
double end_of(const Samples& samples, std::int16_t value) {
  return static_cast<double>(samples.rend() - std::find(samples.rbegin(), samples.rend(), value));
}

TEST_F(PlayerTest, NothingLoadedIsSilence) {
  Frame frame;
  frame.fill(9);
  EXPECT_FALSE(player_.pull(frame));
  EXPECT_EQ(frame, Frame{});
  EXPECT_FALSE(player_.progress().active);
}

TEST_F(PlayerTest, DropsPreSkipAndTrimsTheEnd) {
  auto clip = clip_of(40, 5'000, 312);
  clip->packets[0] = packet_of(90);  // its first 312 samples are dropped, 648 sound
  player_.load(programme({clip}));
  const Samples out = pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, 5'000u);
  EXPECT_TRUE(player_.progress().finished);
  EXPECT_EQ(end_of(out, sample_of(90)), 960.0 - 312.0);
  EXPECT_NEAR(end_of(out, sample_of(40)), 5'000, kRounding);
}

TEST_F(PlayerTest, ReportsWhereInTheFrameItStartsAndEnds) {
  Programme late = programme({clip_of(40, 1'000)});
  late.start_delay_samples = 100;
  player_.load(std::move(late));
  Frame frame;
  ASSERT_TRUE(player_.pull(frame));
  EXPECT_TRUE(player_.last_pull().started);
  EXPECT_EQ(player_.last_pull().start_offset, 100u);
  EXPECT_FALSE(player_.last_pull().finished);
  ASSERT_TRUE(player_.pull(frame));
  EXPECT_FALSE(player_.last_pull().started);
  EXPECT_TRUE(player_.last_pull().finished);
  EXPECT_EQ(player_.last_pull().end_offset, 140u);
}

TEST_F(PlayerTest, ItemsFollowOneAnotherWithoutAGap) {
  player_.load(programme({clip_of(10, 1'500), clip_of(20, 2'000), clip_of(30, 700)}));
  const Samples out = pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, 4'200u);
  EXPECT_NEAR(end_of(out, sample_of(10)), 1'500, kRounding);
  EXPECT_NEAR(end_of(out, sample_of(20)), 3'500, kRounding);
  EXPECT_NEAR(end_of(out, sample_of(30)), 4'200, kRounding);
  EXPECT_EQ(std::count(out.begin() + 480, out.begin() + 4'200, 0), 0);
}

TEST_F(PlayerTest, ItemsMeetWithoutAClick) {
  // Full-scale steps of 25,400 at each joint, and at the end.
  player_.load(programme({clip_of(127, 1'500), clip_of(-127, 1'700), clip_of(127, 1'920)}));
  EXPECT_LT(largest_step(pull_all(player_)), 400);
}

TEST_F(PlayerTest, AnEndExactlyOnTheFrameDoesNotClick) {
  player_.load(programme({clip_of(127, 2 * kFrameSamples)}));
  const Samples out = pull_all(player_);
  EXPECT_EQ(out.size(), 3 * kFrameSamples);
  EXPECT_EQ(player_.progress().samples_played, 2 * kFrameSamples);
  EXPECT_LT(largest_step(out), 400);
}

TEST_F(PlayerTest, RepetitionsAndGapsAreSampleExact) {
  Programme thrice = programme({clip_of(50, 1'000)});
  thrice.tone = Tone::level_iii;
  thrice.tone_samples = 3'000;
  thrice.repetitions = 3;
  thrice.gap_samples = 777;
  player_.load(std::move(thrice));
  Samples out;
  Frame frame;
  std::size_t end = 0;
  while (player_.pull(frame)) {
    if (player_.last_pull().finished) end = out.size() + player_.last_pull().end_offset;
    out.insert(out.end(), frame.begin(), frame.end());
  }
  EXPECT_EQ(end, 3u * 4'000u + 2u * 777u);
  EXPECT_EQ(player_.progress().samples_played, 12'000u);
  EXPECT_EQ(player_.progress().repetitions_played, 3u);
  EXPECT_EQ(decoder_.resets, 3);
  for (std::size_t r = 0; r < 3; ++r) {
    EXPECT_EQ(out[r * 4'777 + 3'999], sample_of(50)) << r;
    EXPECT_EQ(out[r * 4'777 + 4'000 + kJointSamples + 1], 0) << r;
  }
}

TEST_F(PlayerTest, VolumeScalesTheAmplitude) {
  Programme quiet = programme({clip_of(100, 9'600)});
  quiet.volume_percent = 25;
  player_.load(std::move(quiet));
  EXPECT_EQ(pull_all(player_)[5'000], 2'500);
}

TEST_F(PlayerTest, JoinsInsideASecondItem) {
  Programme late = programme({clip_of(10, 50'000), clip_of(20, 20'000), clip_of(30, 10'000)});
  late.first_sample = 50'000 + 15'000;
  player_.load(std::move(late));
  const Samples out = pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, 15'000u);
  EXPECT_NEAR(end_of(out, sample_of(20)), 5'000, kRounding);
  EXPECT_NEAR(end_of(out, sample_of(30)), 15'000, kRounding);
}

TEST_F(PlayerTest, JoiningDecodesOnlyEightyMillisecondsBefore) {
  Programme late = programme({clip_of(10, 48'000 * 600)});
  late.first_sample = 48'000 * 300;
  player_.load(std::move(late));
  Frame frame;
  player_.pull(frame);
  EXPECT_LE(decoder_.decoded, 6);
}

TEST_F(PlayerTest, JoiningBeyondTheItemsCountsAsGap) {
  Programme late = programme({clip_of(10, 2'000)});
  late.first_sample = 2'000 + 400;
  late.repetitions = 2;
  late.gap_samples = 1'000;
  player_.load(std::move(late));
  Frame frame;
  ASSERT_TRUE(player_.pull(frame));
  EXPECT_TRUE(player_.last_pull().started);
  EXPECT_EQ(player_.last_pull().start_offset, 600u);
  EXPECT_EQ(player_.progress().repetition, 1u);
}

TEST_F(PlayerTest, ResumesWhereItWasStopped) {
  Programme first = programme({clip_of(10, 10'000), clip_of(20, 10'000)});
  first.repetitions = 2;
  first.gap_samples = 500;
  player_.load(first);
  Samples heard;
  pull_frames(player_, 35, heard);  // 20,000 of the first repetition, the gap, 13,100 of the second
  player_.stop();
  const Progress stopped = player_.progress();
  EXPECT_FALSE(stopped.active);
  EXPECT_FALSE(stopped.finished);
  EXPECT_EQ(stopped.repetition, 1u);
  EXPECT_EQ(stopped.position_sample, 13'100u);
  EXPECT_EQ(stopped.samples_played, 33'100u);

  first.first_repetition = stopped.repetition;
  first.first_sample = stopped.position_sample;
  player_.load(first);
  pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, 40'000u - 33'100u);
  EXPECT_TRUE(player_.progress().finished);
}

TEST_F(PlayerTest, UnusablePacketIsConcealedAndCounted) {
  auto clip = clip_of(10, 5 * kFrameSamples);
  clip->packets[2] = packet_of(10, false);
  player_.load(programme({clip}));
  const Samples out = pull_all(player_);
  EXPECT_EQ(player_.progress().frames_concealed, 1u);
  EXPECT_EQ(player_.progress().samples_played, 5 * kFrameSamples);
  EXPECT_EQ(out[2 * kFrameSamples + 500], 77);
}

TEST_F(PlayerTest, AllRepetitionsAlreadyPlayedFinishesAtOnce) {
  Programme done = programme({clip_of(10, 5'000)});
  done.first_repetition = 1;
  player_.load(std::move(done));
  Frame frame;
  player_.pull(frame);
  EXPECT_TRUE(player_.progress().finished);
  EXPECT_EQ(player_.progress().samples_played, 0u);
}

TEST_F(PlayerTest, ProgrammesWithoutASampleEnd) {
  Programme empty = programme({});
  empty.repetitions = 100;
  player_.load(std::move(empty));
  EXPECT_LE(pull_all(player_).size(), 2 * kFrameSamples);
  EXPECT_TRUE(player_.progress().finished);
}

TEST_F(PlayerTest, HandsBackProgrammesInsteadOfFreeingThem) {
  auto clip = clip_of(10, 1'000);
  player_.load(programme({clip}));
  pull_all(player_);
  EXPECT_EQ(clip.use_count(), 2);
  {
    const auto retired = player_.take_retired();
    ASSERT_TRUE(retired);
    EXPECT_EQ(retired->play_id, 5u);
  }
  EXPECT_EQ(clip.use_count(), 1);
  EXPECT_FALSE(player_.take_retired());
}

}  // namespace
}  // namespace tongluo::playout

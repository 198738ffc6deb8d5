// A programme with live speech: tone, then the speech at its place from T on; drills with the prefix over it.

#include <gtest/gtest.h>

#include "tests/unit/playout/live_fixture.hpp"

namespace tongluo::playout {
namespace {

constexpr std::int16_t kLiveSpoken = -30'000;

class PlayerLiveTest : public testing::Test {
 protected:
  Programme programme(std::uint64_t limit, bool drill = false) {
    Programme result;
    result.play_id = 9;
    result.live = {queue_, limit};
    if (drill) result.drill_prefix = DrillPrefix::create(std::vector<std::int16_t>(kDrillPrefixSamples, kLiveSpoken));
    return result;
  }
  // Pulls so many packets' time, with the stream `ahead` packets ahead of what is heard.
  void play(std::uint32_t packets, Samples& out, std::uint32_t ahead = 10) {
    for (std::uint32_t i = 0; i < packets; ++i) {
      while (pushed_ < heard_ + ahead && pushed_ < stream_end_) queue_->try_push(live_packet(pushed_++, 0));
      pull_frames(player_, 3, out);
      ++heard_;
    }
  }
  std::shared_ptr<LiveQueue> queue_ = std::make_shared<LiveQueue>();
  std::uint32_t pushed_ = 0, heard_ = 0, stream_end_ = UINT32_MAX;
  LiveDecoder decoder_;
  Player player_{decoder_};
};

TEST_F(PlayerLiveTest, ToneThenSpeechAtItsPlaceAndTheEndMarkEndsIt) {
  Programme live = programme(1'000 * kLive);
  live.tone = Tone::level_i;
  live.tone_samples = 144'000;
  player_.load(std::move(live));
  for (std::uint32_t sequence = 0; sequence < 20; ++sequence) queue_->try_push(live_packet(sequence, 0));
  queue_->try_push(end_mark(20, 0));
  const Samples out = pull_all(player_);
  EXPECT_GT(amplitude_at(std::span(out).first(24'000), 960), 0.3);
  EXPECT_EQ(out[144'000 + 1'000], live_sample(0));
  EXPECT_EQ(out[144'000 + 5 * kLive + 1'000], live_sample(5));
  EXPECT_TRUE(player_.progress().finished);
  EXPECT_EQ(player_.progress().samples_played, 144'000u + 20 * kLive);
  EXPECT_EQ(player_.progress().position_sample, 144'000u + 20 * kLive);
  EXPECT_EQ(player_.progress().repetitions_played, 1u);
}

TEST_F(PlayerLiveTest, EndsByItselfAtTheLimitToTheSample) {
  player_.load(programme(7 * kLive + 123));
  Samples out;
  play(20, out);
  EXPECT_TRUE(player_.progress().finished);
  EXPECT_EQ(player_.progress().samples_played, 7u * kLive + 123);
}

TEST_F(PlayerLiveTest, CountsWhatWasConcealedAndWhatWasLost) {
  player_.load(programme(1'000 * kLive));
  for (std::uint32_t sequence : {0U, 1U, 6U, 7U}) queue_->try_push(live_packet(sequence, 0));
  queue_->try_push(end_mark(8, 0));
  pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, 4u * kLive);
  EXPECT_EQ(player_.progress().frames_concealed, 2u);
  EXPECT_EQ(player_.progress().frames_lost, 2u);
  EXPECT_EQ(player_.progress().samples_starved, 2u * kLive);
}

TEST_F(PlayerLiveTest, ALateJoinerHearsWhatItsNeighboursHear) {
  for (std::uint32_t sequence = 0; sequence < 60; ++sequence) queue_->try_push(live_packet(sequence, 0));
  Programme late = programme(1'000 * kLive);
  late.tone = Tone::level_i;
  late.tone_samples = 144'000;
  late.first_sample = 144'000 + 30 * kLive + 500;
  player_.load(std::move(late));
  Samples out;
  pull_frames(player_, 6, out);
  EXPECT_EQ(out[1'500], live_sample(30));
  EXPECT_EQ(out[kLive - 500 + 1'000], live_sample(31));
}

TEST_F(PlayerLiveTest, VolumeAppliesToSpeech) {
  Programme quiet = programme(1'000 * kLive);
  quiet.volume_percent = 50;
  player_.load(std::move(quiet));
  Samples out;
  play(5, out);
  EXPECT_NEAR(out[2 * kLive + 1'500], live_sample(2) / 2, 1);
}

TEST_F(PlayerLiveTest, ADrillIsAnnouncedInsteadOfTheSpeechWhichGoesOnUnderneath) {
  player_.load(programme(UINT64_MAX, true));
  Samples out;
  play(700, out);  // 42 s
  const auto at = [&](std::uint64_t sample) { return out.at(sample); };
  EXPECT_EQ(at(kDrillPrefixSamples / 2), kLiveSpoken);
  EXPECT_EQ(at(kDrillPrefixSamples - 1), kLiveSpoken);
  const std::uint64_t speech = kDrillPrefixSamples + 2'000;
  EXPECT_EQ(at(speech), live_sample(static_cast<std::uint32_t>(speech / kLive))) << "not the stream's beginning";
  EXPECT_EQ(at(kDrillCycleSamples - 1), live_sample((kDrillCycleSamples - 1) / kLive));
  EXPECT_EQ(at(kDrillCycleSamples + kJointSamples), kLiveSpoken);
  EXPECT_EQ(at(kDrillCycleSamples + kDrillPrefixSamples - 1), kLiveSpoken);
  const std::uint64_t again = kDrillCycleSamples + kDrillPrefixSamples + 2'000;
  EXPECT_EQ(at(again), live_sample(static_cast<std::uint32_t>(again / kLive)));
  EXPECT_EQ(player_.progress().frames_lost + player_.progress().frames_concealed, 0u);
}

// Joined between two prefixes: a whole one at once, or silence until the next that is near; never words before it.
TEST_F(PlayerLiveTest, WhoJoinsADrillLateFirstHearsAWholePrefix) {
  struct Row {
    std::uint64_t joined, silent;
  };
  for (const Row& row : {Row{kDrillPrefixSamples + 48'000, 0}, Row{kDrillPrefixSamples - 48'000, 0},
                         Row{kDrillCycleSamples - 48'000, 48'000}, Row{kDrillCycleSamples, 0}}) {
    queue_ = std::make_shared<LiveQueue>();
    Programme late = programme(UINT64_MAX, true);
    late.first_sample = row.joined;
    player_.load(std::move(late));
    player_.discard_tail();
    pushed_ = heard_ = static_cast<std::uint32_t>(row.joined / kLive);
    Samples out;
    play(110, out);
    for (std::uint64_t i = 0; i < row.silent; ++i) ASSERT_EQ(out[i], 0) << row.joined;
    const std::uint64_t spoken = row.silent + kDrillPrefixSamples;
    for (std::uint64_t i = row.silent + kFadeSamples + kJointSamples; i < spoken; i += 100)
      ASSERT_EQ(out[i], kLiveSpoken) << row.joined << " + " << i;
    EXPECT_GT(out.at(spoken + 3'000), 0) << row.joined << ": the speech";
  }
}

TEST_F(PlayerLiveTest, AHigherProgrammeFadesItOutWithinAFrameAndItsQueueIsGivenBack) {
  player_.load(programme(UINT64_MAX));
  Samples out;
  play(5, out);
  player_.stop();
  const auto retired = player_.take_retired();
  ASSERT_TRUE(retired);
  EXPECT_EQ(retired->live.packets, queue_);
  Frame frame;
  EXPECT_TRUE(player_.pull(frame));
  EXPECT_EQ(frame.back(), 0);
  EXPECT_FALSE(player_.pull(frame));
}

}  // namespace
}  // namespace tongluo::playout

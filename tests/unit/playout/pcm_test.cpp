// Sound from a device of the terminal itself: frame by frame as it comes, silence where none comes, an end at its
// limit.

#include <gtest/gtest.h>

#include "tests/unit/playout/player_fixture.hpp"

namespace tongluo::playout {
namespace {

class PcmPlay : public testing::Test {
 protected:
  void load(std::uint64_t limit_samples) {
    Programme programme;
    programme.play_id = 7;
    programme.pcm = {frames, limit_samples};
    player.load(std::move(programme));
  }
  bool push(std::int16_t value) {
    Frame frame;
    frame.fill(value);
    return frames->try_push(std::move(frame));
  }
  std::int16_t middle() {
    Frame out{};
    player.pull(out);
    return out[kFrameSamples / 2];
  }

  FakeDecoder decoder;
  Player player{decoder};
  std::shared_ptr<PcmQueue> frames = std::make_shared<PcmQueue>();
};

TEST_F(PcmPlay, WaitsForALittleInHandThenPlaysWhatComesInOrder) {
  load(kSampleRate);
  EXPECT_EQ(middle(), 0);
  for (std::int16_t i = 1; i <= 3; ++i) ASSERT_TRUE(push(static_cast<std::int16_t>(i * 1'000)));
  EXPECT_EQ(middle(), 1'000);
  EXPECT_EQ(middle(), 2'000);
  EXPECT_EQ(middle(), 3'000);
  EXPECT_GT(player.progress().samples_starved, 0U);
}

TEST_F(PcmPlay, AGapIsSilenceAndWaitsForALittleInHandAgain) {
  load(kSampleRate);
  for (int i = 0; i < 3; ++i) push(4'000);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(middle(), 4'000);
  middle();  // fades
  EXPECT_EQ(middle(), 0);
  push(5'000);
  EXPECT_EQ(middle(), 0) << "one is not enough";
  push(5'000), push(5'000);
  EXPECT_EQ(middle(), 5'000);
}

TEST_F(PcmPlay, EndsAtItsLimitWhateverStillComes) {
  load(5 * kFrameSamples);
  int pulls = 0;
  Frame out{};
  for (; pulls < 20 && player.progress().active; ++pulls) {
    push(2'000);
    player.pull(out);
  }
  EXPECT_TRUE(player.progress().finished);
  EXPECT_LE(pulls, 7);
}

TEST_F(PcmPlay, AnotherProgrammeTakesItsPlaceWithinOneFrame) {
  load(kSampleRate);
  for (int i = 0; i < 6; ++i) push(4'000);
  for (int i = 0; i < 3; ++i) middle();
  Programme alert;
  alert.play_id = 8;
  alert.tone = Tone::level_i;
  alert.tone_samples = kSampleRate;
  player.load(std::move(alert));
  Frame out{};
  player.pull(out);  // the fade of the old one
  EXPECT_EQ(out.back(), 0);
  player.pull(out);
  EXPECT_TRUE(player.last_pull().started);
  EXPECT_EQ(player.progress().play_id, 8U);
}

TEST_F(PcmPlay, AFullQueueRefusesAndKeepsWhatItHas) {
  load(kSampleRate);
  std::size_t taken = 0;
  while (push(1'000)) ++taken;
  EXPECT_EQ(taken, 16U);
  EXPECT_EQ(middle(), 1'000);
}

}  // namespace
}  // namespace tongluo::playout

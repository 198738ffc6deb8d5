// What happens when something else takes the loudspeaker, and when packets are late.

#include <gtest/gtest.h>

#include "tests/unit/playout/player_fixture.hpp"

namespace tongluo::playout {
namespace {

Programme of(std::shared_ptr<FakeSource> source, std::uint64_t play_id = 1) {
  Programme result;
  result.play_id = play_id;
  result.items.push_back({std::move(source)});
  return result;
}

TEST(PlayerChange, ReplacedSoundIsGoneWithinOneFrame) {
  FakeDecoder decoder;
  Player player(decoder);
  player.load(of(clip_of(127, 48'000)));
  Samples out;
  pull_frames(player, 5, out);
  player.load(of(clip_of(-127, 48'000), 2));
  EXPECT_TRUE(player.must_fade());
  EXPECT_EQ(player.progress().play_id, 2u);
  pull_frames(player, 5, out);
  EXPECT_EQ(out[5 * kFrameSamples + kFadeSamples], 0);
  EXPECT_EQ(out[7 * kFrameSamples], sample_of(-127));
  EXPECT_LT(largest_step(out), 400);
  EXPECT_EQ(player.progress().samples_played, 4 * kFrameSamples);
}

TEST(PlayerChange, StoppedSoundFadesOutAndEnds) {
  FakeDecoder decoder;
  Player player(decoder);
  player.load(of(clip_of(127, 48'000)));
  Samples out;
  pull_frames(player, 3, out);
  player.stop();
  Frame frame;
  EXPECT_TRUE(player.pull(frame));
  out.insert(out.end(), frame.begin(), frame.end());
  EXPECT_EQ(frame[kFadeSamples], 0);
  EXPECT_LT(largest_step(out), 400);
  EXPECT_FALSE(player.pull(frame));
  EXPECT_EQ(player.progress().position_sample, 3 * kFrameSamples);
}

TEST(PlayerChange, NewSoundFadesIn) {
  FakeDecoder decoder;
  Player player(decoder);
  player.load(of(clip_of(127, 48'000)));
  Samples out;
  pull_frames(player, 1, out);
  EXPECT_EQ(out[0], 0);
  EXPECT_EQ(out[kFadeSamples], sample_of(127));
  EXPECT_LT(largest_step(out), 400);
}

TEST(PlayerChange, AProgrammeThatNeverSoundedIsReplacedWithoutAFade) {
  FakeDecoder decoder;
  Player player(decoder);
  player.load(of(clip_of(1, 48'000), 1));
  player.load(of(clip_of(2, 48'000), 2));
  EXPECT_FALSE(player.must_fade());
  Samples out;
  pull_frames(player, 1, out);
  EXPECT_EQ(out.back(), sample_of(2));
  EXPECT_EQ(player.take_retired()->play_id, 1u);
}

TEST(PlayerChange, ReplacingTwiceBeforeAPullStillFadesTheFirst) {
  FakeDecoder decoder;
  Player player(decoder);
  player.load(of(clip_of(127, 48'000), 1));
  Samples out;
  pull_frames(player, 2, out);
  player.load(of(clip_of(1, 48'000), 2));
  player.load(of(clip_of(-127, 48'000), 3));
  pull_frames(player, 2, out);
  EXPECT_EQ(out[2 * kFrameSamples], sample_of(127));
  EXPECT_EQ(out.back(), sample_of(-127));
  EXPECT_LT(largest_step(out), 400);
}

TEST(PlayerChange, StopWithNothingLoadedIsHarmless) {
  FakeDecoder decoder;
  Player player(decoder);
  player.stop();
  Frame frame;
  EXPECT_FALSE(player.pull(frame));
}

// One line per pull: how many packets the source shows before it, what the frame's middle then is, how much was starved
// in all.
struct Arrival {
  std::size_t shown;
  bool complete;
  std::int16_t middle;
  std::uint64_t starved;
};
struct ArrivalCase {
  const char* name;
  std::vector<Arrival> pulls;
  std::uint64_t played;
};

class Starvation : public testing::TestWithParam<ArrivalCase> {};

TEST_P(Starvation, HoldsThePositionAndContinues) {
  auto source = std::make_shared<FakeSource>();
  for (std::int8_t value = 1; value <= 4; ++value) source->packets.push_back(packet_of(value));
  FakeDecoder decoder;
  Player player(decoder);
  player.load(of(source));
  Samples out;
  for (std::size_t i = 0; i < GetParam().pulls.size(); ++i) {
    const Arrival& arrival = GetParam().pulls[i];
    source->shown = arrival.shown;
    source->is_complete = arrival.complete;
    if (arrival.complete) source->total = arrival.shown * kFrameSamples;
    pull_frames(player, 1, out);
    EXPECT_EQ(out[i * kFrameSamples + kFadeSamples], arrival.middle) << i;
    EXPECT_EQ(player.progress().samples_starved, arrival.starved) << i;
  }
  EXPECT_EQ(player.progress().samples_played, GetParam().played);
  EXPECT_TRUE(player.progress().finished);
  EXPECT_EQ(decoder.decoded, 4);  // nothing skipped, nothing twice
}

INSTANTIATE_TEST_SUITE_P(
    Table, Starvation,
    testing::Values(
        ArrivalCase{"AllThere", {{4, true, 100, 0}, {4, true, 200, 0}, {4, true, 300, 0}, {4, true, 400, 0}}, 3'840},
        ArrivalCase{"LateFromTheStart",
                    {{0, false, 0, 960},
                     {0, false, 0, 1'920},
                     {1, false, 100, 1'920},
                     {4, true, 200, 1'920},
                     {4, true, 300, 1'920},
                     {4, true, 400, 1'920}},
                    3'840},
        ArrivalCase{"HoleInTheMiddle",
                    {{2, false, 100, 0},
                     {2, false, 200, 0},
                     {2, false, 0, 960},
                     {3, false, 300, 960},
                     {3, false, 0, 1'920},
                     {4, true, 400, 1'920}},
                    3'840},
        ArrivalCase{"EndKnownOnlyLater",
                    {{4, false, 100, 0},
                     {4, false, 200, 0},
                     {4, false, 300, 0},
                     {4, false, 400, 0},
                     {4, false, 0, 960},
                     {4, true, 0, 960}},
                    3'840}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(PlayerChange, StarvationDoesNotClick) {
  auto source = std::make_shared<FakeSource>();
  source->packets.assign(4, packet_of(127));
  FakeDecoder decoder;
  Player player(decoder);
  player.load(of(source));
  Samples out;
  for (const std::size_t shown : {1u, 1u, 2u, 2u, 3u}) {
    source->shown = shown;
    pull_frames(player, 1, out);
  }
  EXPECT_LT(largest_step(out), 400);
}

TEST(PlayerChange, JoiningWaitsForPacketsThatHaveNotArrived) {
  auto source = clip_of(3, 20 * kFrameSamples);
  source->shown = 4;
  source->is_complete = false;
  source->total.reset();
  FakeDecoder decoder;
  Player player(decoder);
  Programme late = of(source);
  late.first_sample = 10 * kFrameSamples;
  player.load(std::move(late));
  Samples out;
  pull_frames(player, 2, out);
  EXPECT_EQ(player.progress().samples_played, 0u);
  EXPECT_EQ(player.progress().position_sample, 10 * kFrameSamples);
  source->shown = 20;
  source->total = 20 * kFrameSamples;
  source->is_complete = true;
  pull_all(player);
  EXPECT_EQ(player.progress().samples_played, 10 * kFrameSamples);
}

}  // namespace
}  // namespace tongluo::playout

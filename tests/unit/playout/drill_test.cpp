// Drills: the terminal's own words stand before every thirty seconds of the order's audio, at exact samples. The prefix
// of these tests is a constant of −30,000, which no clip here has, so that any sample tells whose it is.

#include <gtest/gtest.h>

#include "tests/unit/playout/player_fixture.hpp"

namespace tongluo::playout {
namespace {

constexpr std::int16_t kSpoken = -30'000;
constexpr std::int8_t kClip = 50;

std::shared_ptr<const DrillPrefix> prefix() {
  return DrillPrefix::create(std::vector<std::int16_t>(kDrillPrefixSamples, kSpoken));
}

// Stretches of equal samples, ignoring the smoothed joints: what sounded, and where it began and ended (± a joint).
struct Stretch {
  std::int16_t value = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::vector<Stretch> runs_of(const Samples& samples) {
  std::vector<Stretch> runs;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!runs.empty() && runs.back().value == samples[i] && runs.back().end == i)
      runs.back().end = i + 1;
    else
      runs.push_back({samples[i], i, i + 1});
  }
  std::erase_if(runs, [](const Stretch& run) { return run.value == 0 || run.end - run.begin < 2 * kJointSamples; });
  return runs;
}

class DrillTest : public testing::Test {
 protected:
  Programme drill(std::vector<std::shared_ptr<FakeSource>> sources, std::uint32_t repetitions = 1) {
    Programme result;
    result.play_id = 5;
    result.drill_prefix = prefix();
    result.repetitions = repetitions;
    for (auto& source : sources) result.items.push_back({std::move(source)});
    return result;
  }
  // Each run's value and its end; the end is exact but for the flat beginning of the joint behind it.
  void expect_ends(const Samples& samples, const std::vector<std::pair<std::int16_t, std::size_t>>& expected) {
    const std::vector<Stretch> runs = runs_of(samples);
    ASSERT_EQ(runs.size(), expected.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
      EXPECT_EQ(runs[i].value, expected[i].first) << i;
      EXPECT_NEAR(static_cast<double>(runs[i].end), static_cast<double>(expected[i].second), 8.0) << i;
    }
  }
  FakeDecoder decoder_;
  Player player_{decoder_};
};

TEST_F(DrillTest, ThePrefixComesFirstAndBeforeEveryFurtherThirtySeconds) {
  const std::uint64_t items = 2 * kDrillBlockSamples + 4'321;
  player_.load(drill({clip_of(kClip, items)}));
  const Samples out = pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, items + 3 * kDrillPrefixSamples);
  EXPECT_EQ(player_.progress().samples_played, drill_samples(items));
  const std::int16_t clip = sample_of(kClip);
  expect_ends(out, {{kSpoken, kDrillPrefixSamples},
                    {clip, kDrillCycleSamples},
                    {kSpoken, kDrillCycleSamples + kDrillPrefixSamples},
                    {clip, 2 * kDrillCycleSamples},
                    {kSpoken, 2 * kDrillCycleSamples + kDrillPrefixSamples},
                    {clip, 2 * kDrillCycleSamples + kDrillPrefixSamples + 4'321}});
}

TEST_F(DrillTest, AudioThatEndsWithItsBlockHasNoPrefixBehindIt) {
  player_.load(drill({clip_of(kClip, kDrillBlockSamples)}));
  pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, kDrillCycleSamples);
}

TEST_F(DrillTest, OneSampleMoreThanABlockIsAnnouncedAgain) {
  player_.load(drill({clip_of(kClip, kDrillBlockSamples + 1)}));
  pull_all(player_);
  EXPECT_EQ(player_.progress().samples_played, kDrillCycleSamples + kDrillPrefixSamples + 1);
}

TEST_F(DrillTest, SeveralItemsCountTogetherAndAnItemIsCutWhereThePrefixIsDue) {
  const std::uint64_t first = 20 * kSampleRate, second = 17 * kSampleRate;
  player_.load(drill({clip_of(40, first, 312), clip_of(60, second, 312)}));
  const Samples out = pull_all(player_);
  expect_ends(out, {{kSpoken, kDrillPrefixSamples},
                    {sample_of(40), kDrillPrefixSamples + first},
                    {sample_of(60), kDrillCycleSamples},
                    {kSpoken, kDrillCycleSamples + kDrillPrefixSamples},
                    {sample_of(60), 2 * kDrillPrefixSamples + first + second}});
  EXPECT_EQ(player_.progress().samples_played, 2 * kDrillPrefixSamples + first + second) << "nothing of it is lost";
}

TEST_F(DrillTest, ABlockThatEndsBetweenTwoItemsIsFollowedByThePrefix) {
  player_.load(drill({clip_of(40, kDrillBlockSamples), clip_of(60, 5'000)}));
  const Samples out = pull_all(player_);
  expect_ends(out, {{kSpoken, kDrillPrefixSamples},
                    {sample_of(40), kDrillCycleSamples},
                    {kSpoken, kDrillCycleSamples + kDrillPrefixSamples},
                    {sample_of(60), kDrillCycleSamples + kDrillPrefixSamples + 5'000}});
}

TEST_F(DrillTest, EveryRepetitionSpeaksItAfterTheTone) {
  Programme programme = drill({clip_of(kClip, 96'000)}, 3);
  programme.tone = Tone::level_i;
  programme.tone_samples = 144'000;
  programme.gap_samples = 4'800;
  player_.load(std::move(programme));
  const Samples out = pull_all(player_);
  const std::size_t period = 144'000 + kDrillPrefixSamples + 96'000 + 4'800;
  for (std::size_t repetition = 0; repetition < 3; ++repetition) {
    const std::size_t start = repetition * period;
    EXPECT_GT(amplitude_at(std::span(out).subspan(start, 24'000), 960), 0.3) << "the tone";
    EXPECT_EQ(out[start + 144'000 + kJointSamples], kSpoken);
    EXPECT_EQ(out[start + 144'000 + kDrillPrefixSamples - 1], kSpoken);
    EXPECT_EQ(out[start + 144'000 + kDrillPrefixSamples + kJointSamples], sample_of(kClip));
  }
  EXPECT_EQ(player_.progress().samples_played, 3 * (period - 4'800));
}

TEST_F(DrillTest, ItNeedsNoneOfTheAudio) {
  auto missing = std::make_shared<FakeSource>();
  player_.load(drill({missing}));
  Samples out;
  pull_frames(player_, kDrillPrefixSamples / kFrameSamples, out);
  EXPECT_EQ(out.back(), kSpoken);
  EXPECT_EQ(player_.progress().samples_starved, 0u);
  pull_frames(player_, 10, out);
  EXPECT_EQ(player_.progress().samples_starved, 10 * kFrameSamples) << "then it waits";
  EXPECT_EQ(player_.progress().position_sample, kDrillPrefixSamples);
}

TEST_F(DrillTest, VolumeAppliesToTheWordsAsToTheRest) {
  Programme quiet = drill({clip_of(kClip, 96'000)});
  quiet.volume_percent = 50;
  player_.load(std::move(quiet));
  EXPECT_EQ(pull_all(player_)[kDrillPrefixSamples / 2], kSpoken / 2);
}

// From every kind of place, the rest is the same samples as in the undisturbed programme.
TEST_F(DrillTest, BeginsAnywhereOnTheTimeLine) {
  const std::uint64_t items = kDrillBlockSamples + 50'000, tone = 144'000;
  const auto programme = [&] {
    Programme result = drill({clip_of(40, 20 * kSampleRate), clip_of(60, items - 20 * kSampleRate)});
    result.tone = Tone::level_ii;
    result.tone_samples = tone;
    return result;
  };
  player_.load(programme());
  const Samples whole = pull_all(player_);
  const std::uint64_t total = tone + drill_samples(items);
  for (const std::uint64_t from :
       {std::uint64_t{0}, tone - 1'000, tone, tone + 100'000, tone + kDrillPrefixSamples,
        tone + kDrillPrefixSamples + 700'001, tone + kDrillCycleSamples - 1, tone + kDrillCycleSamples,
        tone + kDrillCycleSamples + 77'777, tone + kDrillCycleSamples + kDrillPrefixSamples + 1'234}) {
    Programme late = programme();
    late.first_sample = from;
    player_.load(std::move(late));
    const Samples rest = pull_all(player_);
    EXPECT_EQ(player_.progress().samples_played, total - from) << from;
    const std::size_t settled = kFadeSamples + kJointSamples;
    for (std::size_t i = settled; i + from < total; i += 997) ASSERT_EQ(rest[i], whole[from + i]) << from << " + " << i;
  }
}

TEST_F(DrillTest, ResumesInsideThePrefixAndInsideTheItemsWithoutLosingASample) {
  const std::uint64_t items = kDrillBlockSamples + 96'000;
  for (const std::size_t frames : {100U, 400U, 1'749U, 1'750U, 1'800U, 1'999U, 2'010U}) {
    player_.load(drill({clip_of(kClip, items)}, 2));
    Samples heard;
    pull_frames(player_, frames, heard);
    const Progress stopped = player_.progress();
    EXPECT_EQ(stopped.position_sample, frames * kFrameSamples) << frames;
    player_.stop();
    Programme rest = drill({clip_of(kClip, items)}, 2);
    rest.first_repetition = stopped.repetition;
    rest.first_sample = stopped.position_sample;
    player_.load(std::move(rest));
    pull_all(player_);
    EXPECT_EQ(player_.progress().samples_played, 2 * drill_samples(items) - frames * kFrameSamples) << frames;
    EXPECT_EQ(player_.progress().repetitions_played, 2u);
  }
}

TEST(DrillPrefix, ExistsOnlyWholeAndAudible) {
  EXPECT_NE(prefix(), nullptr);
  EXPECT_EQ(DrillPrefix::create({}), nullptr);
  EXPECT_EQ(DrillPrefix::create(std::vector<std::int16_t>(kDrillPrefixSamples - 1, kSpoken)), nullptr);
  EXPECT_EQ(DrillPrefix::create(std::vector<std::int16_t>(kDrillPrefixSamples + 1, kSpoken)), nullptr);
  EXPECT_EQ(DrillPrefix::create(std::vector<std::int16_t>(kDrillPrefixSamples, 0)), nullptr) << "silence";
  EXPECT_EQ(DrillPrefix::create(std::vector<std::int16_t>(kDrillPrefixSamples, 100)), nullptr) << "a whisper";
}

TEST(DrillLine, PlaceAndPositionAreEachOthersInverse) {
  for (std::uint64_t item = 0; item < 3 * kDrillBlockSamples; item += 12'347) {
    const DrillPlace place = drill_place(drill_position(item));
    EXPECT_FALSE(place.in_prefix);
    EXPECT_EQ(place.item_sample, item);
  }
  EXPECT_TRUE(drill_place(0).in_prefix);
  EXPECT_TRUE(drill_place(kDrillPrefixSamples - 1).in_prefix);
  EXPECT_FALSE(drill_place(kDrillPrefixSamples).in_prefix);
  EXPECT_FALSE(drill_place(kDrillCycleSamples - 1).in_prefix);
  const DrillPlace second = drill_place(kDrillCycleSamples + 9);
  EXPECT_TRUE(second.in_prefix);
  EXPECT_EQ(second.prefix_sample, 9u);
  EXPECT_EQ(second.item_sample, kDrillBlockSamples);
}

}  // namespace
}  // namespace tongluo::playout

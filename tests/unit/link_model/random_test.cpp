#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "tools/link_model/profile.hpp"
#include "tools/link_model/seeded_random.hpp"

namespace tongluo::link_model {
namespace {

// The first numbers of the reference implementation for the seed 0.
TEST(SeededRandom, IsSeededByTheReferenceSplitmix64) {
  EXPECT_EQ(mix(0), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(mix(0x9e3779b97f4a7c15ULL), 0x6e789e6aa1b965f4ULL);
}

// The number was computed by a second implementation (Python), whose generator gives 11520 for the state {1, 2, 3, 4}
// as the reference does.
TEST(SeededRandom, GivesTheSameNumbersOnEveryPlatform) {
  SeededRandom random(1);
  std::uint64_t folded = 0;
  for (int i = 0; i < 1'000; ++i) folded = mix(folded ^ random.next());
  for (int i = 0; i < 1'000; ++i)
    folded = mix(folded ^ static_cast<std::uint64_t>(random.exponential(seconds(1)).count()));
  EXPECT_EQ(folded, 0x5d9f093487861e9dULL);
}

TEST(SeededRandom, ExponentialHasItsMeanAndQuantiles) {
  constexpr int kDraws = 200'000;
  SeededRandom random(7);
  std::vector<std::int64_t> drawn(kDraws);
  for (auto& value : drawn) value = random.exponential(milliseconds(30)).count();
  std::sort(drawn.begin(), drawn.end());
  const double mean = std::accumulate(drawn.begin(), drawn.end(), 0.0) / kDraws;
  EXPECT_NEAR(mean, 30'000, 300);
  EXPECT_NEAR(static_cast<double>(drawn[kDraws / 2]), 20'794, 300);            // ln 2
  EXPECT_NEAR(static_cast<double>(drawn[kDraws / 100 * 99]), 138'155, 3'000);  // ln 100
}

TEST(SeededRandom, ChanceHoldsAtItsEnds) {
  SeededRandom random(3);
  int hits = 0;
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_FALSE(random.chance(0));
    ASSERT_TRUE(random.chance(1));
    hits += random.chance(0.2) ? 1 : 0;
  }
  EXPECT_NEAR(hits, 20'000, 500);
}

TEST(Profile, EveryNamedOneIsSoundAndFoundByItsName) {
  for (const char* name : {"lan", "4g", "4g-bad", "rural", "storm", "flood"}) {
    ASSERT_NE(find_profile(name), nullptr) << name;
    EXPECT_TRUE(is_sound(*find_profile(name))) << name;
  }
  EXPECT_EQ(profiles().size(), 6U);
  EXPECT_EQ(find_profile("5g"), nullptr);
}

TEST(Profile, LossThatItsBurstCannotReachIsUnsound) {
  EXPECT_TRUE(is_sound({.name = "x", .loss = {0.5, 1}}));
  EXPECT_FALSE(is_sound({.name = "x", .loss = {0.6, 1}}));
  EXPECT_FALSE(is_sound({.name = "x", .loss = {0.1, 0.5}}));
  EXPECT_FALSE(is_sound({.name = "x", .outages = {seconds(1), seconds(1)}}));
}

}  // namespace
}  // namespace tongluo::link_model

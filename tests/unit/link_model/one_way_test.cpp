// The model against its own promises: what each profile says is what is measured over many datagrams.

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "tools/link_model/link_model.hpp"

namespace tongluo::link_model {
namespace {

constexpr auto kSpacing = milliseconds(60);
constexpr std::size_t kBytes = 240;

std::vector<Fate> run(const Profile& profile, std::uint64_t seed, int count, microseconds spacing = kSpacing,
                      SteadyTime start = {}) {
  LinkModel link(profile, seed, start);
  std::vector<Fate> fates;
  for (int i = 0; i < count; ++i) fates.push_back(link.up.send(start + i * spacing, kBytes));
  return fates;
}

double lost_share(const std::vector<Fate>& fates) {
  const auto lost = std::count_if(fates.begin(), fates.end(), [](const Fate& fate) { return !fate.arrives; });
  return static_cast<double>(lost) / static_cast<double>(fates.size());
}

std::vector<int> bursts(const std::vector<Fate>& fates) {
  std::vector<int> lengths;
  int length = 0;
  for (const Fate& fate : fates) {
    if (!fate.arrives) {
      ++length;
    } else if (length > 0) {
      lengths.push_back(std::exchange(length, 0));
    }
  }
  return lengths;
}

struct Expected {
  const char* profile;
  double loss;
  double mean_burst;
};

TEST(OneWay, LosesItsShareInBurstsOfItsMeanLength) {
  constexpr Expected kTable[] = {
      {"4g", 0.01, 1 / 0.99}, {"4g-bad", 0.05, 2}, {"rural", 0.05, 4}, {"storm", 0.20, 4}, {"flood", 0.30, 8}};
  for (const auto& [name, loss, mean_burst] : kTable) {
    const auto fates = run(without_outages(*find_profile(name)), 11, 400'000);
    EXPECT_NEAR(lost_share(fates), loss, 0.05 * loss) << name;
    const auto lengths = bursts(fates);
    const double mean = lost_share(fates) * static_cast<double>(fates.size()) / static_cast<double>(lengths.size());
    EXPECT_NEAR(mean, mean_burst, 0.05 * mean_burst) << name;
  }
}

// The length of a burst is geometric: half of its bursts of mean 4 end within two datagrams or so.
TEST(OneWay, BurstLengthsAreGeometric) {
  const auto lengths = bursts(run(without_outages(*find_profile("storm")), 5, 400'000));
  for (int limit = 1; limit <= 8; ++limit) {
    const auto within = std::count_if(lengths.begin(), lengths.end(), [limit](int length) { return length <= limit; });
    const double share = static_cast<double>(within) / static_cast<double>(lengths.size());
    EXPECT_NEAR(share, 1 - std::pow(0.75, limit), 0.02) << limit;
  }
}

TEST(OneWay, LanLosesNothing) { EXPECT_EQ(lost_share(run(*find_profile("lan"), 1, 50'000)), 0); }

TEST(OneWay, DelayIsTheFixedPartAndAnExponentialOne) {
  for (const char* name : {"lan", "4g", "rural", "storm"}) {
    const Profile& profile = *find_profile(name);
    const auto fates = run(without_outages(profile), 21, 100'000, seconds(1));
    std::vector<double> delays;
    for (std::size_t i = 0; i < fates.size(); ++i)
      if (fates[i].arrives)
        delays.push_back(static_cast<double>((*fates[i].arrives - SteadyTime(seconds(i)) - profile.delay).count()));
    std::sort(delays.begin(), delays.end());
    const auto mean = static_cast<double>(profile.mean_jitter.count());
    const double serialising =
        profile.bytes_per_second == 0 ? 0 : 1e6 * kBytes / static_cast<double>(profile.bytes_per_second);
    EXPECT_GE(delays.front(), 0) << name;
    EXPECT_NEAR(delays[delays.size() / 2] - serialising, 0.693 * mean, 0.03 * mean + 1) << name;
    EXPECT_NEAR(delays[delays.size() * 99 / 100] - serialising, 4.605 * mean, 0.2 * mean + 1) << name;
  }
}

TEST(OneWay, KeepsTheOrderUnlessToldOtherwise) {
  Profile profile{.name = "x", .delay = milliseconds(40), .mean_jitter = milliseconds(30)};
  LinkModel ordered(profile, 3);
  profile.reorder_share = 0.5;
  LinkModel mixed(profile, 3);
  SteadyTime latest{};
  for (int i = 0; i < 20'000; ++i) {
    const Fate fate = ordered.up.send(SteadyTime(i * milliseconds(5)), kBytes);
    ASSERT_GE(*fate.arrives, latest);
    latest = *fate.arrives;
    mixed.up.send(SteadyTime(i * milliseconds(5)), kBytes);
  }
  EXPECT_EQ(ordered.up.counters().overtaken, 0U);
  EXPECT_GT(mixed.up.counters().overtaken, 2'000U);
}

TEST(OneWay, CopiesTheStatedShareOfWhatArrives) {
  LinkModel link({.name = "x", .duplicate_share = 0.1}, 3);
  for (int i = 0; i < 50'000; ++i) link.down.send(SteadyTime(i * kSpacing), kBytes);
  EXPECT_NEAR(static_cast<double>(link.down.counters().copies), 5'000, 250);
}

TEST(OneWay, RateSpreadsABurstAndAFullQueueDropsItsTail) {
  LinkModel link({.name = "x", .bytes_per_second = 1'000, .queue_bytes = 3'000}, 1);
  std::vector<Fate> fates;
  for (int i = 0; i < 5; ++i) fates.push_back(link.up.send(SteadyTime(seconds(1)), 1'000));
  EXPECT_EQ(fates[0].arrives, SteadyTime(seconds(2)));
  EXPECT_EQ(fates[1].arrives, SteadyTime(seconds(3)));
  EXPECT_EQ(fates[2].arrives, SteadyTime(seconds(4)));
  EXPECT_FALSE(fates[3].arrives);
  EXPECT_FALSE(fates[4].arrives);
  EXPECT_EQ(link.up.counters().dropped_queue, 2U);
  EXPECT_EQ(link.up.send(SteadyTime(seconds(4)), 1'000).arrives, SteadyTime(seconds(5))) << "drained, it is free again";
}

bool same(const std::vector<Fate>& a, const std::vector<Fate>& b, microseconds shift = {}) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [shift](const Fate& x, const Fate& y) {
    return x.arrives.has_value() == y.arrives.has_value() && (!x.arrives || *x.arrives + shift == *y.arrives) &&
           x.copy_arrives.has_value() == y.copy_arrives.has_value();
  });
}

TEST(LinkModel, EqualSeedsGiveEqualTracesAndDifferentOnesDoNot) {
  for (const Profile& profile : profiles()) {
    EXPECT_TRUE(same(run(profile, 9, 5'000), run(profile, 9, 5'000))) << profile.name;
    EXPECT_FALSE(same(run(profile, 9, 5'000), run(profile, 10, 5'000))) << profile.name;
  }
}

TEST(LinkModel, TraceDoesNotDependOnWhenItStarts) {
  const Profile& storm = *find_profile("storm");
  const auto later = std::chrono::hours(77);
  EXPECT_TRUE(same(run(storm, 9, 5'000), run(storm, 9, 5'000, kSpacing, SteadyTime(later)), later));
}

TEST(LinkModel, DirectionsLoseIndependently) {
  LinkModel link(without_outages(*find_profile("storm")), 2);
  int both = 0;
  for (int i = 0; i < 100'000; ++i) {
    const bool up = link.up.send(SteadyTime(i * kSpacing), kBytes).arrives.has_value();
    const bool down = link.down.send(SteadyTime(i * kSpacing), kBytes).arrives.has_value();
    both += !up && !down ? 1 : 0;
  }
  EXPECT_NEAR(both, 4'000, 400);
}

}  // namespace
}  // namespace tongluo::link_model

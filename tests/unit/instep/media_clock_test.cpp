// The controller's clock as seen over links of every kind: exact simulated clocks, seeded delays. The error is against
// the simulation's truth, which the unit under test never sees.

#include "terminal-fw/instep/media_clock.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "tests/unit/instep/exchange_world.hpp"
#include "tools/link_model/seeded_random.hpp"

namespace tongluo::instep {
namespace {

const link_model::Profile& profile(const char* name) { return *link_model::find_profile(name); }

TEST(MediaClock, SaysNothingBeforeTheFirstExchange) {
  const MediaClock clock;
  EXPECT_FALSE(clock.valid());
}

TEST(MediaClock, EightExchangesSettleItForTenMinutes) {
  ExchangeWorld world(profile("4g"), 1, 20);
  for (std::size_t taken = 1; taken <= kSettledExchanges; ++taken) {
    EXPECT_FALSE(world.clock.settled(world.ours(static_cast<double>(taken))));
    ASSERT_TRUE(world.exchange(static_cast<double>(taken))) << "this seed loses none";
  }
  EXPECT_TRUE(world.clock.settled(world.ours(9)));
  EXPECT_TRUE(world.clock.settled(world.ours(600)));
  EXPECT_FALSE(world.clock.settled(world.ours(620)));
}

TEST(MediaClock, OneExchangeOverAnEvenLinkIsExact) {
  MediaClock clock;
  const SteadyTime ours(seconds(5));
  const WallTime theirs = wall_from_us(1'800'000'000'000'000);
  ASSERT_TRUE(
      clock.on_exchange({ours, theirs + microseconds(300), theirs + microseconds(400), ours + microseconds(700)}));
  ASSERT_TRUE(clock.valid());
  EXPECT_EQ(clock.line().wall_at(ours), theirs);
  EXPECT_EQ(clock.error_bound(ours + microseconds(700)), microseconds(300));
}

TEST(MediaClock, EachDirectionsSmallestDelayCountsForItself) {
  // The uplink is idle in the first exchange, the downlink in the second: no single round trip was short.
  MediaClock clock;
  const WallTime theirs = wall_from_us(1'800'000'000'000'000);
  const auto at = [&](std::int64_t us) { return theirs + microseconds(us); };
  const auto ours = [](std::int64_t us) { return SteadyTime(microseconds(us)); };
  clock.on_exchange({ours(0), at(1'000), at(1'000), ours(90'000)});
  clock.on_exchange({ours(100'000), at(180'000), at(180'000), ours(181'000)});
  EXPECT_NEAR(static_cast<double>((clock.line().wall_at(ours(181'000)) - at(181'000)).count()), 0, 5);
}

struct Row {
  const char* profile;
  double trained_ms;    // error after ten minutes with an exchange each ten seconds
  double held_over_ms;  // after ten minutes more without any
};

class MediaClockLinks : public testing::TestWithParam<Row> {};

TEST_P(MediaClockLinks, TenMinutesTrainedThenTenMinutesHeldOver) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    for (const double ppm : {-50.0, 0.0, 50.0}) {
      ExchangeWorld world(profile(GetParam().profile), seed, ppm);
      world.run(0, 600, 10);
      ASSERT_TRUE(world.clock.valid());
      EXPECT_LE(std::abs(world.error_ms(600)), GetParam().trained_ms) << "seed " << seed << " ppm " << ppm;
      EXPECT_LE(std::abs(world.error_ms(1'200)), GetParam().held_over_ms) << "seed " << seed << " ppm " << ppm;
      EXPECT_LE(std::abs(world.error_ms(1'200)), world.bound_ms(1'200)) << "seed " << seed << " ppm " << ppm;
      EXPECT_GT(world.bound_ms(4'800), world.bound_ms(1'200));
      EXPECT_LE(std::abs(world.error_ms(11'400)), world.bound_ms(11'400)) << "seed " << seed << " ppm " << ppm;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Table, MediaClockLinks,
                         testing::Values(Row{"lan", 0.1, 0.2}, Row{"4g", 2.5, 5}, Row{"rural", 4, 8},
                                         Row{"storm", 8, 30}),
                         [](const auto& row) { return "Over_" + std::string(row.param.profile); });

TEST(MediaClock, EightExchangesInASecondAreEnoughToBegin) {
  std::vector<double> errors;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    ExchangeWorld world(profile("4g"), seed, 50);
    world.run(0, 1, 0.125);
    errors.push_back(std::abs(world.error_ms(1.2)));
  }
  std::ranges::sort(errors);
  EXPECT_LE(errors[errors.size() * 95 / 100], 5);
}

TEST(MediaClock, HeartbeatsAloneKeepItForADay) {
  ExchangeWorld world(profile("4g"), 5, -50);
  double worst = 0;
  for (double at = 0; at < 86'400; at += 120) {
    world.exchange(at);
    if (at > 3'600) worst = std::max(worst, std::abs(world.error_ms(at + 119)));
  }
  EXPECT_LE(worst, 6);
  EXPECT_EQ(world.clock.counters().steps, 0u);
  EXPECT_EQ(world.clock.counters().route_changes, 0u);
}

TEST(MediaClock, FollowsAnOscillatorThatWanders) {
  ExchangeWorld world(profile("4g"), 6, 30);
  world.wander_ppm_per_hour = 5;
  double worst = 0;
  for (double at = 0; at < 6 * 3'600; at += 30) {
    world.exchange(at);
    if (at > 900) worst = std::max(worst, std::abs(world.error_ms(at)));
  }
  EXPECT_LE(worst, 5);
}

TEST(MediaClock, ALoadedUplinkHidesNothingOfTheDownlink) {
  ExchangeWorld world(profile("lan"), 7, 50);
  world.run(0, 600, 10);
  world.up_extra_s = 0.4;  // somebody sends a film
  world.run(600, 700, 10);
  EXPECT_LE(std::abs(world.error_ms(700)), 0.2);
  world.up_extra_s = 0;
  world.run(700, 900, 10);
  EXPECT_LE(std::abs(world.error_ms(900)), 0.2);
  EXPECT_LE(std::abs(world.error_ms(1'500)), 1);  // and it was not taken for drift
}

TEST(MediaClock, AChangeOfRouteIsNoDrift) {
  for (const double extra : {0.060, -0.060}) {
    ExchangeWorld world(profile("4g"), 8, 20);
    if (extra < 0) world.up_extra_s = world.down_extra_s = -extra;
    world.run(0, 900, 10);
    world.up_extra_s = world.down_extra_s = std::max(0.0, extra);
    world.run(900, 1'800, 10);
    EXPECT_GE(world.clock.counters().route_changes, 1u);
    EXPECT_LE(std::abs(world.error_ms(1'800)), 3);
    EXPECT_NEAR(world.clock.line().rate_ppm, -20, 5);
    EXPECT_LE(std::abs(world.error_ms(2'400)), 5);
  }
}

TEST(MediaClock, AClockThatWasSetIsFollowedInOneCountedStep) {
  ExchangeWorld world(profile("4g"), 9, 20);
  world.run(0, 600, 10);
  world.set_by_s = -3;
  world.exchange(600);
  world.exchange(610);
  EXPECT_EQ(world.clock.counters().steps, 0u);  // two might be a mistake
  world.run(620, 700, 10);
  EXPECT_EQ(world.clock.counters().steps, 1u);
  EXPECT_LE(std::abs(world.error_ms(700)), 8);
}

TEST(MediaClock, AfterALongSilenceOneExchangeCorrectsWhatHoldOverGotWrong) {
  ExchangeWorld world(profile("lan"), 10, 40);
  world.run(0, 60, 10);
  const double days = 3 * 86'400;
  world.set_by_s = 30;
  world.exchange(days);
  EXPECT_LE(std::abs(world.error_ms(days)), 1);
  EXPECT_EQ(world.clock.counters().steps, 1u);
}

TEST(MediaClock, AbsurdExchangesAreRefusedAndCounted) {
  MediaClock clock;
  const SteadyTime ours(seconds(100));
  const WallTime theirs = wall_from_us(1'800'000'000'000'000);
  const auto later = [&](std::int64_t us) { return theirs + microseconds(us); };
  EXPECT_FALSE(clock.on_exchange({ours, theirs, theirs, ours - seconds(1)}));
  EXPECT_FALSE(clock.on_exchange({ours, later(10), theirs, ours + seconds(1)}));
  EXPECT_FALSE(clock.on_exchange({ours, theirs, later(2'000'000), ours + seconds(1)}));
  EXPECT_FALSE(clock.on_exchange({ours, theirs, theirs, ours + seconds(11)}));
  const WallTime least = wall_from_us(std::numeric_limits<std::int64_t>::min());
  const WallTime most = wall_from_us(std::numeric_limits<std::int64_t>::max());
  EXPECT_FALSE(clock.on_exchange({ours, least, most, ours + seconds(1)}));
  EXPECT_FALSE(clock.on_exchange({ours, most, most, ours + seconds(1)}));
  EXPECT_FALSE(clock.valid());
  EXPECT_TRUE(clock.on_exchange({ours, theirs, theirs, ours}));
  EXPECT_FALSE(clock.on_exchange({ours - seconds(1), theirs, theirs, ours}));  // older than one before
  EXPECT_EQ(clock.counters().refused, 7u);
}

// In a reconnect storm a terminal's first query waits in a full queue, its later ones do not.
TEST(MediaClock, AFirstExchangeThroughAFullQueueIsPutRightByTheNext) {
  for (const bool uplink : {true, false}) {
    MediaClock clock;
    const SteadyTime began(seconds(100));
    const WallTime theirs = wall_from_us(1'800'000'000'000'000);
    const auto exchange = [&](microseconds after, microseconds up, microseconds down) {
      ASSERT_TRUE(
          clock.on_exchange({began + after, theirs + after + up, theirs + after + up, began + after + up + down}));
    };
    const auto error = [&](microseconds after) { return clock.line().wall_at(began + after) - (theirs + after); };
    exchange(seconds(0), milliseconds(uplink ? 2'000 : 20), milliseconds(uplink ? 20 : 2'000));
    EXPECT_GT(std::chrono::abs(error(seconds(3))), milliseconds(900)) << "nothing better is known yet";
    exchange(seconds(3), milliseconds(20), milliseconds(25));
    EXPECT_LE(std::chrono::abs(error(seconds(4))), milliseconds(25)) << "uplink " << uplink;
    EXPECT_EQ(clock.counters().steps, 0u);
  }
}

// Whatever is fed: a finite line within its drift limit, and no way back beyond the limit, or beyond what was not known
// anyway, without a counted step.
TEST(MediaClock, NeverRunsBackBeyondItsLimitNorBecomesNonsense) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    link_model::SeededRandom random(seed);
    MediaClock clock;
    std::int64_t ours = 1'000'000;
    for (int i = 0; i < 200; ++i) {
      ours += static_cast<std::int64_t>(random.next() % 30'000'000);
      const auto up = static_cast<std::int64_t>(random.next() % 300'000);
      const auto down = static_cast<std::int64_t>(random.next() % 300'000);
      const std::int64_t set = random.chance(0.03) ? static_cast<std::int64_t>(random.next() % 20'000'000) : 0;
      const SteadyTime asked{microseconds(ours)}, answered{microseconds(ours + up + down)};
      const WallTime theirs = wall_from_us(1'800'000'000'000'000 + ours + up - set);
      const ClockLine before = clock.line();
      const bool known = clock.valid();
      const std::uint64_t steps = clock.counters().steps;
      const microseconds bound = clock.error_bound(answered);
      clock.on_exchange({asked, theirs, theirs, answered});
      ASSERT_TRUE(clock.valid());
      ASSERT_LE(std::abs(clock.line().rate_ppm), kMostDriftPpm) << "seed " << seed;
      if (known && clock.counters().steps == steps) {
        const auto moved = clock.line().wall_at(answered) - before.wall_at(answered);
        ASSERT_GE(moved.count(), -std::max(kMostBackward, bound).count() - 1) << "seed " << seed;
      }
    }
  }
}

TEST(ClockLine, ThereAndBackIsTheSame) {
  const ClockLine line{SteadyTime(seconds(7)), wall_from_us(1'800'000'000'000'000), -47.3};
  for (std::int64_t s = -3'600; s <= 36'000; s += 1'234) {
    const SteadyTime at = line.at + seconds(s);
    EXPECT_LE(std::abs((line.steady_at(line.wall_at(at)) - at).count()), 1);
  }
}

}  // namespace
}  // namespace tongluo::instep

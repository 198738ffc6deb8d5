#include "tools/link_model/stream_way.hpp"

#include <gtest/gtest.h>

#include "tools/link_model/link_model.hpp"

namespace tongluo::link_model {
namespace {

StreamWay way(const Profile& profile, std::uint64_t seed) {
  return StreamWay(profile, seed, OutagePlan(profile.outages, outage_seed(seed), SteadyTime{}));
}

TEST(StreamWay, EverythingArrivesInOrder) {
  for (const Profile& profile : profiles()) {
    StreamWay stream = way(profile, 3);
    SteadyTime latest{};
    for (int i = 0; i < 20'000; ++i) {
      const SteadyTime sent(i * milliseconds(100));
      const SteadyTime arrives = stream.send(sent, 300);
      ASSERT_GE(arrives, latest) << profile.name;
      ASSERT_GE(arrives, sent + profile.delay) << profile.name;
      latest = arrives;
    }
  }
}

TEST(StreamWay, ALossCostsATimeoutAndHoldsUpWhatFollows) {
  const Profile certain{.name = "x", .delay = milliseconds(50), .loss = {0.5, 0}};
  StreamWay stream = way(certain, 1);
  int held = 0;
  int clean = 0;
  for (int i = 0; i < 2'000; ++i) {
    const SteadyTime sent(i * seconds(1'000));  // far apart: nothing waits for the one before
    const auto took = stream.send(sent, 100) - sent;
    // A round trip and 200 ms, then twice that, and so on.
    const bool repeated = took == milliseconds(350) || took == milliseconds(950) || took >= milliseconds(2'150);
    ASSERT_TRUE(repeated || took == milliseconds(50)) << took.count();
    (repeated ? held : clean) += 1;
  }
  EXPECT_NEAR(held, clean, 200);
  StreamWay blocked = way(certain, 1);
  SteadyTime latest{};
  for (int i = 0; i < 100; ++i) {
    const SteadyTime arrives = blocked.send(SteadyTime(i * milliseconds(1)), 100);
    ASSERT_GE(arrives, latest);
    latest = arrives;
  }
  EXPECT_GT(latest, SteadyTime(milliseconds(300)));
}

TEST(StreamWay, AnOutageStallsForAboutItsLength) {
  const Profile profile{.name = "x", .delay = milliseconds(10), .outages = {seconds(60), seconds(5)}};
  const LinkModel link(profile, 6);
  StreamWay stream = way(profile, 6);
  microseconds longest{0};
  for (int i = 0; i < 6'000; ++i) {
    const SteadyTime sent(i * milliseconds(10));
    const SteadyTime arrives = stream.send(sent, 100);
    ASSERT_FALSE(link.is_down(arrives - profile.delay)) << "nothing crosses a link that is down";
    longest = std::max<microseconds>(longest, arrives - sent);
  }
  EXPECT_GE(longest, seconds(5));
  EXPECT_LE(longest, seconds(11)) << "the exponential back-off at most doubles it";
}

TEST(StreamWay, RateHoldsOverManySegments) {
  StreamWay stream = way({.name = "x", .bytes_per_second = 100'000}, 1);
  EXPECT_EQ(stream.send(SteadyTime{}, 1'000'000), SteadyTime(seconds(10)));
  EXPECT_EQ(stream.counters().bytes, 1'000'000U);
  EXPECT_EQ(stream.counters().segments, 715U);
}

}  // namespace
}  // namespace tongluo::link_model

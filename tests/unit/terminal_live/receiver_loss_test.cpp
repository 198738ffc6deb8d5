// Loss in, missing packets out: a real sender, the link model and the receiver. Whatever the link or a forger does,
// nothing unverified comes out, nothing twice, nothing late and nothing at another place (World checks each packet).

#include <gtest/gtest.h>

#include "tests/unit/terminal_live/live_fixture.hpp"

namespace tongluo::live {
namespace {

void expect_sound(const World& world) {
  EXPECT_TRUE(world.complaints.empty()) << world.complaints.size() << ", first: " << world.complaints.front();
}

link_model::Profile storm() { return link_model::without_outages(*link_model::find_profile("storm")); }

struct Row {
  const char* name;
  link_model::Profile profile;
  microseconds delay;
  std::uint32_t train;
  double most_missing_percent;
};

TEST(LiveLoss, MissingStaysBelowTheBudgetOfTheDesign) {
  using link_model::random_loss;
  const microseconds way = milliseconds(40), jitter = milliseconds(15);
  const Row rows[] = {
      {"clean", random_loss(0, way, jitter), milliseconds(500), 1, 0},
      {"10 % at random", random_loss(0.10, way, jitter), seconds(1), 1, 0.01},
      {"4g", *link_model::find_profile("4g"), milliseconds(500), 1, 0.1},
      {"rural", *link_model::find_profile("rural"), seconds(1), 2, 0.3},
      {"storm, 1 s", storm(), seconds(1), 1, 1.5},
      {"storm, 2 s", storm(), seconds(2), 1, 0.05},
      {"storm, 5 s, trains of four", storm(), seconds(5), 4, 0.05},
  };
  for (const Row& row : rows) {
    double missing = 0;
    constexpr int kSeeds = 3;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      World world({row.profile, seed, row.delay, row.train, 30'000, 2'000});
      world.run();
      expect_sound(world);
      EXPECT_EQ(world.outputs().ended.size(), 1U) << row.name;
      EXPECT_EQ(world.outputs().lost, 0) << row.name;
      missing += world.missing_percent() / kSeeds;
      const ReceiverCounters& c = world.receiver().counters();
      EXPECT_EQ(c.verified + c.missing, 2'000U) << row.name << " seed " << seed;
    }
    EXPECT_LE(missing, row.most_missing_percent) << row.name;
    std::printf("%-28s missing %.3f %%\n", row.name, missing);
  }
}

TEST(LiveLoss, SequenceNumbersWrapInTheMiddleWithoutANotch) {
  World world({link_model::random_loss(0.05, milliseconds(40), milliseconds(15)), 3, seconds(1), 1, 0xFFFF - 200, 400});
  world.run();
  expect_sound(world);
  EXPECT_EQ(world.missing_percent(), 0);
}

TEST(LiveLoss, ForgersAddNothingAndTheStreamGoesOn) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    link_model::SeededRandom random(seed);
    World world({*link_model::find_profile("4g-bad"), seed, seconds(1), 1, 500, 600});
    std::uint32_t sent = 0;
    world.on_tick = [&](World& w, SteadyTime now) {
      ++sent;
      const auto near = static_cast<std::uint32_t>(500 + sent - 5 + random.next() % 10);
      Bytes packet = rtp_of(near);
      packet[20 + random.next() % 100] ^= std::byte{1};
      w.schedule(now + microseconds(static_cast<std::int64_t>(random.next() % 60'000)),
                 [&w, packet](SteadyTime t) { w.into_receiver(t, packet); });
      Bytes noise(random.next() % 300);
      for (std::byte& octet : noise) octet = static_cast<std::byte>(random.next());
      w.into_receiver(now, noise);
      if (sent % 4 != 0) return;  // below the eight a second that move the stream
      Bytes manifest = train_of(near, 1, at(now - milliseconds(60)).wall).manifest;
      manifest[manifest.size() - 1 - random.next() % 60] ^= std::byte{4};
      w.into_receiver(now, manifest);
    };
    world.run();
    expect_sound(world);
    EXPECT_LE(world.missing_percent(), 0.5);
    EXPECT_GT(world.receiver().counters().forged, 100U);
    EXPECT_GT(world.receiver().counters().manifests_failed, 50U);
  }
}

}  // namespace
}  // namespace tongluo::live

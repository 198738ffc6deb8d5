// A county of seeded terminals: most are well, some return, some never speak again, some are never online. Always:
// nobody is offered before its ring is open, never more than allowed are under way, the counts are those of the rows, a
// rollout of bad firmware stops inside the first rings, and one of good firmware completes.

#include <random>

#include "tests/unit/rollout/fleet.hpp"

namespace tongluo::test {
namespace {

struct Odds {
  unsigned bad_permille = 0;     // of those offered: returned
  unsigned silent_permille = 0;  // never speak after the offer
};

class County {
 public:
  County(std::uint32_t seed, const Odds& odds)
      : dice_(seed), odds_(odds), fleet({4, 40, 400}, {.error_permille = 50, .at_once = 60}) {}

  void run(int days) {
    fleet.all_online();
    for (int hour = 0; hour < 24 * days && fleet.phase() == Phase::running; ++hour) {
      for (const TerminalId& terminal : fleet.offered()) {
        ++offered;
        check_offer(terminal);
        if (!met_.insert(terminal.text()).second) continue;  // offered again: its fate is its fate
        const auto fate = dice_() % 1'000;
        if (fate < odds_.silent_permille) continue;
        at_work_.push_back({terminal, fate >= odds_.silent_permille + odds_.bad_permille});
      }
      speak();
      if (hour % 37 == 0) restart();
      fleet.pass(kHour);
      check();
    }
  }

  std::size_t offered = 0;

 private:
  struct AtWork {
    TerminalId terminal;
    bool well;
  };
  void speak() {
    for (std::size_t i = 0; i < at_work_.size();) {
      if (dice_() % 4 != 0) {
        ++i;
        continue;
      }
      const AtWork told = at_work_[i];
      at_work_[i] = at_work_.back();
      at_work_.pop_back();
      fleet.says(told.terminal, told.well ? UpdateState::confirmed : UpdateState::returned);
    }
  }
  void restart() {
    fleet.restart();
    fleet.all_online();
  }
  void check_offer(const TerminalId& terminal) {
    const Member& member = fleet.member(terminal);
    EXPECT_LE(member.ring, fleet.rollout->head().open_ring);
    EXPECT_GE(fleet.now, fleet.stored.ring_times[member.ring]);
  }
  void check() {
    std::vector<RingCount> counts(3);
    std::size_t under_way = 0;
    for (const Member& member : fleet.rollout->members()) {
      under_way += member.state == MemberState::offered || member.state == MemberState::working ? 1 : 0;
      if (member.accepted || member.state == MemberState::excused) continue;
      RingCount& count = counts[member.ring];
      ++count.members;
      count.confirmed += member.state == MemberState::confirmed ? 1 : 0;
      count.bad += member.state == MemberState::failed || member.state == MemberState::silent ? 1 : 0;
    }
    EXPECT_LE(under_way, 60U);
    for (std::size_t ring = 0; ring < counts.size(); ++ring) {
      EXPECT_EQ(fleet.rollout->count(ring).members, counts[ring].members);
      EXPECT_EQ(fleet.rollout->count(ring).confirmed, counts[ring].confirmed);
      EXPECT_EQ(fleet.rollout->count(ring).bad, counts[ring].bad);
    }
    EXPECT_GT(fleet.rollout->next_deadline(), fleet.now);
  }

  std::mt19937 dice_;
  Odds odds_;
  std::vector<AtWork> at_work_;
  std::set<std::string> met_;

 public:
  Fleet fleet;
};

TEST(RolloutProperty, GoodFirmwareReachesEverybody) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    County county(seed, {});
    county.run(40);
    EXPECT_EQ(county.fleet.phase(), Phase::completed) << "seed " << seed;
    EXPECT_GE(county.offered, 444U);
    for (std::size_t ring = 0; ring < 3; ++ring)
      EXPECT_EQ(county.fleet.rollout->count(ring).bad, 0U) << "seed " << seed;
  }
}

TEST(RolloutProperty, BadFirmwareAndMutingFirmwareStopEarly) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed)
    for (const Odds& odds : {Odds{300, 0}, Odds{0, 300}}) {
      County county(seed, odds);
      county.run(40);
      EXPECT_EQ(county.fleet.phase(), Phase::paused) << "seed " << seed;
      std::size_t bad = 0;
      for (std::size_t ring = 0; ring < 3; ++ring) bad += county.fleet.rollout->count(ring).bad;
      EXPECT_LE(bad, 30U) << "seed " << seed;
      EXPECT_LE(county.fleet.rollout->head().open_ring, 1U) << "seed " << seed;
    }
}

}  // namespace
}  // namespace tongluo::test

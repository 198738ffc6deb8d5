// The power fails at every single commit of an alert's life, before or after the write reached the disk, and comes back
// five seconds later on the same journal. Whatever the moment: the alert sounds, and the controller ends with exactly
// one final outcome. The test plays journal, controller and loudspeaker (CoreRig).

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

struct Life {
  std::size_t commits = 0;
  std::set<std::uint64_t> finals;
  Outcome outcome = Outcome::none;
  std::size_t plays = 0;
  bool numbers_unique = true;
};

Life live(std::size_t cut_at, bool cut_after_write) {
  CoreRig rig;
  rig.cache[rig.clip.digest] = rig.clip;
  const Envelope envelope = rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch);
  rig.commits = 0;
  rig.power_cut_at_commit = cut_at;
  rig.cut_after_write = cut_after_write;
  rig.open_link();
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(30));
  if (!rig.dead) rig.take_receipts();
  if (rig.dead) {
    rig.now.steady += seconds(5);
    rig.now.wall += seconds(5);
    rig.restart();
    rig.open_link();
    rig.deliver(envelope, kNow + seconds(1));  // the controller has no final yet
    rig.advance(seconds(60));
    rig.take_receipts();
  }
  Life life{.commits = rig.commits};
  std::map<std::uint64_t, Stage> stages;
  for (const wire::Receipt& receipt : rig.reported) {
    const auto [entry, fresh] = stages.emplace(receipt.sequence, receipt.stage);
    if (!fresh && entry->second != receipt.stage) life.numbers_unique = false;
    if (receipt.stage == Stage::final) life.finals.insert(receipt.sequence);
  }
  if (const wire::Receipt* final = rig.final_of(sign::identity(envelope))) life.outcome = final->outcome;
  life.plays = rig.plays.size();
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
  return life;
}

TEST(PowerLoss, AtEveryCommitThereIsSoundAndExactlyOneFinal) {
  const Life whole = live(0, false);
  EXPECT_EQ(whole.outcome, Outcome::unproved);
  ASSERT_GE(whole.commits, 4u);
  for (const bool after_write : {false, true}) {
    for (std::size_t cut = 1; cut <= whole.commits; ++cut) {
      SCOPED_TRACE("power cut at commit " + std::to_string(cut) + (after_write ? " after" : " before") + " the write");
      const Life life = live(cut, after_write);
      EXPECT_EQ(life.finals.size(), 1u);
      EXPECT_EQ(life.outcome, Outcome::unproved);
      EXPECT_GE(life.plays, 1u);
      EXPECT_LE(life.plays, 2u);
      EXPECT_TRUE(life.numbers_unique) << "a sequence number was used twice";
    }
  }
}

class AfterPowerLoss : public testing::Test {
 protected:
  AfterPowerLoss() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
    wire::Order order = sample_order(kNow, rig.clip.digest);
    std::get<wire::ClipProgramme>(order.programme).repetitions = 3;
    std::get<wire::ClipProgramme>(order.programme).gap = seconds(2);
    envelope = rig.trust.seal(order, rig.trust.dispatch);
    rig.deliver(envelope, kNow + seconds(1));
  }
  void power_off_until(WallTime wall) {
    rig.now.steady += wall - rig.now.wall;
    rig.now.wall = wall;
    rig.restart();
  }
  CoreRig rig;
  Envelope envelope;
};

TEST_F(AfterPowerLoss, TheUnfinishedRepetitionIsPlayedAgainFromItsStart) {
  rig.advance_to(kNow + seconds(20));  // the second repetition began at 1 + 16 s
  rig.advance(seconds(1));
  power_off_until(kNow + seconds(30));
  rig.advance(milliseconds(1));
  ASSERT_EQ(rig.plays.size(), 2u);
  EXPECT_EQ(rig.plays[1].first_repetition, 1u);
  EXPECT_EQ(rig.plays[1].first_sample, 0u);
}

TEST_F(AfterPowerLoss, PastItsEndABegunOneIsPartial) {
  rig.advance_to(kNow + seconds(20));
  power_off_until(sample_order().occurrences[0].end);
  rig.open_link();
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->outcome, Outcome::partial);
  EXPECT_EQ(rig.plays.size(), 1u);
}

TEST_F(AfterPowerLoss, PastItsLatestStartOneThatNeverBeganIsLate) {
  power_off_until(kNow + seconds(601));
  rig.open_link();
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->outcome, Outcome::late);
  EXPECT_TRUE(rig.plays.empty());
}

// A higher item took its place between the write and the sound.
TEST_F(AfterPowerLoss, PastItsLatestStartOneWhoseStartWasOnlyStoredIsLate) {
  const Digest order = sign::identity(envelope);
  rig.journal.apply({terminal::PutStage{order, {sample_order().occurrences[0].number, Stage::started, 0, {}, 0}}});
  power_off_until(kNow + seconds(601));
  rig.open_link();
  ASSERT_NE(rig.final_of(order), nullptr);
  EXPECT_EQ(rig.final_of(order)->outcome, Outcome::late);
  EXPECT_TRUE(rig.plays.empty());
}

TEST_F(AfterPowerLoss, ALostClockStartsFromTheStoredFloor) {
  rig.now.steady += seconds(60);
  rig.now.wall = WallTime{};
  rig.restart();
  EXPECT_EQ(rig.core->wall(rig.now), kNow) << "the verified time statement at the last connection";
}

TEST_F(AfterPowerLoss, DamagedStoredOrderIsLeftOutNotObeyed) {
  MemoryJournal damaged;
  terminal::JournalSnapshot snapshot = rig.journal.snapshot();
  terminal::StoredOrder order = snapshot.orders.at(0);
  order.envelope.resize(order.envelope.size() / 2);
  damaged.apply({terminal::PutOrder{order}});
  rig.journal = damaged;
  rig.restart();
  EXPECT_EQ(rig.core->open_orders(), 0u);
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
}

}  // namespace
}  // namespace tongluo::test

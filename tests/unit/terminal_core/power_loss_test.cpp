// The power fails at every single commit of an alert's life, before or after the write reached the disk, and comes back
// five seconds later on the same journal. Whatever the moment: the alert sounds, and the controller ends with exactly
// one final outcome. The test plays journal, controller and loudspeaker (CoreRig).

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

// When the controller says that it has what it was sent: after each second, or at the end.
enum class Taking : std::uint8_t { at_once, late };

struct Life {
  std::size_t commits = 0;
  std::map<Stage, std::set<std::uint64_t>> numbers;  // of all receipts that were told, by kind
  Outcome outcome = Outcome::none;
  std::size_t plays = 0;
  bool numbers_unique = true;
  // At the cut:
  bool final_stored = false;
  std::size_t plays_before = 0;
  std::set<std::uint64_t> told_before, stored, untaken;
  std::set<std::uint64_t> told_after;  // since the restart
};

bool is_stored_final(const terminal::StoredReceipt& receipt) { return receipt.stage == Stage::final; }

void note_cut(const CoreRig& rig, Life& life) {
  const auto stored = rig.journal.snapshot().receipts;
  life.final_stored = std::any_of(stored.begin(), stored.end(), is_stored_final);
  life.plays_before = rig.plays.size();
  for (const wire::Receipt& receipt : rig.reported) life.told_before.insert(receipt.sequence);
  for (const terminal::StoredReceipt& receipt : stored) {
    life.stored.insert(receipt.sequence);
    if (!receipt.taken) life.untaken.insert(receipt.sequence);
  }
}

void run(CoreRig& rig, seconds span, Taking taking) {
  for (seconds passed{}; passed < span && !rig.dead; passed += seconds(1)) {
    rig.advance(seconds(1));
    if (taking == Taking::at_once && !rig.dead) rig.take_receipts();
  }
  if (!rig.dead) rig.take_receipts();
}

Life live(std::size_t cut_at, bool cut_after_write, Taking taking) {
  CoreRig rig;
  rig.cache[rig.clip.digest] = rig.clip;
  const Envelope envelope = rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch);
  rig.commits = 0;
  rig.power_cut_at_commit = cut_at;
  rig.cut_after_write = cut_after_write;
  rig.open_link();
  rig.deliver(envelope, kNow + seconds(1));
  run(rig, seconds(30), taking);
  Life life;
  life.commits = rig.commits;
  if (rig.dead) {
    note_cut(rig, life);
    const std::size_t before = rig.reported.size();
    rig.now.steady += seconds(5);
    rig.now.wall += seconds(5);
    rig.restart();
    rig.open_link();
    rig.deliver(envelope, kNow + seconds(1));  // the controller sends it until it has the final
    run(rig, seconds(60), taking);
    for (std::size_t i = before; i < rig.reported.size(); ++i) life.told_after.insert(rig.reported[i].sequence);
  }
  std::map<std::uint64_t, Stage> stages;
  for (const wire::Receipt& receipt : rig.reported) {
    const auto [entry, fresh] = stages.emplace(receipt.sequence, receipt.stage);
    if (!fresh && entry->second != receipt.stage) life.numbers_unique = false;
    life.numbers[receipt.stage].insert(receipt.sequence);
  }
  if (const wire::Receipt* final = rig.final_of(sign::identity(envelope))) life.outcome = final->outcome;
  life.plays = rig.plays.size();
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
  return life;
}

void expect_kept(const Life& life) {
  for (const Stage stage : {Stage::accepted, Stage::started, Stage::final})
    EXPECT_EQ(life.numbers.at(stage).size(), 1U) << "receipts of the stage " << to_string(stage);
  EXPECT_EQ(life.outcome, Outcome::unproved);
  EXPECT_TRUE(life.numbers_unique) << "a sequence number was used twice";
  for (const std::uint64_t number : life.told_before)
    EXPECT_TRUE(life.stored.contains(number)) << "told before it was stored: " << number;
  for (const std::uint64_t number : life.untaken)
    EXPECT_TRUE(life.told_after.contains(number)) << "stored, not acknowledged, and never told again: " << number;
  EXPECT_GE(life.plays, 1U);
  EXPECT_LE(life.plays, 2U);
  if (life.final_stored) {
    EXPECT_EQ(life.plays, life.plays_before) << "played again behind its final receipt";
  }
}

TEST(PowerLoss, AtEveryCommitThereIsSoundAndExactlyOneReceiptOfEachKind) {
  std::size_t behind_final = 0;
  for (const Taking taking : {Taking::at_once, Taking::late}) {
    const Life whole = live(0, false, taking);
    EXPECT_EQ(whole.outcome, Outcome::unproved);
    EXPECT_EQ(whole.plays, 1U);
    ASSERT_GE(whole.commits, 4U);
    for (const bool after_write : {false, true}) {
      for (std::size_t cut = 1; cut <= whole.commits; ++cut) {
        SCOPED_TRACE("power cut at commit " + std::to_string(cut) + (after_write ? " after" : " before") +
                     " the write, receipts taken " + (taking == Taking::late ? "late" : "at once"));
        const Life life = live(cut, after_write, taking);
        expect_kept(life);
        behind_final += life.final_stored ? 1 : 0;
      }
    }
  }
  EXPECT_GE(behind_final, 4U) << "the cuts behind the final receipt were among them";
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
  rig.advance(seconds(7));
  EXPECT_EQ(rig.core->wall(rig.now), kNow + seconds(7)) << "and runs on from there";
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

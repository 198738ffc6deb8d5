// Under test: the record of when a terminal was online: changes only, for thirty days, over restarts and crashes,
// bounded.

#include <gtest/gtest.h>

#include "controller/core/online_ledger.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;
using Changes = std::vector<ReachChange>;

const TerminalId kOne = ControllerRig::id_of(1);

TEST(OnlineLedger, KeepsChangesOnlyAndToldLateTheyStayInOrder) {
  OnlineLedger ledger;
  ledger.note(kOne, {kNow, Reach::unknown});
  EXPECT_FALSE(ledger.waiting()) << "of what was never known there is nothing to keep";
  ledger.note(kOne, {kNow, Reach::online});
  ledger.note(kOne, {kNow + seconds(60), Reach::online});
  ledger.note(kOne, {kNow - seconds(60), Reach::offline});
  EXPECT_EQ(ledger.changes(kOne, kNow), (Changes{{kNow, Reach::online}, {kNow, Reach::offline}}));
  EXPECT_EQ(ledger.due().size(), 1U) << "one row, however many changes";
  EXPECT_TRUE(ledger.due().empty());
}

TEST(OnlineLedger, ThirtyDaysAndSoManyChangesAreKept) {
  OnlineLedger ledger;
  for (int day = 0; day < 40; ++day) {
    ledger.note(kOne, {kNow + std::chrono::hours(24 * day), Reach::online});
    ledger.note(kOne, {kNow + std::chrono::hours(24 * day + 1), Reach::offline});
  }
  const WallTime end = kNow + std::chrono::hours(24 * 40);
  const Changes kept = ledger.changes(kOne, end);
  EXPECT_EQ(kept.size(), 60U);
  EXPECT_LE(kept[0].at, end - kOnlineKept) << "the first one tells how they began";
  EXPECT_GT(kept[1].at, end - kOnlineKept);
  for (int i = 0; i < 2'000; ++i) ledger.note(kOne, {end + seconds(i), i % 2 == 0 ? Reach::online : Reach::offline});
  EXPECT_EQ(ledger.changes(kOne, end).size(), kMaxOnlineChanges);
  EXPECT_EQ(ledger.changes(kOne, end).back().at, end + seconds(1'999));
}

TEST(OnlineLedger, ARowComesBackAsItWasAndADamagedOneIsNotTaken) {
  const Changes changes{
      {kNow, Reach::online}, {kNow + seconds(7), Reach::offline}, {kNow + seconds(9), Reach::unknown}};
  const Bytes bytes = write_changes(changes);
  EXPECT_EQ(parse_changes(bytes), changes);
  EXPECT_EQ(parse_changes({}), Changes{});
  for (std::size_t cut = 1; cut < bytes.size(); ++cut)
    EXPECT_EQ(parse_changes(ByteView(bytes).first(cut)).has_value(), cut % 9 == 0) << cut;
  Bytes wrong = bytes;
  wrong[8] = std::byte{3};
  EXPECT_FALSE(parse_changes(wrong)) << "no such state";
  wrong = bytes;
  wrong[0] = std::byte{0xff};
  EXPECT_FALSE(parse_changes(wrong)) << "no such time";
  EXPECT_FALSE(parse_changes(write_changes({changes[1], changes[0]}))) << "in no order";
  EXPECT_FALSE(parse_changes(Bytes((kMaxOnlineChanges + 1) * 9)));
}

// The rig's terminals call every 30 seconds in these tests; one look each minute.
class Online : public testing::Test {
 protected:
  Online() { rig.enrol(2); }
  void minutes(int count, bool speaks) {
    for (int i = 0; i < count; ++i) {
      rig.advance(kOnlineLook);
      if (speaks) rig.core.on_message(rig.now, session, wire::Heartbeat{});
      rig.core.watch_presence(rig.now);
      rig.persist_all();
    }
  }
  std::string story() {
    std::string words;
    const Changes changes = rig.core.online_changes(rig.now, kOne).value_or(Changes{});
    for (const ReachChange& change : changes) words += std::string(to_string(change.reach)) + " ";
    return words;
  }

  ControllerRig rig;
  SessionId session = 0;
};

TEST_F(Online, IsNotedFromTheRegisterAndSurvivesAnOrderlyRestart) {
  EXPECT_EQ(rig.core.online_changes(rig.now, ControllerRig::id_of(99)), std::nullopt);
  session = rig.hello(1);
  const WallTime began = rig.now.wall;
  minutes(3, true);
  const WallTime last_heard = rig.now.wall;
  minutes(10, false);
  session = rig.hello(1);
  minutes(2, true);
  EXPECT_EQ(story(), "online offline online ");
  const Changes changes = *rig.core.online_changes(rig.now, kOne);
  EXPECT_LE(changes[0].at - began, kOnlineLook);
  EXPECT_EQ(changes[1].at, last_heard) << "it was gone from its last word on, not from when that was noticed";
  rig.core.flush_data(rig.now);
  rig.persist_all();
  const WallTime stopped = rig.now.wall;
  rig.advance(std::chrono::hours(5));
  rig.restart();
  minutes(1, false);
  EXPECT_EQ(story(), "online offline online unknown ");
  EXPECT_EQ(rig.core.online_changes(rig.now, kOne)->back().at, stopped);
  minutes(10, false);
  EXPECT_EQ(story(), "online offline online unknown offline ") << "it had time to call";
}

TEST_F(Online, AfterACrashNothingIsClaimedThatNobodySaw) {
  session = rig.hello(1);
  minutes(2, true);
  const WallTime known = rig.core.online_changes(rig.now, kOne)->back().at;
  rig.advance(std::chrono::hours(5));
  rig.restart();
  EXPECT_EQ(story(), "online unknown ");
  EXPECT_LE(rig.core.online_changes(rig.now, kOne)->back().at - known, std::chrono::minutes(15));
}

}  // namespace
}  // namespace tongluo::test

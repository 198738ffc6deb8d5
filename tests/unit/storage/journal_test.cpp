// The journal on a real SQLite file. A "power cut" is a process that dies by SIGKILL right after an answer; what was
// answered must be there.

#include <fstream>
#include <signal.h>
#include <sys/wait.h>

#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/storage/sqlite_journal.hpp"
#include "tests/unit/storage/temp_folder.hpp"
#include "tests/unit/terminal_core/memory_journal.hpp"

namespace tongluo::test {
namespace {

using storage::SqliteJournal;
using terminal::JournalWrite;

constexpr WallTime kWrittenAt = wall_from_us(1'800'000'000'000'000);

Digest digest(std::string_view text) { return sign::digest_of(as_bytes(text)); }

terminal::StoredOrder order(std::string_view name) {
  return {digest(name),
          to_bytes(std::string("envelope of ") + std::string(name)),
          kWrittenAt,
          7,
          {{1, Stage::accepted, 0, {}, 0}, {2, Stage::accepted, 0, {}, 0}}};
}

terminal::StoredReceipt receipt(std::uint64_t sequence) {
  const std::string text = "receipt " + std::to_string(sequence);
  return {digest(text), sequence, digest("a"), 1, Stage::accepted, false, to_bytes(text)};
}

terminal::StoredPlay play(int second, std::string_view order) {
  return {kWrittenAt + seconds(second),
          digest(order),
          1,
          OrderClass::actual,
          Level::ii,
          "暴雨",
          Outcome::sounded,
          Refusal::none,
          48'000,
          "why"};
}

terminal::StoredEvent event(std::uint64_t number, terminal::Told told = terminal::Told::waiting) {
  return {number, kWrittenAt + seconds(number), wire::EventKind::mains_lost, "0 V", digest("a"), 2, false, told};
}

// One of every operation, some of them undone or done twice.
std::vector<JournalWrite> story() {
  const KeyId issuer{{std::byte{3}, std::byte{4}}};
  return {
      {terminal::PutTrustList{to_bytes("list")}, terminal::PutPlace{to_bytes("place")}},
      {terminal::PutOrder{order("a")}, terminal::PutReceipt{receipt(1)},
       terminal::PutReplay{{digest("a"), issuer, kWrittenAt}}},
      {terminal::PutOrder{order("b")}, terminal::PutReplay{{digest("b"), issuer, kWrittenAt + seconds(9)}}},
      {terminal::PutStage{digest("a"), {2, Stage::started, 3, kWrittenAt + seconds(1), 480}},
       terminal::PutReceipt{receipt(2)}},
      {terminal::PutStage{digest("never stored"), {1, Stage::final, 0, {}, 0}}, terminal::PutReceipt{receipt(3)}},
      {terminal::PutReceipt{receipt(3)}},
      {terminal::MarkTaken{{receipt(1).digest, receipt(2).digest}}},
      {terminal::RemoveReceipts{{receipt(1).digest}}},
      {terminal::ForgetReplays{kWrittenAt, {{issuer, kWrittenAt}}}},
      {terminal::ForgetReplays{kWrittenAt, {{terminal::kEveryOtherIssuer, kWrittenAt}}, {issuer}}},
      {terminal::PutStop{{digest("s"), to_bytes("stop"), kWrittenAt}},
       terminal::PutStop{{digest("t"), to_bytes("stop"), kWrittenAt}}},
      {terminal::RemoveStop{digest("s")}, terminal::RemoveOrder{digest("b")}},
      {terminal::PutTimeFloor{kWrittenAt}, terminal::PutCounters{1'001, 5}},
      {terminal::PutTrustList{to_bytes("next list")}, terminal::PutRoots{to_bytes("roots")},
       terminal::PutConfiguration{to_bytes("configuration")}, terminal::PutUpdate{to_bytes("update")},
       terminal::PutTimeFloor{kWrittenAt + seconds(1)}},
      {terminal::PutForgotten{kWrittenAt}},
      {terminal::PutForgotten{terminal::kUntilTimeIsKnown}},
      {terminal::PutFreshness{to_bytes("fresh")}},
      {terminal::PutTimeFloor{kWrittenAt - seconds(9)}, terminal::PutTimeReset{3}},
      {terminal::PutPlay{play(2, "b"), {}}, terminal::PutPlay{play(1, "a"), {}}},
      {terminal::PutPlay{play(2, "a"), {}}, terminal::PutPlay{play(2, "b"), {}}},
      {terminal::PutPlay{play(9, "c"), kWrittenAt + seconds(2)}},
      {terminal::PutEvent{event(2), {}}, terminal::PutEvent{event(1), {}}, terminal::PutEvent{event(3), {}}},
      {terminal::PutEvent{event(2, terminal::Told::told), kWrittenAt + seconds(2)}},
  };
}

class Journal : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder.path() / "journal.db"; }
  SqliteJournal open(std::uint32_t max_pages = storage::kMaxJournalPages) {
    auto journal = SqliteJournal::open(file(), max_pages);
    if (!journal) throw std::runtime_error(journal.error().detail);
    return std::move(*journal);
  }
  TempFolder folder;
};

TEST_F(Journal, IsEmptyAtFirst) { EXPECT_EQ(open().load().value(), terminal::JournalSnapshot{}); }

TEST_F(Journal, HoldsExactlyWhatTheModelHoldsAfterEveryWriteAndEveryReopening) {
  MemoryJournal model;
  std::size_t step = 0;
  for (const JournalWrite& write : story()) {
    SCOPED_TRACE("write " + std::to_string(step++));
    SqliteJournal journal = open();
    ASSERT_TRUE(journal.apply(write).has_value());
    model.apply(write);
    EXPECT_EQ(journal.load().value(), model.snapshot());
  }
  EXPECT_EQ(open().load().value(), model.snapshot());
}

TEST_F(Journal, KeepsABoundedPlayLog) {
  SqliteJournal journal = open();
  MemoryJournal model;
  terminal::JournalWrite many;
  for (int second = 0; second < static_cast<int>(terminal::kMaxPlaysKept) + 20; ++second)
    many.push_back(terminal::PutPlay{play(second, "a"), {}});
  ASSERT_TRUE(journal.apply(many).has_value());
  model.apply(many);
  const auto snapshot = journal.load();
  ASSERT_TRUE(snapshot.has_value());
  ASSERT_EQ(snapshot->plays.size(), terminal::kMaxPlaysKept);
  EXPECT_EQ(snapshot->plays.front(), play(20, "a")) << "the oldest leave";
  EXPECT_EQ(*snapshot, model.snapshot());
}

TEST_F(Journal, KeepsABoundedEventLog) {
  SqliteJournal journal = open();
  MemoryJournal model;
  terminal::JournalWrite many;
  for (std::uint64_t number = 1; number <= terminal::kMaxEventsKept + 20; ++number)
    many.push_back(terminal::PutEvent{event(number), {}});
  ASSERT_TRUE(journal.apply(many).has_value());
  model.apply(many);
  const auto snapshot = journal.load();
  ASSERT_TRUE(snapshot.has_value());
  ASSERT_EQ(snapshot->events.size(), terminal::kMaxEventsKept);
  EXPECT_EQ(snapshot->events.front(), event(21)) << "the oldest leave";
  EXPECT_EQ(*snapshot, model.snapshot());
}

// An update that is not confirmed goes back to firmware that knows nothing of the play log.
TEST_F(Journal, OlderFirmwareOpensItAndWhatItLacksIsMade) {
  ASSERT_TRUE(open().apply({terminal::PutOrder{order("a")}, terminal::PutPlay{play(1, "a"), {}}}).has_value());
  {
    auto database = sqlite::Database::open(file());
    ASSERT_TRUE(database.has_value());
    EXPECT_EQ(database->query_integer("PRAGMA user_version").value(), 1) << "an addition is no step";
    for (const char* table : {"plays", "events"})  // as older firmware made it
      ASSERT_TRUE(database->execute("DROP TABLE " + std::string(table)).has_value());
  }
  const auto snapshot = open().load();
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->orders.size(), 1u);
  EXPECT_TRUE(snapshot->plays.empty());
}

TEST_F(Journal, WhatWasAnsweredSurvivesAKill) {
  open();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto journal = SqliteJournal::open(file());
    const bool stored = journal && journal->apply({terminal::PutOrder{order("a")}}).has_value();
    if (stored) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto snapshot = open().load();
  ASSERT_TRUE(snapshot.has_value());
  ASSERT_EQ(snapshot->orders.size(), 1u);
  EXPECT_EQ(snapshot->orders[0], order("a"));
}

TEST_F(Journal, FullDiskFailsTheWholeWriteAndNothingElse) {
  constexpr std::uint32_t kFewPages = 40;
  SqliteJournal journal = open(kFewPages);
  ASSERT_TRUE(journal.apply({terminal::PutOrder{order("a")}}).has_value());
  terminal::StoredOrder huge = order("b");
  huge.envelope.resize(512 * 1024);
  const auto failed = journal.apply({terminal::PutReceipt{receipt(1)}, terminal::PutOrder{huge}});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, ErrorKind::limit);
  const auto snapshot = journal.load();
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->orders.size(), 1u);
  EXPECT_TRUE(snapshot->receipts.empty()) << "all of a write or nothing";
  EXPECT_TRUE(journal.apply({terminal::PutReceipt{receipt(1)}}).has_value()) << "what fits still goes in";
  EXPECT_LT(journal.free_percent().value(), 80u);
}

TEST_F(Journal, NewerSchemaIsRefusedAndNotTouched) {
  open();
  {
    auto database = sqlite::Database::open(file());
    ASSERT_TRUE(database.has_value());
    ASSERT_TRUE(database->execute("PRAGMA user_version = 99").has_value());
  }
  const auto refused = SqliteJournal::open(file());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  EXPECT_FALSE(refused.error().detail.empty());
}

TEST_F(Journal, GarbageIsCorruptNotACrash) {
  std::ofstream(file()) << std::string(8'192, 'x');
  const auto journal = SqliteJournal::open(file());
  ASSERT_FALSE(journal.has_value());
  EXPECT_EQ(journal.error().kind, ErrorKind::corrupt);
}

TEST_F(Journal, ADamagedRowNamesItsTable) {
  open();
  {
    auto database = sqlite::Database::open(file());
    ASSERT_TRUE(database->execute("INSERT INTO replays VALUES (x'01', x'02', 3)").has_value());
  }
  const auto snapshot = open().load();
  ASSERT_FALSE(snapshot.has_value());
  EXPECT_EQ(snapshot.error().kind, ErrorKind::corrupt);
  EXPECT_NE(snapshot.error().detail.find("replays"), std::string::npos);
}

}  // namespace
}  // namespace tongluo::test

// A damaged journal on a real SQLite file: each page overwritten in turn, and a power cut at each step of the repair.

#include "terminal-fw/storage/journal_repair.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>

#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/storage/journal_reader.hpp"
#include "terminal-fw/storage/journal_start.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::test {
namespace {

using storage::SqliteJournal;
using storage::start_journal;
using terminal::JournalSnapshot;

constexpr WallTime kRowTime = wall_from_us(1'800'000'000'000'000);
constexpr std::size_t kPageBytes = 4'096;
constexpr std::size_t kEnvelopeBytes = 1'500;  // two on a page: the tables have many pages
constexpr std::uint64_t kRowsEach = 40;
constexpr std::size_t kTables = 10;

Digest digest(std::uint64_t number) { return sign::digest_of(to_bytes("digest " + std::to_string(number))); }

Bytes envelope(std::uint64_t number) {
  Bytes content = to_bytes("envelope " + std::to_string(number));
  content.resize(kEnvelopeBytes);
  return content;
}

terminal::JournalWrite rows(std::uint64_t number) {
  const KeyId issuer{{static_cast<std::byte>(number)}};
  return {terminal::PutOrder{{digest(number), envelope(number), kRowTime, 7, {{1, Stage::accepted, 0, {}, 0}}}},
          terminal::PutReceipt{{digest(number), number, digest(number), 1, Stage::accepted, false, envelope(number)}},
          terminal::PutReplay{{digest(number), issuer, kRowTime}},
          terminal::PutStop{{digest(number), envelope(number), kRowTime}},
          terminal::PutEvent{{number, kRowTime, wire::EventKind::mains_lost, "0 V"}, {}},
          terminal::PutPlay{{.at = kRowTime + seconds(number),
                             .order = digest(number),
                             .headline = "暴雨",
                             .detail = std::string(terminal::kMaxPlayText * 2, 'w')},
                            {}}};
}

class JournalRepair : public testing::Test {
 protected:
  void SetUp() override {
    {
      auto journal = SqliteJournal::open(file());
      ASSERT_TRUE(journal.has_value());
      for (std::uint64_t number = 1; number <= kRowsEach; ++number)
        ASSERT_TRUE(journal->apply(rows(number)).has_value());
      ASSERT_TRUE(journal->apply({terminal::PutTrustList{envelope(0)}, terminal::PutPlace{envelope(1)},
                                  terminal::PutCounters{1'001, 5}, terminal::PutTimeFloor{kRowTime}}));
      before = *journal->load();
    }
    content = *os::read_file(file(), 10'000'000);
  }
  std::filesystem::path file(const char* word = "journal") const { return folder.path() / (std::string(word) + ".db"); }
  void write(const std::filesystem::path& path, const Bytes& bytes) const {
    std::ofstream(path, std::ios::binary) << as_text(bytes);
  }
  void clear() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) std::filesystem::remove(entry.path());
  }
  Bytes with_damage(std::size_t page, std::byte value) const {
    Bytes damaged = content;
    std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(page * kPageBytes), kPageBytes, value);
    return damaged;
  }
  std::uint64_t number_at(std::size_t at, std::size_t octets) const {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < octets; ++i) number = number << 8U | std::to_integer<std::uint64_t>(content.at(at + i));
    return number;
  }
  void put_number(std::size_t at, std::size_t octets, std::uint64_t number) {
    for (; octets > 0; number >>= 8U) content.at(at + --octets) = static_cast<std::byte>(number & 0xFFU);
  }
  // SQLite's file format: the root page `root` of a table, an inner one, names its last child in every cell.
  void name_last_page_only(std::size_t root) {
    constexpr std::size_t kHeaderBytes = 12;
    constexpr std::size_t kCellBytes = 5;  // a page and a row number below 128
    constexpr std::size_t kCells = (kPageBytes - kHeaderBytes) / (kCellBytes + 2);
    const std::size_t at = (root - 1) * kPageBytes;
    ASSERT_EQ(number_at(at, 1), 5U) << "an inner page of a table";
    const std::uint64_t child = number_at(at + 8, 4);
    put_number(at + 1, 2, 0);  // no free block
    put_number(at + 3, 2, kCells);
    put_number(at + 5, 2, kPageBytes - kCells * kCellBytes);
    put_number(at + 7, 1, 0);
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      const std::size_t place = kPageBytes - (cell + 1) * kCellBytes;
      put_number(at + kHeaderBytes + 2 * cell, 2, place);
      put_number(at + place, 4, child);
      put_number(at + place + 4, 1, 1);
    }
  }
  std::size_t root_of(const std::string& table) const {
    auto database = sqlite::Database::open(file());
    const auto root =
        database->query_integer("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = '" + table + "'");
    return static_cast<std::size_t>(*root);
  }
  // The child in the middle of the table's root; 0: it has none.
  std::size_t middle_page_of(const std::string& table) const {
    const std::size_t at = (root_of(table) - 1) * kPageBytes;
    if (number_at(at, 1) != 5U && number_at(at, 1) != 2U) return 0;
    const std::uint64_t cells = number_at(at + 3, 2);
    return number_at(at + number_at(at + 12 + 2 * (cells / 2), 2), 4);
  }
  // Of what is there before: nothing else, and nothing changed.
  template <class Row>
  static void expect_part(const std::vector<Row>& part, const std::vector<Row>& whole) {
    for (const Row& row : part) EXPECT_NE(std::ranges::find(whole, row), whole.end());
  }
  static std::size_t size_of(const JournalSnapshot& journal) {
    return journal.orders.size() + journal.receipts.size() + journal.replays.size() + journal.stops.size() +
           journal.plays.size() + journal.events.size();
  }

  TempFolder folder;
  JournalSnapshot before;
  Bytes content;
};

TEST_F(JournalRepair, WhicheverPageIsDamagedItStartsWithWhatCanBeReadAndGoesOn) {
  const std::size_t pages = content.size() / kPageBytes;
  ASSERT_GT(pages, 3 * kTables);
  std::size_t repaired = 0;
  std::size_t kept = 0;
  for (std::size_t page = 0; page < pages; ++page) {
    for (const std::byte value : {std::byte{0}, std::byte{0x5A}, std::byte{0xFF}}) {
      SCOPED_TRACE("page " + std::to_string(page) + " filled with " + std::to_string(static_cast<int>(value)));
      clear();
      write(file(), with_damage(page, value));
      auto started = start_journal(file());
      ASSERT_TRUE(started.has_value()) << started.error().detail;
      EXPECT_EQ(started->trouble, "");
      expect_part(started->snapshot.receipts, before.receipts);
      for (const terminal::StoredOrder& order : started->snapshot.orders) {
        const auto whole = std::ranges::find(before.orders, order.digest, &terminal::StoredOrder::digest);
        ASSERT_NE(whole, before.orders.end());
        EXPECT_EQ(order.envelope, whole->envelope);
        expect_part(order.occurrences, whole->occurrences);
      }
      expect_part(started->snapshot.replays, before.replays);
      expect_part(started->snapshot.stops, before.stops);
      expect_part(started->snapshot.plays, before.plays);
      EXPECT_TRUE(started->journal.apply(rows(kRowsEach + 1)).has_value());
      if (started->repair.empty()) continue;
      ++repaired;
      kept += size_of(started->snapshot);
      EXPECT_EQ(started->snapshot.forgotten_until, terminal::kUntilTimeIsKnown);
      EXPECT_EQ(*os::read_file(file("journal.damaged"), 10'000'000), with_damage(page, value)) << "put aside as it was";
      auto again = start_journal(file());
      ASSERT_TRUE(again.has_value());
      EXPECT_EQ(again->repair, "") << "once";
      EXPECT_EQ(again->snapshot.forgotten_until, terminal::kUntilTimeIsKnown) << "until the core has dated it";
    }
  }
  EXPECT_GT(repaired, pages);
  EXPECT_GT(kept, repaired * size_of(before) * 9 / 10) << "most of it is saved, behind a bad page too";
}

TEST_F(JournalRepair, OfATableWithABadPageInItsMiddleBothEndsAreSaved) {
  for (const char* table : {"orders", "receipts", "stops", "plays"}) {
    SCOPED_TRACE(table);
    clear();
    write(file(), content);
    const std::size_t page = middle_page_of(table);
    ASSERT_GT(page, 1U);
    clear();
    write(file(), with_damage(page - 1, std::byte{0x5A}));
    const auto started = start_journal(file());
    ASSERT_TRUE(started.has_value()) << started.error().detail;
    EXPECT_NE(started->repair.find(std::string("lost, in part or whole: ") + table), std::string::npos)
        << started->repair;
    EXPECT_GE(size_of(started->snapshot) + kRowsEach / 2, size_of(before)) << "a page of rows, not half a table";
    EXPECT_LT(size_of(started->snapshot), size_of(before));
  }
}

// A page that names the same page hundreds of times: as many rows as anybody could wish for.
TEST_F(JournalRepair, WhatPagesThatNameEachOtherGiveIsBoundedAndCostsNoOtherTable) {
  constexpr std::size_t kLargeBytes = 48'000;
  constexpr std::uint64_t kLarge = 40;
  {
    auto journal = SqliteJournal::open(file());
    for (std::uint64_t number = 1; number <= kLarge; ++number) {
      Bytes large = envelope(number);
      large.resize(kLargeBytes);
      ASSERT_TRUE(journal->apply({terminal::PutReceipt{
          {digest(1'000 + number), 1'000 + number, digest(number), 1, Stage::accepted, false, std::move(large)}}}));
    }
  }
  const std::size_t root = root_of("receipts");
  content = *os::read_file(file(), 10'000'000);
  ASSERT_NO_FATAL_FAILURE(name_last_page_only(root));
  clear();
  write(file(), content);
  const auto started = start_journal(file());
  ASSERT_TRUE(started.has_value()) << started.error().detail;
  EXPECT_NE(started->repair.find("lost, in part or whole: receipts ("), std::string::npos) << started->repair;
  std::size_t octets = 0;
  for (const terminal::StoredReceipt& receipt : started->snapshot.receipts) octets += receipt.envelope.size();
  EXPECT_LE(octets, storage::kMaxSavedOctets);
  EXPECT_GT(octets, storage::kMaxSavedOctets / 3) << "else it was no test of the limit";
  EXPECT_EQ(started->snapshot.orders, before.orders);
  EXPECT_EQ(started->snapshot.replays, before.replays);
  EXPECT_EQ(started->snapshot.stops, before.stops);
  EXPECT_EQ(started->snapshot.plays, before.plays);
  EXPECT_EQ(started->snapshot.trust_list, before.trust_list);
  EXPECT_EQ(started->snapshot.time_floor, before.time_floor);
  const auto again = start_journal(file());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->repair, "");
  EXPECT_LT(again->snapshot.receipts.size(), kLarge) << "each once";
  EXPECT_GT(again->snapshot.receipts.size(), 0U);
}

TEST_F(JournalRepair, OneThatIsNoDatabaseAtAllStartsEmpty) {
  clear();
  write(file(), to_bytes(std::string(2 * kPageBytes, 'x')));
  const auto started = start_journal(file());
  ASSERT_TRUE(started.has_value());
  EXPECT_EQ(size_of(started->snapshot), 0U);
  EXPECT_NE(started->repair.find("everything"), std::string::npos) << started->repair;
}

TEST_F(JournalRepair, ARowThatCannotBeCostsThatRow) {
  {
    auto database = sqlite::Database::open(file());
    ASSERT_TRUE(database->execute("INSERT INTO replays VALUES (x'01', x'02', 3)").has_value());
  }
  const auto started = start_journal(file());
  ASSERT_TRUE(started.has_value());
  EXPECT_NE(started->repair.find("replays"), std::string::npos) << started->repair;
  JournalSnapshot expected = before;
  expected.forgotten_until = terminal::kUntilTimeIsKnown;
  EXPECT_EQ(started->snapshot, expected);
  EXPECT_EQ(start_journal(file())->snapshot, expected) << "and so it is written";
}

TEST_F(JournalRepair, AWriteThatFindsItDamagedRepairsItAndIsMade) {
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value());
  for (std::size_t page = 1; page < content.size() / kPageBytes; ++page) content = with_damage(page, std::byte{0x5A});
  write(file(), content);
  ASSERT_TRUE(started->journal.apply(rows(kRowsEach + 1)).has_value());
  const auto what = started->journal.take_repair();
  ASSERT_TRUE(what.has_value());
  EXPECT_NE(what->find("the journal was damaged"), std::string::npos) << *what;
  EXPECT_FALSE(started->journal.take_repair().has_value());
  const auto again = start_journal(file());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->snapshot.replays.size(), 1U) << "the core says the others again";
  EXPECT_EQ(again->snapshot.trust_list, before.trust_list) << "what it holds once is never lost while it runs";
  EXPECT_EQ(again->snapshot.place, before.place);
  EXPECT_EQ(again->snapshot.sequence_reserved, before.sequence_reserved);
  EXPECT_EQ(again->snapshot.forgotten_until, terminal::kUntilTimeIsKnown);
}

TEST_F(JournalRepair, OneThatIsGoneOrEmptyThoughThereWasOneHasForgotten) {
  clear();
  EXPECT_EQ(start_journal(file())->snapshot.forgotten_until, WallTime{}) << "a new box";
  for (const bool empty : {false, true}) {
    clear();
    ASSERT_TRUE(start_journal(file())->journal.keep_reserve());
    std::filesystem::remove(file());
    if (empty) write(file(), {});
    const auto started = start_journal(file());
    ASSERT_TRUE(started.has_value());
    EXPECT_NE(started->repair, "");
    EXPECT_EQ(started->snapshot.forgotten_until, terminal::kUntilTimeIsKnown);
    EXPECT_EQ(start_journal(file())->repair, "") << "once";
  }
}

TEST_F(JournalRepair, WhatCannotBeReadForAnotherReasonIsNotGivenUp) {
  write(file(), with_damage(content.size() / kPageBytes - 1, std::byte{0x5A}));
  auto database = sqlite::Database::open(file());
  ASSERT_TRUE(database.has_value());
  ASSERT_TRUE(database->execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").has_value());
  const auto started = start_journal(file());
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().kind, ErrorKind::unavailable) << started.error().detail;
  EXPECT_FALSE(std::filesystem::exists(file("journal.damaged")));
}

TEST_F(JournalRepair, APowerCutAtEachStepEndsWithTheNewOne) {
  const Bytes damaged = with_damage(content.size() / kPageBytes - 1, std::byte{0x5A});
  clear();
  write(file(), damaged);
  const auto once = start_journal(file());
  ASSERT_TRUE(once.has_value() && !once->repair.empty());
  const Bytes anew = *os::read_file(file(), 10'000'000);
  struct Files {
    bool unfinished, anew, journal, wal, damaged;
  };
  // As the steps leave them, one after the other.
  for (const Files& files : {Files{true, false, true, true, false}, Files{false, true, true, true, false},
                             Files{false, true, true, false, false}, Files{false, true, false, false, true}}) {
    clear();
    if (files.unfinished) write(file("journal.unfinished"), Bytes(anew.begin(), anew.begin() + kPageBytes));
    if (files.anew) write(file("journal.anew"), anew);
    if (files.journal) write(file(), damaged);
    if (files.wal) write(file().string() + "-wal", to_bytes("of the damaged one"));
    if (files.damaged) write(file("journal.damaged"), damaged);
    const auto started = start_journal(file());
    ASSERT_TRUE(started.has_value());
    EXPECT_EQ(started->snapshot, once->snapshot);
    EXPECT_EQ(*os::read_file(file("journal.damaged"), 10'000'000), damaged);
    for (const char* left : {"journal.unfinished", "journal.anew"}) EXPECT_FALSE(std::filesystem::exists(file(left)));
  }
}

}  // namespace
}  // namespace tongluo::test

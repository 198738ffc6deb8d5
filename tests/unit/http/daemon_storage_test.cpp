// A terminal whose disk is full or read-only, or whose clips cannot be listed, from its start on, with the real
// programs. What breaks the disk needs the right to mount.

#include <cstdlib>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/sqlite/database.hpp"
#include "tests/support/dying_disk.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/http/issued_alert.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kStoragePolls = 300;
constexpr int kStoragePollMs = 100;
constexpr unsigned kTerminalDiskMib = 8;
constexpr unsigned kLargeTerminalDiskMib = 96;
constexpr int kQuietMs = 4'000;
constexpr std::size_t kLargeJournalBytes = 30'000'000;
constexpr const char* kStored = "TL-0001";

class StoringTerminal : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(daemon.start_until_ready(), "");
    std::filesystem::create_directory(daemon.at("run"));
    ::setenv("RUNTIME_DIRECTORY", daemon.at("run").c_str(), 1);
    clip = daemon.make_clip();
  }
  void TearDown() override { ::unsetenv("RUNTIME_DIRECTORY"); }
  std::filesystem::path data() const {
    const auto folder = daemon.at(std::string("terminal-") + kStored + "/data");
    std::filesystem::create_directories(folder);
    return folder;
  }

  // Its final receipt, as "outcome refusal".
  std::string ordered(const char* level) {
    return final_receipt(daemon, issue_alert(daemon, level, clip, "number " + std::to_string(++orders)));
  }

  // Its header and schema stay, its rows are gone.
  static void overwrite(const std::filesystem::path& database) {
    constexpr std::size_t kPage = 4'096;
    std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(kPage));
    file << std::string(std::filesystem::file_size(database) - kPage, 'x');
  }

  // The first page of an index, which a start does not look at and each write of a receipt does.
  static void damage_index_of_receipts(const std::filesystem::path& file) {
    std::int64_t page = 0;
    std::int64_t page_bytes = 0;
    {
      auto database = sqlite::Database::open(file);
      ASSERT_TRUE(database.has_value());
      const auto root =
          database->query_integer("SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'receipts'");
      ASSERT_TRUE(root.has_value());
      page = *root;
      page_bytes = *database->query_integer("PRAGMA page_size");
    }
    std::fstream journal(file, std::ios::in | std::ios::out | std::ios::binary);
    journal.seekp(static_cast<std::streamoff>((page - 1) * page_bytes));
    journal << std::string(static_cast<std::size_t>(page_bytes), 'x');
  }

  bool is_diagnosed(const std::string& expected) const {
    for (int i = 0; i < kStoragePolls; ++i, ::poll(nullptr, 0, kStoragePollMs))
      if (diagnosed().find(expected) != std::string::npos) return true;
    return false;
  }
  std::string diagnosed() const {
    return output_of("tongluo --api unix:" + daemon.at("api.sock").string() + " diagnose " + kStored +
                     " --language en");
  }

  DaemonProcess daemon;
  std::string clip;
  int orders = 0;  // the same twice would be taken for one
};

class DaemonStorage : public StoringTerminal {
 protected:
  explicit DaemonStorage(unsigned size_mib = kTerminalDiskMib) : disk(data(), size_mib) {}
  void SetUp() override {
    if (!disk.mounted()) GTEST_SKIP() << "no right to mount a small file system";
    StoringTerminal::SetUp();
  }
  test::SmallDisk disk;
};

class DaemonLargeStorage : public DaemonStorage {
 protected:
  DaemonLargeStorage() : DaemonStorage(kLargeTerminalDiskMib) {}
  // As much as it never is, but may be: a file of SQLite's keeps the room of what left.
  void enlarge_journal() const {
    auto database = sqlite::Database::open(data() / "journal.db");
    ASSERT_TRUE(database.has_value());
    ASSERT_TRUE(database->execute("CREATE TABLE filler (content BLOB); INSERT INTO filler VALUES (zeroblob(" +
                                  std::to_string(kLargeJournalBytes) + ")); DROP TABLE filler"));
  }
};

class DaemonDyingStorage : public StoringTerminal {
 protected:
  void SetUp() override {
    if (!disk.mounted()) GTEST_SKIP() << "no right to mount, or no mkfs.ext4";
    StoringTerminal::SetUp();
  }
  std::filesystem::path medium() const {
    std::filesystem::create_directory(daemon.at("medium"));
    return daemon.at("medium");
  }
  test::DyingDisk disk{data(), medium()};
};

TEST_F(DaemonStorage, AReadOnlyOneFromTheStartOnSoundsTheUrgentSaysSoAndRecovers) {
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none");
  terminal.crash_and_start_again(SIGKILL, [this] { ASSERT_TRUE(disk.set_read_only(true)); });
  ASSERT_TRUE(terminal.is_ready_in_time()) << terminal.log();
  EXPECT_TRUE(is_diagnosed("its storage cannot be written: the file system is read-only")) << diagnosed();
  EXPECT_NE(terminal.answer("selftest").find("storage"), std::string::npos) << "a technician beside it is answered";
  EXPECT_EQ(ordered("I"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("II"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("III"), "refused storage_failed") << terminal.log();
  ASSERT_TRUE(disk.set_read_only(false));
  EXPECT_EQ(ordered("IV"), "unproved none") << terminal.log();
  ASSERT_EQ(terminal.end(), 0) << terminal.log();
  EXPECT_FALSE(terminal.sound().empty());
}

TEST_F(DaemonStorage, AFullOneLikewise) {
  disk.fill();
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_TRUE(is_diagnosed("the file system is full")) << diagnosed();
  EXPECT_EQ(ordered("I"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("III"), "refused storage_failed") << terminal.log();
  disk.empty();
  EXPECT_EQ(ordered("III"), "refused storage_failed") << "by it the terminal sees that there is room again";
  EXPECT_EQ(ordered("III"), "unproved none") << terminal.log();
}

TEST_F(DaemonStorage, OneThatFillsLaterHasAReserveForTheUrgent) {
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const auto reserve = data() / "journal.reserve";
  for (int i = 0; i < kStoragePolls && !std::filesystem::exists(reserve); ++i) ::poll(nullptr, 0, kStoragePollMs);
  ASSERT_TRUE(std::filesystem::exists(reserve));
  disk.fill();
  EXPECT_EQ(ordered("I"), "unproved none") << terminal.log();
  EXPECT_EQ(terminal.log().find("order_unstored"), std::string::npos) << "kept, as on any other day";
  EXPECT_FALSE(std::filesystem::exists(reserve));
  EXPECT_EQ(ordered("III"), "refused storage_failed") << "what is left is not for it";
}

TEST_F(DaemonLargeStorage, ALargeJournalOnAReadOnlyDiskStillStarts) {
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none");
  terminal.crash_and_start_again(SIGKILL, [this] {
    ASSERT_NO_FATAL_FAILURE(enlarge_journal());
    ASSERT_GT(std::filesystem::file_size(data() / "journal.db"), kLargeJournalBytes);
    ASSERT_TRUE(disk.set_read_only(true));
  });
  ASSERT_TRUE(terminal.is_ready_in_time()) << terminal.log();
  EXPECT_TRUE(is_diagnosed("its storage cannot be written: the file system is read-only")) << diagnosed();
  EXPECT_EQ(ordered("I"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("III"), "refused storage_failed") << terminal.log();
}

TEST_F(DaemonDyingStorage, OneThatVanishesWhileNothingIsWrittenIsToldInTimeAndTheUrgentSounds) {
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none");
  ::poll(nullptr, 0, kQuietMs);  // what was owed is written
  disk.die();
  EXPECT_TRUE(is_diagnosed("boot: Input/output error")) << diagnosed();
  EXPECT_EQ(ordered("I"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("III"), "refused storage_failed") << terminal.log();
}

TEST_F(StoringTerminal, ADamagedJournalIsMadeAnewToldAndSoundsWhatIsSignedAfterwards) {
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none");
  terminal.crash_and_start_again(SIGTERM, [this] { overwrite(data() / "journal.db"); });
  ASSERT_TRUE(terminal.is_ready_in_time()) << terminal.log();
  EXPECT_TRUE(is_diagnosed("the journal was damaged")) << diagnosed() << terminal.log();
  EXPECT_EQ(ordered("I"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none") << terminal.log();
  EXPECT_TRUE(std::filesystem::exists(data() / "journal.damaged.db"));
}

TEST_F(StoringTerminal, AJournalThatAWriteFindsDamagedIsMadeAnewToldAndCostsNoOrder) {
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none");
  terminal.crash_and_start_again(SIGTERM, [this] { damage_index_of_receipts(data() / "journal.db"); });
  ASSERT_TRUE(terminal.is_ready_in_time()) << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none") << "the write that found it is made\n" << terminal.log();
  EXPECT_TRUE(is_diagnosed("the journal was damaged")) << diagnosed() << terminal.log();
  const std::string log = terminal.log();
  EXPECT_GT(log.find("event=journal_repaired"), log.find("tongluo-terminal: ready")) << "by a write\n" << log;
  EXPECT_TRUE(std::filesystem::exists(data() / "journal.damaged.db"));
  terminal.crash_and_start_again();
  ASSERT_TRUE(terminal.is_ready_in_time()) << terminal.log();
  EXPECT_EQ(terminal.log().find("event=journal_repaired"), std::string::npos) << "once\n" << terminal.log();
  EXPECT_EQ(ordered("IV"), "unproved none") << terminal.log();
}

TEST_F(StoringTerminal, ClipsThatCannotBeListedCostTheCacheAndNothingElse) {
  std::ofstream(data() / "clips") << "no folder";
  TerminalProcess terminal(daemon, kStored);
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_TRUE(is_diagnosed("clips: Not a directory")) << diagnosed();
  EXPECT_NE(terminal.answer("selftest").find("clips: Not a directory"), std::string::npos);
  EXPECT_EQ(ordered("I"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("II"), "unproved none") << terminal.log();
  EXPECT_EQ(ordered("III"), "unproved none") << "its journal can be written: " << terminal.log();
  std::filesystem::remove(data() / "clips");
  const auto kept = data() / "clips" / clip;
  for (int i = 0; i < kStoragePolls && !std::filesystem::exists(kept); ++i, ::poll(nullptr, 0, kStoragePollMs)) {
    if (i % 50 != 49) continue;
    ASSERT_EQ(ordered("IV"), "unproved none") << terminal.log();
  }
  EXPECT_TRUE(std::filesystem::exists(kept)) << "kept once it can be: " << terminal.log();
  ASSERT_EQ(terminal.end(), 0) << terminal.log();
  EXPECT_FALSE(terminal.sound().empty());
}

}  // namespace
}  // namespace tongluo::daemon

// Journal and cache on a file system that is really full or read-only, also from the start on. Needs the right to
// mount.

#include <algorithm>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sqlite/database.hpp"
#include "terminal-fw/storage/clip_cache.hpp"
#include "terminal-fw/storage/disk_look.hpp"
#include "terminal-fw/storage/journal_start.hpp"
#include "tests/support/dying_disk.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/storage/temp_folder.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using storage::look_at_disk;
using storage::SqliteJournal;
using storage::start_journal;

constexpr unsigned kDiskMib = 4;
constexpr unsigned kLargeDiskMib = 128;

class BrokenDisk : public testing::Test {
 protected:
  explicit BrokenDisk(unsigned size_mib = kDiskMib) : disk(folder.path(), size_mib) {}
  void SetUp() override {
    if (!disk.mounted()) GTEST_SKIP() << "no right to mount a small file system";
  }
  std::filesystem::path file() const { return folder.path() / "data" / "journal.db"; }

  // By a process that dies by SIGKILL right after the answer: its WAL stays.
  void write_and_lose_power(const terminal::JournalWrite& write) const {
    const pid_t writer = ::fork();
    if (writer == 0) {
      std::filesystem::create_directories(file().parent_path());
      auto journal = SqliteJournal::open(file());
      ::_exit(journal && journal->apply(write) && ::kill(::getpid(), SIGKILL) == 0 ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(writer, &status, 0), writer);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_GT(std::filesystem::file_size(file().string() + "-wal"), 0U);
  }

  TempFolder folder;
  SmallDisk disk;
  const terminal::JournalWrite first{terminal::PutTrustList{to_bytes("list")}, terminal::PutTimeReset{7}};
  const terminal::JournalWrite second{terminal::PutTimeReset{8}};
};

class LargeBrokenDisk : public BrokenDisk {
 protected:
  static constexpr int kOrders = 450;
  static constexpr int kOpenOrders = 64;
  LargeBrokenDisk() : BrokenDisk(kLargeDiskMib) {}
  static terminal::StoredOrder order(int number) {
    Bytes content = to_bytes(std::to_string(number));
    content.resize(limits::kMaxFrameBytes);
    return {.digest = sign::digest_of(content), .envelope = content, .start_at = wall_from_us(number)};
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(file().parent_path()))
      names.push_back(entry.path().filename().string() + " " + std::to_string(entry.file_size()));
    std::ranges::sort(names);
    return names;
  }
};

TEST_F(BrokenDisk, AReadOnlyOneStartsWithAllThatWasDurableAndWritesAgainOnceItMay) {
  ASSERT_NO_FATAL_FAILURE(write_and_lose_power(first));
  std::filesystem::remove(file().string() + "-shm");
  ASSERT_TRUE(disk.set_read_only(true));
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value()) << started.error().detail;
  EXPECT_EQ(started->snapshot.trust_list, to_bytes("list"));
  EXPECT_EQ(started->snapshot.time_reset_sequence, 7U);
  EXPECT_NE(started->trouble, "");
  EXPECT_FALSE(started->journal.apply(second).has_value());
  ASSERT_TRUE(disk.set_read_only(false));
  const auto applied = started->journal.apply(second);
  ASSERT_TRUE(applied.has_value()) << applied.error().detail;
  EXPECT_EQ(started->journal.load()->time_reset_sequence, 8U);
  EXPECT_EQ(started->journal.load()->trust_list, to_bytes("list")) << "and nothing of before is lost";
}

TEST_F(BrokenDisk, AFullOneLikewise) {
  ASSERT_NO_FATAL_FAILURE(write_and_lose_power(first));
  std::filesystem::remove(file().string() + "-shm");
  disk.fill();
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value()) << started.error().detail;
  EXPECT_EQ(started->snapshot.time_reset_sequence, 7U);
  EXPECT_FALSE(started->journal.apply(second).has_value());
  EXPECT_EQ(started->journal.free_percent().value_or(0), 0U);
  disk.empty();
  EXPECT_TRUE(started->journal.apply(second).has_value());
  EXPECT_GT(started->journal.free_percent().value(), 0U);
}

TEST_F(BrokenDisk, AFirstStartOnAReadOnlyOneHoldsNothing) {
  ASSERT_TRUE(disk.set_read_only(true));
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value()) << started.error().detail;
  EXPECT_EQ(started->snapshot, terminal::JournalSnapshot{});
  EXPECT_FALSE(started->journal.apply(first).has_value());
  ASSERT_TRUE(disk.set_read_only(false));
  EXPECT_FALSE(started->journal.apply(first).has_value()) << "its folder was never made";
  std::filesystem::create_directories(file().parent_path());
  EXPECT_TRUE(started->journal.apply(first).has_value());
}

// SQLite opens such a file for reading, and what is open would never write again.
TEST_F(BrokenDisk, AJournalThatOpenedWhereNothingCanBeWrittenWritesOnceItMay) {
  ASSERT_NO_FATAL_FAILURE(write_and_lose_power(first));
  ASSERT_TRUE(disk.set_read_only(true));
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value());
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(started->journal.apply(second).has_value());
    static_cast<void>(started->journal.free_percent());  // opens it too
  }
  ASSERT_TRUE(disk.set_read_only(false));
  EXPECT_TRUE(started->journal.apply(second).has_value());
}

// Orders of the largest size that our limits let in, and the room of many that left.
TEST_F(LargeBrokenDisk, AJournalOfAnySizeIsReadWhereItIs) {
  ASSERT_NO_FATAL_FAILURE(write_and_lose_power(first));
  {
    auto journal = SqliteJournal::open(file());
    for (int number = 0; number < kOrders; ++number)
      ASSERT_TRUE(journal->apply({terminal::PutOrder{order(number)}}).has_value());
    for (int number = 0; number < kOrders - kOpenOrders; ++number)
      ASSERT_TRUE(journal->apply({terminal::RemoveOrder{order(number).digest}}).has_value());
  }
  ASSERT_GT(std::filesystem::file_size(file()), 24U * 1024 * 1024);
  ASSERT_NO_FATAL_FAILURE(write_and_lose_power(second));
  std::filesystem::remove(file().string() + "-shm");
  ASSERT_TRUE(disk.set_read_only(true));
  const auto before = files();
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value()) << started.error().detail;
  EXPECT_NE(started->trouble, "");
  ASSERT_EQ(started->snapshot.orders.size(), static_cast<std::size_t>(kOpenOrders));
  std::ranges::sort(started->snapshot.orders, {}, [](const auto& stored) { return stored.start_at; });
  EXPECT_EQ(started->snapshot.orders.back(), order(kOrders - 1));
  EXPECT_EQ(started->snapshot.time_reset_sequence, 8U) << "what only the WAL holds counts";
  EXPECT_EQ(files(), before);
}

TEST_F(BrokenDisk, AJournalThatOlderFirmwareWroteLastIsReadWithoutTheTablesItLacks) {
  ASSERT_NO_FATAL_FAILURE(write_and_lose_power(first));
  for (const char* table : {"plays", "events"})
    ASSERT_TRUE(sqlite::Database::open(file())->execute("DROP TABLE " + std::string(table)).has_value());
  ASSERT_FALSE(std::filesystem::exists(file().string() + "-wal")) << "closed in order";
  ASSERT_TRUE(disk.set_read_only(true));
  const auto started = start_journal(file());
  ASSERT_TRUE(started.has_value()) << started.error().detail;
  EXPECT_EQ(started->snapshot.time_reset_sequence, 7U);
}

TEST_F(BrokenDisk, OneOfNewerFirmwareIsRefusedThereToo) {
  ASSERT_NO_FATAL_FAILURE(write_and_lose_power(first));
  ASSERT_TRUE(sqlite::Database::open(file())->execute("PRAGMA user_version = 99").has_value());
  ASSERT_TRUE(disk.set_read_only(true));
  EXPECT_EQ(start_journal(file()).error().kind, ErrorKind::refused);
}

TEST_F(BrokenDisk, ADamagedJournalIsReadThereAndMadeAnewOnceItMay) {
  std::filesystem::create_directories(file().parent_path());
  std::ofstream(file()) << std::string(8'192, 'g');
  ASSERT_TRUE(disk.set_read_only(true));
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value());
  EXPECT_NE(started->trouble, "");
  EXPECT_NE(started->repair, "");
  EXPECT_FALSE(started->journal.apply(first).has_value());
  ASSERT_TRUE(disk.set_read_only(false));
  bool made = false;
  for (int attempt = 0; attempt < 1'000 && !made; ++attempt, ::usleep(1'000))
    made = started->journal.apply(first).has_value();
  ASSERT_TRUE(made);
  EXPECT_EQ(started->journal.load()->time_reset_sequence, 7U);
}

TEST_F(BrokenDisk, ItsReserveTakesWhatMustBeKeptOnAFullOne) {
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value());
  ASSERT_TRUE(started->journal.keep_reserve());
  const auto reserve = file().parent_path() / "journal.reserve";
  EXPECT_EQ(std::filesystem::file_size(reserve), storage::kReserveBytes);
  disk.fill();
  EXPECT_TRUE(started->journal.keep_reserve()) << "as long as nothing was to be written";
  terminal::JournalWrite large{terminal::PutConfiguration{Bytes(limits::kMaxFrameBytes)}};
  std::size_t written = 0;
  constexpr std::size_t kMoreThanFits = 100;
  while (written < kMoreThanFits && started->journal.apply(large)) ++written;
  EXPECT_GT(written, 3U);
  EXPECT_LT(written, kMoreThanFits);
  EXPECT_FALSE(std::filesystem::exists(reserve));
  EXPECT_FALSE(started->journal.keep_reserve()) << "there is no room for it";
  disk.empty();
  EXPECT_TRUE(started->journal.keep_reserve());
  EXPECT_TRUE(started->journal.apply(large).has_value());
}

TEST_F(BrokenDisk, ADamagedJournalIsLostOnNoFullOne) {
  constexpr std::size_t kRowBytes = 50'000;
  constexpr int kStops = 12;
  {
    auto whole = start_journal(file());
    for (int i = 0; i < kStops; ++i) {
      Bytes content = to_bytes(std::to_string(i));
      content.resize(kRowBytes);
      ASSERT_TRUE(whole->journal.apply({terminal::PutStop{{sign::digest_of(content), content, wall_from_us(i)}}}));
    }
    ASSERT_TRUE(whole->journal.keep_reserve());
  }
  {
    auto database = sqlite::Database::open(file());
    ASSERT_TRUE(database->execute("INSERT INTO replays VALUES (x'01', x'02', 3)").has_value());
  }
  for (const std::size_t room : {std::size_t{0}, std::size_t{200'000}, std::size_t{700'000}, std::size_t{1'400'000}}) {
    for (const bool with_reserve : {false, true}) {
      SCOPED_TRACE("room " + std::to_string(room) + (with_reserve ? " and a reserve" : ""));
      const Bytes damaged = *os::read_file(file(), 10'000'000);
      const auto reserve = file().parent_path() / "journal.reserve";
      if (!with_reserve) std::filesystem::remove(reserve);
      disk.fill(room);
      auto started = start_journal(file());
      ASSERT_TRUE(started.has_value());
      EXPECT_EQ(started->snapshot.stops.size(), kStops);
      EXPECT_NE(started->repair, "");
      auto again = start_journal(file());
      ASSERT_TRUE(again.has_value());
      EXPECT_EQ(again->snapshot.stops.size(), kStops) << "the old one or the new, whole";
      EXPECT_EQ(again->repair.empty(), started->trouble.empty());
      disk.empty();
      auto after = start_journal(file());
      ASSERT_TRUE(after.has_value());
      EXPECT_EQ(after->trouble, "");
      EXPECT_EQ(after->snapshot.stops.size(), kStops);
      for (const auto& entry : std::filesystem::directory_iterator(file().parent_path()))
        if (entry.path() != reserve) std::filesystem::remove(entry.path());
      std::ofstream(file(), std::ios::binary) << as_text(damaged);
      ASSERT_TRUE(storage::DiskReserve(reserve).keep());
    }
  }
}

TEST_F(BrokenDisk, ARepairThatADiskInterruptsIsReadWhereItIsAndFinishedLater) {
  {
    auto whole = start_journal(file());
    ASSERT_TRUE(whole->journal.apply(first));
  }
  const Bytes anew = *os::read_file(file(), 10'000'000);
  std::ofstream(file().parent_path() / "journal.anew.db", std::ios::binary) << as_text(anew);
  std::ofstream(file(), std::ios::binary) << std::string(8'192, 'g');
  ASSERT_TRUE(disk.set_read_only(true));
  auto started = start_journal(file());
  ASSERT_TRUE(started.has_value());
  EXPECT_NE(started->trouble, "");
  EXPECT_EQ(started->snapshot.time_reset_sequence, 7U);
  EXPECT_FALSE(started->journal.apply(second).has_value()) << "nothing is stored in what is about to go";
  ASSERT_TRUE(disk.set_read_only(false));
  EXPECT_TRUE(started->journal.apply(second).has_value());
  const auto again = start_journal(file());
  EXPECT_EQ(again->snapshot.time_reset_sequence, 8U);
  EXPECT_EQ(again->snapshot.trust_list, started->snapshot.trust_list);
}

TEST_F(BrokenDisk, ALookTellsWhatIsWrongWithoutWriting) {
  EXPECT_EQ(look_at_disk(folder.path()).trouble, "");
  EXPECT_GE(look_at_disk(folder.path()).room, storage::kLeastDiskRoom);
  disk.fill(100 * 1024);
  EXPECT_EQ(look_at_disk(folder.path()).trouble, "the file system is full: 100 KiB left");
  disk.empty();
  ASSERT_TRUE(disk.set_read_only(true));
  EXPECT_EQ(look_at_disk(folder.path()).trouble, "the file system is read-only");
  EXPECT_NE(look_at_disk(folder.path() / "nowhere").trouble, "");
}

TEST(DiskLook, AMediumThatIsGoneIsSeenByReadingThoughTheKernelHoldsWhatWasThere) {
  const TempFolder folder, elsewhere;
  const DyingDisk disk(folder.path(), elsewhere.path());
  if (!disk.mounted()) GTEST_SKIP() << "no right to mount, or no mkfs.ext4";
  const auto file = folder.path() / "boot";
  EXPECT_EQ(storage::read_trouble(file), "") << "not there yet";
  ASSERT_TRUE(os::write_file(file, to_bytes("a boot record")));
  EXPECT_EQ(storage::read_trouble(file), "");
  disk.die();
  EXPECT_EQ(storage::read_trouble(file), file.string() + ": Input/output error");
  EXPECT_EQ(look_at_disk(folder.path()).trouble, "") << "the file system knows of nothing";
  EXPECT_EQ(as_text(*os::read_file(file, 100)), "a boot record") << "nor does who reads what the kernel holds";
}

TEST_F(BrokenDisk, AReadOnlyCacheStillGivesWhatItHoldsAndStoresOnceItMay) {
  const TestClip clip = make_clip(), other = make_clip(3, 2);
  const std::filesystem::path clips = folder.path() / "clips";
  ASSERT_TRUE(storage::ClipCache::open(clips).store(clip.digest, *clip.content()).has_value());
  std::ofstream(clips / "half-written") << "x";
  ASSERT_TRUE(disk.set_read_only(true));
  auto cache = storage::ClipCache::open(clips);
  EXPECT_NE(cache.load(clip.digest), nullptr);
  EXPECT_FALSE(cache.store(other.digest, *other.content()).has_value());
  EXPECT_NE(cache.load(clip.digest), nullptr) << "and nothing of it is lost";
  ASSERT_TRUE(disk.set_read_only(false));
  EXPECT_TRUE(cache.store(other.digest, *other.content()).has_value());
}

TEST_F(BrokenDisk, ACacheThatCannotBeMadeIsEmptyAndMadeLater) {
  const TestClip clip = make_clip();
  ASSERT_TRUE(disk.set_read_only(true));
  auto cache = storage::ClipCache::open(folder.path() / "clips");
  EXPECT_FALSE(cache.store(clip.digest, *clip.content()).has_value());
  ASSERT_TRUE(disk.set_read_only(false));
  EXPECT_TRUE(cache.store(clip.digest, *clip.content()).has_value());
  EXPECT_NE(cache.load(clip.digest), nullptr);
}

}  // namespace
}  // namespace tongluo::test

#pragma once
// The terminal's memory on disk: executes the core's journal writes, each in one transaction (WAL, synchronous FULL),
// and reads the snapshot at start. Owner: the storage thread. Blocking. Limit: kMaxJournalPages; full is an error of
// that write, nothing else. A write that fails is made once more: after an error of the disk with the file opened anew,
// on a full disk with the reserve given up, and where it found damage with the file made anew (journal_repair.hpp).
// Errors: corrupt (not a database, or a row that cannot be), refused (written by newer firmware), limit, io,
// unavailable.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "terminal-fw/storage/disk_reserve.hpp"
#include "terminal-fw/storage/held_objects.hpp"
#include "terminal-fw/storage/journal_file.hpp"

namespace tongluo::storage {

// In one run, by writes. More: the medium is at its end, and the write fails. What cannot be repaired now is tried
// again, for at most a twentieth of the time.
constexpr int kMaxRepairs = 3;
constexpr int kRepairShare = 20;

class SqliteJournal {
 public:
  static Result<SqliteJournal> open(const std::filesystem::path& file, std::uint32_t max_pages = kMaxJournalPages);
  // Not opened yet: the first write tries to.
  static SqliteJournal closed(const std::filesystem::path& file, const terminal::JournalSnapshot& held) {
    SqliteJournal journal(file, kMaxJournalPages);
    journal.held_.load(held);
    return journal;
  }

  Result<terminal::JournalSnapshot> load();
  Result<void> apply(const terminal::JournalWrite& write);
  // For a write that finds the disk full. False: there is none, and no room for it. Not kept before this is called.
  bool keep_reserve() const { return reserve_.keep(); }
  // What the last repair by a write lost, once.
  std::optional<std::string> take_repair() { return std::exchange(repaired_, std::nullopt); }
  // Of what the journal may take at most, as far as its file system has room for it.
  Result<std::uint32_t> free_percent();

 private:
  SqliteJournal(std::filesystem::path file, std::uint32_t max_pages)
      : file_(std::move(file)), max_pages_(max_pages), reserve_(reserve_of(file_)) {}
  Result<sqlite::Database*> database();
  Result<void> write_once(const terminal::JournalWrite& write);
  bool repair(const Error& why);
  bool make_anew_from_rows(const Error& why);

  std::filesystem::path file_;
  std::uint32_t max_pages_;
  DiskReserve reserve_;
  std::optional<sqlite::Database> database_;
  std::optional<std::string> repaired_;
  int repairs_ = 0;
  SteadyTime next_repair_{};
  HeldObjects held_;
};

}  // namespace tongluo::storage

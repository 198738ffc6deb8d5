#pragma once
// The terminal's memory on disk: executes the core's journal writes, each in one transaction (WAL, synchronous FULL),
// and reads the snapshot at start. Owner: the storage thread. Blocking. Limit: kMaxJournalPages; full is an error of
// that write, nothing else. Errors: corrupt (not a database, or a row that cannot be), refused (written by newer
// firmware), limit, io, unavailable.

#include <filesystem>

#include "protocol/sqlite/database.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

constexpr std::uint32_t kMaxJournalPages = 16'384;  // 64 MiB

class SqliteJournal {
 public:
  static Result<SqliteJournal> open(const std::filesystem::path& file, std::uint32_t max_pages = kMaxJournalPages);

  Result<terminal::JournalSnapshot> load();
  Result<void> apply(const terminal::JournalWrite& write);
  Result<std::uint32_t> free_percent();

 private:
  explicit SqliteJournal(sqlite::Database database, std::uint32_t max_pages)
      : database_(std::move(database)), max_pages_(max_pages) {}

  sqlite::Database database_;
  std::uint32_t max_pages_;
};

}  // namespace tongluo::storage

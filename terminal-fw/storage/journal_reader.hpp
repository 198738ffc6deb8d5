#pragma once
// The whole journal as the core's snapshot. The storage thread's.

#include <string>
#include <vector>

#include "protocol/sqlite/database.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

// A row that cannot be is ErrorKind::corrupt, with its table.
Result<terminal::JournalSnapshot> read_journal(sqlite::Database& database);

// More rows in a table are damage: pages that name each other.
constexpr std::size_t kMaxSavedRows = 20'000;

struct SavedJournal {
  terminal::JournalSnapshot snapshot;
  std::vector<std::string> damaged;  // tables of which something is missing
};

// Of a damaged one, each row that can be read.
SavedJournal save_journal(sqlite::Database& database);

}  // namespace tongluo::storage

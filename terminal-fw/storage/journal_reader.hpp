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
constexpr std::size_t kMaxSavedOctets = 64 * 1024 * 1024;  // of texts and blobs, in all: what the largest journal holds

struct SavedJournal {
  terminal::JournalSnapshot snapshot;
  std::vector<std::string> damaged;  // tables of which something is missing
};

// Of a damaged one, the rows of each table up to the first page that cannot be read, and from its end back to the last
// such page (the play log: up to the first one). Any other trouble than damage (the
// medium, memory, descriptors) is an error: it may be over next time, and nothing shall be given up for it.
Result<SavedJournal> save_journal(sqlite::Database& database);

}  // namespace tongluo::storage

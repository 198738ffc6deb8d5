#pragma once
// The whole journal as the core's snapshot. The storage thread's.

#include <string>
#include <vector>

#include "protocol/sqlite/database.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

// More rows in a table, or more octets, are damage: pages that name each other. All that the core's own limits let in
// fits; each table may take half of what those before it left, so that one cannot cost the others theirs.
constexpr std::size_t kMaxSavedRows = 40'000;
constexpr std::size_t kMaxSavedOctets = 24 * 1024 * 1024;  // of texts and blobs, in all

// Anything missing is ErrorKind::corrupt, with its table.
Result<terminal::JournalSnapshot> read_journal(sqlite::Database& database);

struct SavedJournal {
  terminal::JournalSnapshot snapshot;
  std::vector<std::string> damaged;  // tables of which something is missing
};

// Of a damaged one, the rows of each table up to the first page that cannot be read, and from its end back to the last
// such page. Any other trouble than damage (the medium, memory, descriptors) is an error: it may be over next time, and
// nothing shall be given up for it.
Result<SavedJournal> save_journal(sqlite::Database& database);

}  // namespace tongluo::storage

#pragma once
// The whole journal as the core's snapshot. The storage thread's. A row that cannot be is ErrorKind::corrupt, with its
// table.

#include "protocol/sqlite/database.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

Result<terminal::JournalSnapshot> read_journal(sqlite::Database& database);

}  // namespace tongluo::storage

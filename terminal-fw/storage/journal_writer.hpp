#pragma once
// One operation of a journal write as SQL. Used inside a transaction; the storage thread's.

#include "protocol/sqlite/database.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

Result<void> write_operation(sqlite::Database& database, const terminal::JournalOperation& operation);

}  // namespace tongluo::storage

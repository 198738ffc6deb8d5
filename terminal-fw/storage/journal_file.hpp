#pragma once
// The journal's database file: opened with its schema, and written to a transaction at a time. The storage thread's.

#include "protocol/sqlite/database.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

constexpr std::uint32_t kMaxJournalPages = 16'384;  // 64 MiB

Result<sqlite::Database> open_journal_file(const std::filesystem::path& file, std::uint32_t max_pages);
// All of it, or nothing.
Result<void> write_all(sqlite::Database& database, const terminal::JournalWrite& write);

}  // namespace tongluo::storage

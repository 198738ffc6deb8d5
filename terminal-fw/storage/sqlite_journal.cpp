#include "terminal-fw/storage/sqlite_journal.hpp"

#include <algorithm>
#include <string>

#include "terminal-fw/storage/journal_reader.hpp"
#include "terminal-fw/storage/journal_schema.hpp"
#include "terminal-fw/storage/journal_writer.hpp"

namespace tongluo::storage {

Result<SqliteJournal> SqliteJournal::open(const std::filesystem::path& file, std::uint32_t max_pages) {
  auto database = sqlite::Database::open(file);
  if (!database) return fail(database.error());
  if (auto migrated = sqlite::migrate(*database, kJournalSteps); !migrated) return fail(migrated.error());
  if (auto added = database->execute(std::string(kJournalAdditions)); !added) return fail(added.error());
  if (auto limited = database->execute("PRAGMA max_page_count = " + std::to_string(max_pages)); !limited)
    return fail(limited.error());
  return SqliteJournal(std::move(*database), max_pages);
}

Result<terminal::JournalSnapshot> SqliteJournal::load() { return read_journal(database_); }

Result<void> SqliteJournal::apply(const terminal::JournalWrite& write) {
  auto transaction = sqlite::Transaction::begin(database_);
  if (!transaction) return fail(transaction.error());
  for (const terminal::JournalOperation& operation : write)
    if (auto written = write_operation(database_, operation); !written) return written;
  return transaction->commit();
}

Result<std::uint32_t> SqliteJournal::free_percent() {
  constexpr std::int64_t kHundred = 100;
  const auto pages = database_.query_integer("PRAGMA page_count");
  if (!pages) return fail(pages.error());
  const auto unused = database_.query_integer("PRAGMA freelist_count");
  if (!unused) return fail(unused.error());
  const std::int64_t free = std::int64_t{max_pages_} - *pages + *unused;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(free * kHundred / max_pages_, 0, kHundred));
}

}  // namespace tongluo::storage

#include "terminal-fw/storage/journal_file.hpp"

#include <string>

#include "terminal-fw/storage/journal_schema.hpp"
#include "terminal-fw/storage/journal_writer.hpp"

namespace tongluo::storage {

Result<sqlite::Database> open_journal_file(const std::filesystem::path& file, std::uint32_t max_pages) {
  auto database = sqlite::Database::open(file);
  if (!database) return fail(database.error());
  if (auto migrated = sqlite::migrate(*database, kJournalSteps); !migrated) return fail(migrated.error());
  if (auto added = database->execute(std::string(kJournalAdditions)); !added) return fail(added.error());
  if (auto limited = database->execute("PRAGMA max_page_count = " + std::to_string(max_pages)); !limited)
    return fail(limited.error());
  return database;
}

Result<void> write_all(sqlite::Database& database, const terminal::JournalWrite& write) {
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  for (const terminal::JournalOperation& operation : write)
    if (auto written = write_operation(database, operation); !written) return written;
  return transaction->commit();
}

}  // namespace tongluo::storage

#include "terminal-fw/storage/journal_start.hpp"

#include "terminal-fw/storage/disk_reserve.hpp"
#include "terminal-fw/storage/journal_reader.hpp"
#include "terminal-fw/storage/journal_repair.hpp"
#include "terminal-fw/storage/journal_schema.hpp"

namespace tongluo::storage {
namespace {

// Nothing can be migrated in place. A second step needs a reader of the schema before it.
static_assert(kJournalSteps.size() == 1);

Result<terminal::JournalSnapshot> read_in_place(const std::filesystem::path& file) {
  std::error_code error;
  const bool there = std::filesystem::exists(file, error);
  if (error) return fail(ErrorKind::io, file.string() + ": " + error.message());
  if (!there) return terminal::JournalSnapshot{};
  auto database = sqlite::Database::open(file, {.create = false, .read_only = true});
  if (!database) return fail(database.error());
  const auto version = database->query_integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  if (*version == 0) return terminal::JournalSnapshot{};  // its first start ended before there was anything to keep
  if (*version > static_cast<std::int64_t>(kJournalSteps.size()))
    return fail(ErrorKind::refused, file.string() + ": it was written by newer firmware");
  return read_journal(*database);
}

// Nothing is there, though there was a journal: somebody repaired the file system, or took the file away.
bool is_lost(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::exists(reserve_of(file), none) || made_anew(file)) return false;
  return !std::filesystem::exists(file, none) || std::filesystem::file_size(file, none) == 0;
}

Result<StartedJournal> start_whole(const std::filesystem::path& file) {
  auto journal = SqliteJournal::open(file);
  if (journal) {
    auto snapshot = journal->load();
    if (!snapshot) return fail(snapshot.error());
    return StartedJournal{std::move(*journal), std::move(*snapshot), {}, {}};
  }
  const Error& error = journal.error();
  if (error.kind != ErrorKind::io && error.kind != ErrorKind::limit) return fail(error);
  auto snapshot = read_in_place(made_anew(file).value_or(file));
  if (!snapshot) return fail(snapshot.error());
  auto closed = SqliteJournal::closed(file, *snapshot);
  return StartedJournal{std::move(closed), std::move(*snapshot), error.detail, {}};
}

// Where it cannot be made anew, writes try that again.
Result<StartedJournal> start_damaged(const std::filesystem::path& file, const Error& why) {
  auto damaged = read_damaged(file, why.detail);
  if (!damaged) return fail(damaged.error());
  const auto made = make_anew(file, damaged->snapshot);
  auto closed = SqliteJournal::closed(file, damaged->snapshot);
  return StartedJournal{std::move(closed), std::move(damaged->snapshot), made ? std::string() : made.error().detail,
                        std::move(damaged->what)};
}

}  // namespace

Result<StartedJournal> start_journal(const std::filesystem::path& file) {
  std::error_code told_by_open;
  std::filesystem::create_directories(file.parent_path(), told_by_open);
  if (is_lost(file)) return start_damaged(file, {ErrorKind::corrupt, file.string() + " is gone or empty"});
  auto started = start_whole(file);
  if (!started && started.error().kind == ErrorKind::corrupt) return start_damaged(file, started.error());
  return started;
}

}  // namespace tongluo::storage

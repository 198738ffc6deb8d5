#include "terminal-fw/storage/sqlite_journal.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "protocol/os/clock.hpp"
#include "terminal-fw/storage/disk_look.hpp"
#include "terminal-fw/storage/journal_reader.hpp"
#include "terminal-fw/storage/journal_repair.hpp"

namespace tongluo::storage {
Result<SqliteJournal> SqliteJournal::open(const std::filesystem::path& file, std::uint32_t max_pages) {
  SqliteJournal journal(file, max_pages);
  if (auto opened = journal.database(); !opened) return fail(opened.error());
  return journal;
}

Result<sqlite::Database*> SqliteJournal::database() {
  if (!database_) {
    if (auto finished = finish_repair(file_); !finished) return fail(finished.error());
    auto opened = open_journal_file(file_, max_pages_);
    if (!opened) return fail(opened.error());
    database_ = std::move(*opened);
  }
  return &*database_;
}

Result<terminal::JournalSnapshot> SqliteJournal::load() {
  auto database = this->database();
  if (!database) return fail(database.error());
  auto journal = read_journal(**database);
  if (journal) held_.load(*journal);
  return journal;
}

Result<void> SqliteJournal::write_once(const terminal::JournalWrite& write) {
  auto database = this->database();
  if (!database) return fail(database.error());
  auto written = write_all(**database, write);
  if (written) held_.note(write);
  return written;
}

Result<void> SqliteJournal::apply(const terminal::JournalWrite& write) {
  const bool was_open = database_.has_value();
  auto written = write_once(write);
  if (written) return written;
  const ErrorKind kind = written.error().kind;
  if (kind == ErrorKind::corrupt) return repair(written.error()) ? write_once(write) : written;
  if (kind == ErrorKind::limit) return reserve_.give_up() ? write_once(write) : written;
  if (kind != ErrorKind::io) return written;
  // What was opened where nothing could be written stays read-only, though the disk is writable again. Operations that
  // did come through may be repeated.
  database_.reset();
  return was_open ? write_once(write) : written;
}

bool SqliteJournal::repair(const Error& why) {
  const SteadyTime began = os::steady_now();
  if (repairs_ == kMaxRepairs || began < next_repair_) return false;
  database_.reset();
  const bool repaired = make_anew_from_rows(why);
  const SteadyTime ended = os::steady_now();
  next_repair_ = ended + (ended - began) * kRepairShare;
  return repaired;
}

bool SqliteJournal::make_anew_from_rows(const Error& why) {
  auto damaged = read_damaged(file_, why.detail);
  if (!damaged) return false;
  held_.put_into(damaged->snapshot);
  if (!make_anew(file_, damaged->snapshot)) return false;
  ++repairs_;
  repaired_ = std::move(damaged->what);
  return true;
}

Result<std::uint32_t> SqliteJournal::free_percent() {
  constexpr std::int64_t kHundred = 100;
  auto database = this->database();
  if (!database) return fail(database.error());
  const auto page = (*database)->query_integer("PRAGMA page_size");
  const auto pages = (*database)->query_integer("PRAGMA page_count");
  const auto unused = (*database)->query_integer("PRAGMA freelist_count");
  for (const auto* asked : {&page, &pages, &unused})
    if (!*asked) return fail(asked->error());
  const std::int64_t most = *page * max_pages_;
  const std::int64_t growth = std::min<std::int64_t>(*page * (max_pages_ - *pages),
                                                     static_cast<std::int64_t>(look_at_disk(file_.parent_path()).room));
  const std::int64_t free = growth + *page * *unused;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(free * kHundred / most, 0, kHundred));
}

}  // namespace tongluo::storage

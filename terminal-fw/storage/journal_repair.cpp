#include "terminal-fw/storage/journal_repair.hpp"

#include <array>

#include "protocol/os/files.hpp"
#include "terminal-fw/storage/disk_reserve.hpp"
#include "terminal-fw/storage/journal_file.hpp"
#include "terminal-fw/storage/journal_reader.hpp"

namespace tongluo::storage {
namespace {

using std::filesystem::path;
using terminal::JournalSnapshot;
using terminal::JournalWrite;

constexpr std::array kCompanions{"", "-wal", "-shm"};  // of a database file

// journal.db → journal.damaged.db
path beside(const path& file, const char* word) {
  path named = file;
  return named.replace_filename(file.stem().string() + "." + word + file.extension().string());
}

Result<void> remove_database(const path& file) {
  for (const char* companion : kCompanions) {
    std::error_code error;
    std::filesystem::remove(file.string() + companion, error);
    if (error) return fail(ErrorKind::io, file.string() + companion + ": " + error.message());
  }
  return {};
}

bool is_there(const path& file) {
  std::error_code none;
  return std::filesystem::exists(file, none);
}

void put_objects(const JournalSnapshot& journal, JournalWrite& write) {
  if (journal.roots) write.emplace_back(terminal::PutRoots{*journal.roots});
  if (journal.trust_list) write.emplace_back(terminal::PutTrustList{*journal.trust_list});
  if (journal.place) write.emplace_back(terminal::PutPlace{*journal.place});
  if (journal.freshness) write.emplace_back(terminal::PutFreshness{*journal.freshness});
  if (journal.configuration) write.emplace_back(terminal::PutConfiguration{*journal.configuration});
  if (journal.update) write.emplace_back(terminal::PutUpdate{*journal.update});
}

JournalWrite whole(const JournalSnapshot& journal) {
  JournalWrite write;
  for (const auto& order : journal.orders) write.emplace_back(terminal::PutOrder{order});
  for (const auto& receipt : journal.receipts) write.emplace_back(terminal::PutReceipt{receipt});
  for (const auto& replay : journal.replays) write.emplace_back(terminal::PutReplay{replay});
  write.emplace_back(terminal::ForgetReplays{.until = {}, .low_waters = journal.low_waters, .issuers = {}});
  for (const auto& stop : journal.stops) write.emplace_back(terminal::PutStop{stop});
  for (const auto& play : journal.plays) write.emplace_back(terminal::PutPlay{play, {}});
  for (const auto& event : journal.events) write.emplace_back(terminal::PutEvent{event, {}});
  put_objects(journal, write);
  write.emplace_back(terminal::PutForgotten{journal.forgotten_until});
  write.emplace_back(terminal::PutTimeFloor{journal.time_floor});
  write.emplace_back(terminal::PutTimeReset{journal.time_reset_sequence});
  write.emplace_back(terminal::PutCounters{journal.sequence_reserved, journal.refused_total});
  return write;
}

// All of it is in the one file when this succeeds: closing a database says nothing of a WAL that found no room in it.
Result<void> write_whole(const path& file, const JournalSnapshot& journal) {
  auto database = open_journal_file(file, kMaxJournalPages);
  if (!database) return fail(database.error());
  if (auto written = write_all(*database, whole(journal)); !written) return written;
  auto merge = database->prepare("PRAGMA journal_mode = DELETE");
  if (!merge) return fail(merge.error());
  const auto row = merge->step();
  if (!row) return fail(row.error());
  if (!*row || merge->text(0) != "delete") return fail(ErrorKind::limit, file.string() + ": its WAL has no room in it");
  return {};
}

std::string in_words(const SavedJournal& saved) {
  std::string lost;
  for (const std::string& table : saved.damaged) lost += (lost.empty() ? "" : ", ") + table;
  return lost.empty() ? "nothing seems lost" : "lost, in part or whole: " + lost;
}

}  // namespace

Result<Repair> read_damaged(const path& file, const std::string& why) {
  auto database = sqlite::Database::open(file, {.create = false, .read_only = true});
  SavedJournal saved{{}, {"everything"}};
  if (database) {
    auto rows = save_journal(*database);
    if (!rows) return fail(rows.error());
    saved = std::move(*rows);
  } else if (database.error().kind != ErrorKind::corrupt && database.error().kind != ErrorKind::not_found) {
    return fail(database.error());
  }
  saved.snapshot.forgotten_until = terminal::kUntilTimeIsKnown;
  return Repair{std::move(saved.snapshot), "the journal was damaged, " + in_words(saved) + " (" + why + ")"};
}

Result<void> make_anew(const path& file, const JournalSnapshot& snapshot) {
  const path unfinished = beside(file, "unfinished");
  if (auto removed = remove_database(unfinished); !removed) return removed;
  auto written = write_whole(unfinished, snapshot);
  // What a full disk has left is for this.
  if (!written && written.error().kind == ErrorKind::limit && DiskReserve(reserve_of(file)).give_up()) {
    if (auto removed = remove_database(unfinished); !removed) return removed;
    written = write_whole(unfinished, snapshot);
  }
  if (!written) {
    static_cast<void>(remove_database(unfinished));
    return written;
  }
  if (auto named = os::rename_file(unfinished, beside(file, "anew")); !named) return named;
  return finish_repair(file);
}

std::optional<path> made_anew(const path& file) {
  const path anew = beside(file, "anew");
  return is_there(anew) ? std::optional(anew) : std::nullopt;
}

Result<void> finish_repair(const path& file) {
  const path anew = beside(file, "anew");
  if (!is_there(anew)) return {};
  const path damaged = beside(file, "damaged");
  if (is_there(file))
    if (auto removed = remove_database(damaged); !removed) return removed;
  // The file itself last: what is left of an earlier try belongs to it.
  for (const char* companion : {"-shm", "-wal", ""})
    if (is_there(file.string() + companion))
      if (auto moved = os::rename_file(file.string() + companion, damaged.string() + companion); !moved) return moved;
  return os::rename_file(anew, file);
}

}  // namespace tongluo::storage

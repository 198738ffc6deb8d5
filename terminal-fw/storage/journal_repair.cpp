#include "terminal-fw/storage/journal_repair.hpp"

#include <array>
#include <utility>

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

// Not in one transaction: nobody reads the file before it is whole, and a second copy in memory is one too many.
class Pieces {
 public:
  explicit Pieces(sqlite::Database& database) : database_(database) {}
  void put(terminal::JournalOperation operation) {
    piece_.push_back(std::move(operation));
    if (piece_.size() >= kOperations) write();
  }
  Result<void> finish() {
    write();
    return written_;
  }

 private:
  static constexpr std::size_t kOperations = 32;
  void write() {
    if (written_) written_ = write_all(database_, piece_);
    piece_.clear();
  }
  sqlite::Database& database_;
  JournalWrite piece_;
  Result<void> written_;
};

void put_objects(const JournalSnapshot& journal, Pieces& pieces) {
  if (journal.roots) pieces.put(terminal::PutRoots{*journal.roots});
  if (journal.trust_list) pieces.put(terminal::PutTrustList{*journal.trust_list});
  if (journal.place) pieces.put(terminal::PutPlace{*journal.place});
  if (journal.freshness) pieces.put(terminal::PutFreshness{*journal.freshness});
  if (journal.configuration) pieces.put(terminal::PutConfiguration{*journal.configuration});
  if (journal.update) pieces.put(terminal::PutUpdate{*journal.update});
}

Result<void> put_whole(sqlite::Database& database, const JournalSnapshot& journal) {
  Pieces pieces(database);
  for (const auto& order : journal.orders) pieces.put(terminal::PutOrder{order});
  for (const auto& receipt : journal.receipts) pieces.put(terminal::PutReceipt{receipt});
  for (const auto& replay : journal.replays) pieces.put(terminal::PutReplay{replay});
  pieces.put(terminal::ForgetReplays{.until = {}, .low_waters = journal.low_waters, .issuers = {}});
  for (const auto& stop : journal.stops) pieces.put(terminal::PutStop{stop});
  for (const auto& play : journal.plays) pieces.put(terminal::PutPlay{play, {}});
  for (const auto& event : journal.events) pieces.put(terminal::PutEvent{event, {}});
  put_objects(journal, pieces);
  pieces.put(terminal::PutForgotten{journal.forgotten_until});
  pieces.put(terminal::PutTimeFloor{journal.time_floor});
  pieces.put(terminal::PutTimeReset{journal.time_reset_sequence});
  pieces.put(terminal::PutCounters{journal.sequence_reserved, journal.refused_total});
  return pieces.finish();
}

// All of it is in the one file when this succeeds: closing a database says nothing of a WAL that found no room in it.
Result<void> write_whole(const path& file, const JournalSnapshot& journal) {
  auto database = open_journal_file(file, kMaxJournalPages);
  if (!database) return fail(database.error());
  if (auto written = put_whole(*database, journal); !written) return written;
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

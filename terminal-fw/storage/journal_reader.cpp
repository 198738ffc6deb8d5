#include "terminal-fw/storage/journal_reader.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace tongluo::storage {
namespace {

using terminal::JournalSnapshot;

std::optional<Stage> stage_from(std::int64_t value) {
  const bool known = value >= static_cast<int>(Stage::accepted) && value <= static_cast<int>(Stage::final);
  return known ? std::optional(static_cast<Stage>(value)) : std::nullopt;
}

std::optional<KeyId> key_id_from(ByteView bytes) {
  KeyId id;
  if (bytes.size() != id.octets.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), id.octets.begin());
  return id;
}

bool read_order(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto digest = row.digest(0);
  if (!digest) return false;
  journal.orders.push_back({.digest = *digest,
                            .envelope = row.bytes(1),
                            .start_at = row.time(2),
                            .gateway_epoch = static_cast<std::uint64_t>(row.integer(3)),
                            .occurrences = {}});
  return true;
}

bool read_occurrence(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto digest = row.digest(0);
  const auto stage = stage_from(row.integer(2));
  const auto order = std::find_if(journal.orders.begin(), journal.orders.end(),
                                  [&](const terminal::StoredOrder& candidate) { return candidate.digest == digest; });
  if (!stage || order == journal.orders.end()) return false;
  order->occurrences.push_back({.number = static_cast<std::uint32_t>(row.integer(1)),
                                .stage = *stage,
                                .repetition = static_cast<std::uint32_t>(row.integer(3)),
                                .first_sample = row.time(4),
                                .samples_played = static_cast<std::uint64_t>(row.integer(5))});
  return true;
}

bool read_receipt(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto digest = row.digest(0);
  const auto order = row.digest(2);
  const auto stage = stage_from(row.integer(4));
  if (!digest || !order || !stage) return false;
  journal.receipts.push_back({.digest = *digest,
                              .sequence = static_cast<std::uint64_t>(row.integer(1)),
                              .order = *order,
                              .occurrence = static_cast<std::uint32_t>(row.integer(3)),
                              .stage = *stage,
                              .taken = row.integer(5) != 0,
                              .envelope = row.bytes(6)});
  return true;
}

bool read_replay(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto order = row.digest(0);
  const auto issuer = key_id_from(row.blob(1));
  if (!order || !issuer) return false;
  journal.replays.push_back({*order, *issuer, row.time(2)});
  return true;
}

bool read_low_water(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto issuer = key_id_from(row.blob(0));
  if (!issuer) return false;
  journal.low_waters.push_back({*issuer, row.time(1)});
  return true;
}

bool read_stop(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto digest = row.digest(0);
  if (!digest) return false;
  journal.stops.push_back({*digest, row.bytes(1), row.time(2)});
  return true;
}

// What newer firmware wrote may have values that this one does not know: the log has no row to stop a terminal for.
template <class Value>
Value known(std::int64_t value, Value last) {
  return value >= 0 && value <= static_cast<std::int64_t>(last) ? static_cast<Value>(value) : Value{};
}

bool read_play(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto order = row.digest(0);
  if (!order) return false;
  journal.plays.push_back({.at = row.time(1),
                           .order = *order,
                           .occurrence = static_cast<std::uint32_t>(row.integer(2)),
                           .order_class = known(row.integer(3), OrderClass::routine),
                           .level = known(row.integer(4), Level::routine),
                           .headline = std::string(row.text(5)),
                           .outcome = known(row.integer(6), kLastOutcome),
                           .refusal = known(row.integer(7), kLastRefusal),
                           .samples = static_cast<std::uint64_t>(row.integer(8)),
                           .detail = std::string(row.text(9))});
  return true;
}

bool read_event(const sqlite::Statement& row, JournalSnapshot& journal) {
  const auto subject = row.digest(0);
  if (!subject) return false;
  terminal::StoredEvent event{.number = static_cast<std::uint64_t>(row.integer(1)),
                              .at = row.time(2),
                              .kind = known(row.integer(3), wire::kLastEventKind),
                              .detail = std::string(row.text(4)),
                              .count = static_cast<std::uint32_t>(row.integer(5)),
                              .ended = row.integer(6) != 0,
                              .told = known(row.integer(7), terminal::Told::given_up)};
  if (*subject != Digest{}) event.subject = *subject;
  journal.events.push_back(std::move(event));
  return true;
}

bool read_object(const sqlite::Statement& row, JournalSnapshot& journal) {
  if (row.text(0) == "trust_list") journal.trust_list = row.bytes(1);
  if (row.text(0) == "place") journal.place = row.bytes(1);
  if (row.text(0) == "freshness") journal.freshness = row.bytes(1);
  if (row.text(0) == "roots") journal.roots = row.bytes(1);
  if (row.text(0) == "configuration") journal.configuration = row.bytes(1);
  if (row.text(0) == "update") journal.update = row.bytes(1);
  return true;
}

bool read_counter(const sqlite::Statement& row, JournalSnapshot& journal) {
  if (row.text(0) == "forgotten_until") journal.forgotten_until = row.time(1);
  if (row.text(0) == "time_floor") journal.time_floor = row.time(1);
  if (row.text(0) == "time_reset") journal.time_reset_sequence = static_cast<std::uint64_t>(row.integer(1));
  if (row.text(0) == "sequence_reserved") journal.sequence_reserved = static_cast<std::uint64_t>(row.integer(1));
  if (row.text(0) == "refused_total") journal.refused_total = static_cast<std::uint64_t>(row.integer(1));
  return true;
}

struct Table {
  std::string_view name;
  std::string_view columns;
  bool (*read)(const sqlite::Statement&, JournalSnapshot&);
  bool is_addition = false;  // a journal that older firmware wrote last may lack it
  // The columns by which its rows lie, three of them, and the opposite order.
  std::string_view place = "rowid, x'', 0";
  std::string_view backward = "rowid DESC";
};

Result<bool> is_there(sqlite::Database& database, std::string_view table) {
  const auto found = database.query_integer("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '" +
                                            std::string(table) + "'");
  if (!found) return fail(found.error());
  return *found > 0;
}

constexpr Table kTables[] = {
    {"orders", "digest, envelope, start_at, gateway_epoch", read_order},
    {"occurrences", "order_digest, number, stage, repetition, first_sample, samples_played", read_occurrence},
    {"receipts", "digest, sequence, order_digest, occurrence, stage, taken, envelope", read_receipt},
    {"replays", "order_digest, issuer, expires_at", read_replay},
    {"low_waters", "issuer, until", read_low_water},
    {"stops", "digest, envelope, expires_at", read_stop},
    {"plays", "order_digest, at, occurrence, class, level, headline, outcome, refusal, samples, detail", read_play,
     true, "at, order_digest, occurrence", "at DESC, order_digest DESC, occurrence DESC"},
    {"events", "subject, number, at, kind, detail, count, ended, told", read_event, true},
    {"objects", "name, envelope", read_object},
    {"counters", "name, value", read_counter},
};

using Place = std::tuple<std::int64_t, Bytes, std::int64_t>;  // of a row in its table

struct Saving {
  JournalSnapshot& journal;
  std::size_t octets = 0;      // of all tables
  std::size_t octets_max = 0;  // with this table
  std::optional<Place> met;    // the last row of this table that was read on the way forward
};
enum class Ended : std::uint8_t { whole, rows_missing, at_bad_page };

// In the order in which they lie, or the opposite one, until the row that was met: sorting, or an index, would give
// none of a table with one bad page.
Result<Ended> save_way(sqlite::Database& database, const Table& table, std::string_view way, Saving& saving) {
  const auto ended = [](const Error& error) {
    return error.kind == ErrorKind::corrupt ? Result<Ended>(Ended::at_bad_page) : fail(error);
  };
  const int place = static_cast<int>(std::ranges::count(table.columns, ',')) + 1;
  auto statement = database.prepare("SELECT " + std::string(table.columns) + ", " + std::string(table.place) +
                                    " FROM " + std::string(table.name) + " NOT INDEXED" + std::string(way));
  if (!statement) return ended(statement.error());
  const std::optional<Place> until = std::exchange(saving.met, std::nullopt);
  bool whole = true;
  for (std::size_t count = 0; count < kMaxSavedRows; ++count) {
    const auto row = statement->step();
    if (!row) return ended(row.error());
    if (!*row) return whole ? Ended::whole : Ended::rows_missing;
    Place here{statement->integer(place), statement->bytes(place + 1), statement->integer(place + 2)};
    if (until && here <= *until) return Ended::rows_missing;
    const std::size_t octets = statement->octets();
    if (saving.octets + octets > saving.octets_max) return Ended::rows_missing;
    saving.octets += octets;
    saving.met = std::move(here);
    whole = table.read(*statement, saving.journal) && whole;
  }
  return Ended::rows_missing;
}

// Up to the first bad page, then from the end back to the last. False: not all.
Result<bool> save_rows(sqlite::Database& database, const Table& table, Saving& saving) {
  const auto there = is_there(database, table.name);
  if (!there) return there.error().kind == ErrorKind::corrupt ? Result<bool>(false) : fail(there.error());
  if (!*there) return table.is_addition;
  saving.met.reset();
  saving.octets_max = saving.octets + (kMaxSavedOctets - saving.octets) / 2;
  const auto forward = save_way(database, table, "", saving);
  if (!forward) return fail(forward.error());
  if (*forward != Ended::at_bad_page) return *forward == Ended::whole;
  const auto backward = save_way(database, table, " ORDER BY " + std::string(table.backward), saving);
  return backward ? Result<bool>(false) : fail(backward.error());
}

// As nothing was sorted when it was read.
void sort_rows(JournalSnapshot& journal) {
  for (terminal::StoredOrder& order : journal.orders)
    std::ranges::sort(order.occurrences, {}, &terminal::StoredOccurrence::number);
  std::ranges::sort(journal.orders, {}, &terminal::StoredOrder::digest);
  std::ranges::sort(journal.replays, {}, &terminal::StoredReplay::order);
  std::ranges::sort(journal.low_waters, {}, &terminal::LowWater::issuer);
  std::ranges::sort(journal.stops, {}, &terminal::StoredStop::digest);
  std::ranges::sort(journal.receipts, {}, &terminal::StoredReceipt::sequence);
  std::ranges::sort(journal.plays, {},
                    [](const terminal::StoredPlay& play) { return std::tuple(play.at, play.order, play.occurrence); });
  std::ranges::sort(journal.events, {}, &terminal::StoredEvent::number);
}

}  // namespace

Result<JournalSnapshot> read_journal(sqlite::Database& database) {
  auto saved = save_journal(database);
  if (!saved) return fail(saved.error());
  if (!saved->damaged.empty())
    return fail(ErrorKind::corrupt, "journal: what the table " + saved->damaged.front() + " holds is damaged");
  return std::move(saved->snapshot);
}

Result<SavedJournal> save_journal(sqlite::Database& database) {
  SavedJournal saved;
  Saving saving{saved.snapshot, 0, 0, {}};
  for (const Table& table : kTables) {
    const auto whole = save_rows(database, table, saving);
    if (!whole) return fail(whole.error());
    if (!*whole) saved.damaged.emplace_back(table.name);
  }
  sort_rows(saved.snapshot);
  return saved;
}

}  // namespace tongluo::storage

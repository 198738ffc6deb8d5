#include "terminal-fw/storage/journal_writer.hpp"

#include "terminal-fw/core/limits.hpp"

namespace tongluo::storage {
namespace {

template <class... Values>
Result<void> run(sqlite::Database& database, std::string_view sql, const Values&... values) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  return statement->run(values...);
}

Result<void> write(sqlite::Database& database, const terminal::PutOrder& put) {
  const terminal::StoredOrder& order = put.order;
  auto written = run(database, "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?)", order.digest, order.envelope,
                     order.start_at, order.gateway_epoch);
  for (const terminal::StoredOccurrence& occurrence : order.occurrences) {
    if (!written) return written;
    written = run(database, "INSERT OR REPLACE INTO occurrences VALUES (?, ?, ?, ?, ?, ?)", order.digest,
                  occurrence.number, static_cast<int>(occurrence.stage), occurrence.repetition, occurrence.first_sample,
                  occurrence.samples_played);
  }
  return written;
}

// An order that could not be stored plays from memory: its stages change nothing here.
Result<void> write(sqlite::Database& database, const terminal::PutStage& put) {
  const terminal::StoredOccurrence& occurrence = put.occurrence;
  return run(database,
             "UPDATE occurrences SET stage = ?, repetition = ?, first_sample = ?, samples_played = ? "
             "WHERE order_digest = ? AND number = ?",
             static_cast<int>(occurrence.stage), occurrence.repetition, occurrence.first_sample,
             occurrence.samples_played, put.order, occurrence.number);
}

Result<void> write(sqlite::Database& database, const terminal::RemoveOrder& remove) {
  return run(database, "DELETE FROM orders WHERE digest = ?", remove.order);
}

Result<void> write(sqlite::Database& database, const terminal::PutReceipt& put) {
  const terminal::StoredReceipt& receipt = put.receipt;
  return run(database, "INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?)", receipt.digest, receipt.sequence,
             receipt.order, receipt.occurrence, static_cast<int>(receipt.stage), receipt.taken ? 1 : 0,
             receipt.envelope);
}

Result<void> for_each(sqlite::Database& database, std::string_view sql, const std::vector<Digest>& digests) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  for (const Digest& digest : digests)
    if (auto written = statement->run(digest); !written) return written;
  return {};
}

Result<void> write(sqlite::Database& database, const terminal::MarkTaken& mark) {
  return for_each(database, "UPDATE receipts SET taken = 1 WHERE digest = ?", mark.receipts);
}

Result<void> write(sqlite::Database& database, const terminal::RemoveReceipts& remove) {
  return for_each(database, "DELETE FROM receipts WHERE digest = ?", remove.receipts);
}

Result<void> write(sqlite::Database& database, const terminal::PutReplay& put) {
  return run(database, "INSERT OR REPLACE INTO replays VALUES (?, ?, ?)", put.replay.order,
             ByteView(put.replay.issuer.octets), put.replay.expires_at);
}

Result<void> write(sqlite::Database& database, const terminal::ForgetReplays& forget) {
  auto written = run(database, "DELETE FROM replays WHERE expires_at <= ?", forget.until);
  for (const KeyId& issuer : forget.issuers) {
    if (!written) return written;
    written = run(database, "DELETE FROM low_waters WHERE issuer = ?", ByteView(issuer.octets));
  }
  for (const terminal::LowWater& mark : forget.low_waters) {
    if (!written) return written;
    written =
        run(database, "INSERT OR REPLACE INTO low_waters VALUES (?, ?)", ByteView(mark.issuer.octets), mark.until);
  }
  return written;
}

Result<void> write(sqlite::Database& database, const terminal::PutStop& put) {
  return run(database, "INSERT OR REPLACE INTO stops VALUES (?, ?, ?)", put.stop.digest, put.stop.envelope,
             put.stop.expires_at);
}

Result<void> write(sqlite::Database& database, const terminal::RemoveStop& remove) {
  return run(database, "DELETE FROM stops WHERE digest = ?", remove.digest);
}

Result<void> write(sqlite::Database& database, const terminal::PutPlay& put) {
  const terminal::StoredPlay& play = put.play;
  auto written =
      run(database, "INSERT OR REPLACE INTO plays VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", play.at, play.order,
          play.occurrence, static_cast<int>(play.order_class), static_cast<int>(play.level), play.headline,
          static_cast<int>(play.outcome), static_cast<int>(play.refusal), play.samples, play.detail);
  if (!written) return written;
  return run(database,
             "DELETE FROM plays WHERE at < ? OR at <= (SELECT at FROM plays ORDER BY at DESC LIMIT 1 OFFSET ?)",
             put.forget_before, static_cast<std::int64_t>(terminal::kMaxPlaysKept));
}

Result<void> write(sqlite::Database& database, const terminal::PutEvent& put) {
  const terminal::StoredEvent& event = put.event;
  auto written = run(database, "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.number, event.at,
                     static_cast<int>(event.kind), event.detail, event.subject.value_or(Digest{}), event.count,
                     static_cast<int>(event.ended), static_cast<int>(event.told));
  if (!written) return written;
  return run(database,
             "DELETE FROM events WHERE at < ? OR number <= (SELECT number FROM events ORDER BY number DESC LIMIT 1 "
             "OFFSET ?)",
             put.forget_before, static_cast<std::int64_t>(terminal::kMaxEventsKept));
}

Result<void> put_object(sqlite::Database& database, std::string_view name, const Bytes& envelope) {
  return run(database, "INSERT OR REPLACE INTO objects VALUES (?, ?)", name, envelope);
}

Result<void> put_counter(sqlite::Database& database, std::string_view name, std::int64_t value) {
  return run(database, "INSERT OR REPLACE INTO counters VALUES (?, ?)", name, value);
}

Result<void> write(sqlite::Database& database, const terminal::PutTrustList& put) {
  return put_object(database, "trust_list", put.envelope);
}

Result<void> write(sqlite::Database& database, const terminal::PutPlace& put) {
  return put_object(database, "place", put.envelope);
}

Result<void> write(sqlite::Database& database, const terminal::PutFreshness& put) {
  return put_object(database, "freshness", put.envelope);
}

Result<void> write(sqlite::Database& database, const terminal::PutRoots& put) {
  return put_object(database, "roots", put.root_set);
}

Result<void> write(sqlite::Database& database, const terminal::PutConfiguration& put) {
  return put_object(database, "configuration", put.envelope);
}

Result<void> write(sqlite::Database& database, const terminal::PutUpdate& put) {
  return put_object(database, "update", put.record);
}

Result<void> write(sqlite::Database& database, const terminal::PutForgotten& put) {
  return put_counter(database, "forgotten_until", to_us(put.until));
}

Result<void> write(sqlite::Database& database, const terminal::PutTimeFloor& put) {
  return put_counter(database, "time_floor", to_us(put.floor));
}

Result<void> write(sqlite::Database& database, const terminal::PutTimeReset& put) {
  return put_counter(database, "time_reset", static_cast<std::int64_t>(put.sequence));
}

Result<void> write(sqlite::Database& database, const terminal::PutCounters& put) {
  auto written = put_counter(database, "sequence_reserved", static_cast<std::int64_t>(put.sequence_reserved));
  if (!written) return written;
  return put_counter(database, "refused_total", static_cast<std::int64_t>(put.refused_total));
}

}  // namespace

Result<void> write_operation(sqlite::Database& database, const terminal::JournalOperation& operation) {
  return std::visit([&](const auto& item) { return write(database, item); }, operation);
}

}  // namespace tongluo::storage

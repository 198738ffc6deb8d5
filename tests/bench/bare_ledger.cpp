#include "tests/bench/bare_ledger.hpp"

#include <sqlite3.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::bench {
namespace {

void run(sqlite3* database, const char* sql) {
  TL_ASSERT(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

void bind_blob(sqlite3_stmt* statement, int column, ByteView bytes) {
  TL_ASSERT(sqlite3_bind_blob(statement, column, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC) ==
            SQLITE_OK);
}

}  // namespace

double write_bare(const std::filesystem::path& file, const std::vector<controller::SaveReceipt>& rows,
                  std::size_t batch) {
  sqlite3* database = nullptr;
  TL_ASSERT(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE");
  run(database,
      "CREATE TABLE receipts (sequence INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, order_digest BLOB NOT NULL, "
      "terminal TEXT NOT NULL, envelope BLOB NOT NULL, received_at INTEGER NOT NULL) STRICT;"
      "CREATE INDEX receipts_of_order ON receipts (order_digest);");
  sqlite3_stmt* insert = nullptr;
  TL_ASSERT(sqlite3_prepare_v2(database, "INSERT INTO receipts VALUES (NULL, ?, ?, ?, ?, ?)", -1, &insert, nullptr) ==
            SQLITE_OK);
  const SteadyTime start = os::steady_now();
  for (std::size_t from = 0; from < rows.size(); from += batch) {
    run(database, "BEGIN IMMEDIATE");
    for (std::size_t i = from; i < std::min(from + batch, rows.size()); ++i) {
      const controller::SaveReceipt& row = rows[i];
      bind_blob(insert, 1, row.digest.view());
      bind_blob(insert, 2, row.order.view());
      sqlite3_bind_text(insert, 3, row.terminal.text().c_str(), -1, SQLITE_STATIC);
      bind_blob(insert, 4, row.envelope);
      sqlite3_bind_int64(insert, 5, to_us(row.received_at));
      TL_ASSERT(sqlite3_step(insert) == SQLITE_DONE);
      sqlite3_reset(insert);
    }
    run(database, "COMMIT");
  }
  const double seconds_taken = std::chrono::duration<double>(os::steady_now() - start).count();
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return seconds_taken;
}

}  // namespace tongluo::bench

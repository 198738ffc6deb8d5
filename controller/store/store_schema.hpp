#pragma once
// The store's schema. A step is never edited once released: a change is a new step.
// `sequence` is the order of arrival. orders.addressed: one terminal id per line; in_memory: the core had it when it
// stopped; withdrawn: the word that to_string(Refusal) gives. stops.orders: digests, 32 bytes each.
// records: accounts, sessions, tokens (controller/accounts/records.hpp) and the map of the console.
// history.points: a series as controller/core/history_ledger.hpp writes it.
// clips.added_at, clips.expires_at: 0 is not known, and never. clips.loudness_clufs, true_peak_cdbtp: hundredths; both
// 0: not measured. history.step: 0 to 2 are charts, 3 is when the terminal was online
// (controller/core/online_ledger.hpp). proposals.holds and clips.warnings: one word per line. proposals.state: the word
// that to_string(OrderState) gives.

#include <array>
#include <string_view>

#include "protocol/sqlite/database.hpp"

namespace tongluo::store {

constexpr std::array<std::string_view, 10> kStoreSteps = {R"sql(
CREATE TABLE trust_list (
  id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, envelope BLOB NOT NULL) STRICT;
CREATE TABLE places (
  terminal TEXT PRIMARY KEY, version INTEGER NOT NULL, envelope BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE certificates (terminal TEXT PRIMARY KEY, der BLOB NOT NULL) STRICT;
CREATE TABLE orders (
  sequence INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, envelope BLOB NOT NULL, submitted_at INTEGER NOT NULL,
  start_at INTEGER NOT NULL, addressed TEXT NOT NULL) STRICT;
CREATE TABLE receipts (
  sequence INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, order_digest BLOB NOT NULL, terminal TEXT NOT NULL,
  envelope BLOB NOT NULL, received_at INTEGER NOT NULL) STRICT;
CREATE INDEX receipts_of_order ON receipts (order_digest);
CREATE TABLE foreign_receipts (
  sequence INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, order_digest BLOB NOT NULL, terminal TEXT NOT NULL,
  envelope BLOB NOT NULL, received_at INTEGER NOT NULL) STRICT;
CREATE TABLE clips (
  sequence INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, manifest BLOB NOT NULL, audio BLOB NOT NULL) STRICT;
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
  previous BLOB NOT NULL, digest BLOB NOT NULL) STRICT;
)sql",
                                                          R"sql(
CREATE TABLE freshness (id INTEGER PRIMARY KEY CHECK (id = 1), envelope BLOB NOT NULL) STRICT;
CREATE TABLE roots (id INTEGER PRIMARY KEY CHECK (id = 1), root_set BLOB NOT NULL) STRICT;
CREATE TABLE proposals (
  sequence INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, envelope BLOB NOT NULL, state TEXT NOT NULL,
  origin TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, holds TEXT NOT NULL,
  changed_at INTEGER NOT NULL) STRICT;
CREATE TABLE stops (
  sequence INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, envelope BLOB NOT NULL, received_at INTEGER NOT NULL,
  until INTEGER NOT NULL, orders BLOB NOT NULL) STRICT;
CREATE TABLE documents (
  kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;
ALTER TABLE clips ADD COLUMN warnings TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_of_subject ON audit (subject);
)sql",
                                                          R"sql(
CREATE TABLE data_months (
  terminal TEXT NOT NULL, month INTEGER NOT NULL, control_up INTEGER NOT NULL, control_down INTEGER NOT NULL,
  media_up INTEGER NOT NULL, media_down INTEGER NOT NULL, PRIMARY KEY (terminal, month)) STRICT, WITHOUT ROWID;
)sql",
                                                          R"sql(
CREATE TABLE records (
  kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, name)) STRICT;
)sql",
                                                          R"sql(
CREATE TABLE history (
  terminal TEXT NOT NULL, step INTEGER NOT NULL, points BLOB NOT NULL, PRIMARY KEY (terminal, step)) STRICT;
)sql",
                                                          R"sql(
ALTER TABLE clips ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE clips ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE clips ADD COLUMN added_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clips ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
)sql",
                                                          R"sql(
ALTER TABLE clips ADD COLUMN loudness_clufs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clips ADD COLUMN true_peak_cdbtp INTEGER NOT NULL DEFAULT 0;
)sql",
                                                          R"sql(
ALTER TABLE clips ADD COLUMN words TEXT NOT NULL DEFAULT '';
)sql",
                                                          R"sql(
ALTER TABLE documents RENAME TO documents_without_age;
CREATE TABLE documents (
  sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
  UNIQUE (kind, name)) STRICT;
INSERT INTO documents (kind, name, body) SELECT kind, name, body FROM documents_without_age ORDER BY kind, name;
DROP TABLE documents_without_age;
)sql",
                                                          R"sql(
ALTER TABLE orders ADD COLUMN in_memory INTEGER NOT NULL DEFAULT 1;
ALTER TABLE orders ADD COLUMN withdrawn TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN withdrawn_at INTEGER NOT NULL DEFAULT 0;
UPDATE orders SET in_memory = 0 WHERE sequence <= (SELECT max(sequence) FROM orders) - 1024;
CREATE INDEX orders_in_memory ON orders (sequence) WHERE in_memory;
CREATE INDEX stops_by_end ON stops (until);
)sql"};

// For a file from elsewhere. refused: of a newer version; corrupt: not what the steps up to its version made.
Result<void> check_store_schema(sqlite::Database& database);

}  // namespace tongluo::store

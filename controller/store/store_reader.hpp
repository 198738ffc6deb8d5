#pragma once
// Rows as values of the core. Owner thread: the one that owns the database. No clock. Limits: kMaxOrdersInMemory,
// kMaxReceiptsLoaded. Errors: as protocol/sqlite; corrupt names the table whose row cannot be.

#include "controller/core/stored.hpp"
#include "protocol/sqlite/database.hpp"

namespace tongluo::store {

constexpr std::size_t kMaxReceiptsLoaded = 500'000;  // of one order; with more, its export is an error (limit)

Result<controller::Snapshot> read_snapshot(sqlite::Database& database);

// nullptr: not there, unreadable, or its bytes are not those that the digest names.
session::SharedClip read_clip(sqlite::Database& database, const Digest& digest);

// The envelopes in the order of their arrival.
Result<std::vector<Bytes>> read_receipts(sqlite::Database& database, const Digest& order);

}  // namespace tongluo::store

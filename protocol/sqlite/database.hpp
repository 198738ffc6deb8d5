#pragma once
// A SQLite database file: WAL, synchronous FULL, foreign keys on; triggers, views and functions that its own schema
// names never run. RAII only; no exceptions. Owner: one thread at a time. Blocking. Errors: corrupt (not a database, or
// damaged), refused (written by a newer version: see migrate), limit (disk or page limit full), unavailable (locked by
// another process), conflict (a constraint), not_found and io (the file cannot be opened, read or written).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "protocol/sqlite/statement.hpp"

struct sqlite3;

namespace tongluo::sqlite {

struct OpenOptions {
  bool create = true;
  // Nothing is written or locked, neither file nor WAL nor an index beside them: also on a disk that cannot be written.
  // What the WAL holds is read. Nobody may write meanwhile.
  bool read_only = false;
  milliseconds busy_timeout{2'000};
  std::int64_t journal_size_limit_bytes = 16 * 1024 * 1024;  // the WAL file shrinks back to this
};

class Database {
 public:
  static Result<Database> open(const std::filesystem::path& file, const OpenOptions& options = {});

  Result<Statement> prepare(std::string_view sql);
  Result<void> execute(std::string_view sql);                // one or more statements without parameters
  Result<std::int64_t> query_integer(std::string_view sql);  // first column of the first row
  std::int64_t last_row_id() const;
  std::int64_t changes() const;  // rows changed by the last statement

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}

  std::unique_ptr<sqlite3, Closer> handle_;
};

// BEGIN IMMEDIATE; rolls back unless committed. A commit that fails has rolled back.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Result<void> commit();

  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

// No program will ever have so many steps: a higher version is damage.
constexpr std::int64_t kMostSchemaSteps = 10'000;

// Brings the schema to version steps.size(). steps[n] leads from version n to n + 1, each in its own transaction; the
// version is SQLite's user_version. A database of a higher version is ErrorKind::refused and is not touched.
Result<void> migrate(Database& database, std::span<const std::string_view> steps);

}  // namespace tongluo::sqlite

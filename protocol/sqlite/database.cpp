#include "protocol/sqlite/database.hpp"

#include <limits>
#include <sqlite3.h>
#include <string>

#include "protocol/sqlite/error.hpp"

namespace tongluo::sqlite {
namespace {

Error named(const std::filesystem::path& file, Error error) {
  error.detail = file.string() + ": " + error.detail;
  return error;
}

std::string set_up(const OpenOptions& options) {
  return "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
         "PRAGMA journal_size_limit = " +
         std::to_string(options.journal_size_limit_bytes) + ";";
}

// What a file says of itself runs nothing: none of our schemas has triggers or views, and SQL cannot write the schema's
// own table or the pages below it.
Result<void> distrust(sqlite3* handle) {
  constexpr std::pair<int, int> kSettings[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                               {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                               {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                               {SQLITE_DBCONFIG_ENABLE_VIEW, 0}};
  for (const auto& [setting, value] : kSettings) {
    int now = -1;
    const int code = sqlite3_db_config(handle, setting, value, &now);
    if (code != SQLITE_OK || now != value) return tl::unexpected(error_of(handle, code));
  }
  return {};
}

// Without a WAL beside it, the file is everything, and SQLite shall not try to make one.
std::string immutable_uri(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char c : file.string()) uri += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
  return uri + "?immutable=1";
}

int open_to_read(const std::filesystem::path& file, sqlite3** handle) {
  constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
  std::error_code ignored;
  if (std::filesystem::exists(file.string() + "-wal", ignored))
    return sqlite3_open_v2(file.c_str(), handle, kFlags, "unix-none");
  return sqlite3_open_v2(immutable_uri(file).c_str(), handle, kFlags | SQLITE_OPEN_URI, nullptr);
}

int open_to_write(const std::filesystem::path& file, bool create, sqlite3** handle) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  return sqlite3_open_v2(file.c_str(), handle, flags, nullptr);
}

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Result<Database> Database::open(const std::filesystem::path& file, const OpenOptions& options) {
  std::error_code ignored;
  if (!options.create && !std::filesystem::exists(file, ignored)) {
    return fail(ErrorKind::not_found, file.string() + ": no such database");
  }
  sqlite3* handle = nullptr;
  const int code = options.read_only ? open_to_read(file, &handle) : open_to_write(file, options.create, &handle);
  Database database(handle);  // also a failed open gives a handle that must be closed
  if (code != SQLITE_OK) return tl::unexpected(named(file, error_of(handle, code)));
  if (auto distrusted = distrust(handle); !distrusted) return tl::unexpected(named(file, distrusted.error()));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
  // Alone with the file it keeps the WAL's index in memory instead of making one beside it.
  if (auto alone = options.read_only ? database.execute("PRAGMA locking_mode = EXCLUSIVE") : Result<void>(); !alone)
    return tl::unexpected(named(file, alone.error()));
  // Reading the version touches the file: rubbish is found here and not at the first write.
  if (auto version = database.query_integer("PRAGMA user_version"); !version) {
    return tl::unexpected(named(file, version.error()));
  }
  if (options.read_only) return database;
  if (auto ready = database.execute(set_up(options)); !ready) return tl::unexpected(named(file, ready.error()));
  return database;
}

Result<Statement> Database::prepare(std::string_view sql) {
  if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return fail(ErrorKind::bad_input, "SQL too long");
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error_of(handle_.get(), code));
  if (statement == nullptr) return fail(ErrorKind::bad_input, "SQL without a statement");
  return Statement(statement);
}

Result<void> Database::execute(std::string_view sql) {
  const std::string terminated(sql);
  const int code = sqlite3_exec(handle_.get(), terminated.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error_of(handle_.get(), code));
  return {};
}

Result<std::int64_t> Database::query_integer(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return tl::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return fail(ErrorKind::not_found, "no row for " + std::string(sql));
  return statement->integer(0);
}

std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(handle_.get()); }

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

Result<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return tl::unexpected(begun.error());
  return Transaction(database);
}

Result<void> Transaction::commit() {
  auto committed = database_->execute("COMMIT");
  if (committed) database_ = nullptr;  // otherwise the destructor rolls back
  return committed;
}

Transaction::~Transaction() {
  // Some failures (disk full) have rolled back already; then this one fails and nothing is left to do.
  if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

Result<void> migrate(Database& database, std::span<const std::string_view> steps) {
  const auto version = database.query_integer("PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  const auto known = static_cast<std::int64_t>(steps.size());
  if (*version < 0 || *version > kMostSchemaSteps)
    return fail(ErrorKind::corrupt, "the database has schema version " + std::to_string(*version));
  if (*version > known) {
    return fail(ErrorKind::refused, "the database has schema version " + std::to_string(*version) +
                                        ", this program knows versions up to " + std::to_string(known) +
                                        ": it was written by a newer program");
  }
  for (std::int64_t next = *version; next < known; ++next) {
    auto transaction = Transaction::begin(database);
    if (!transaction) return tl::unexpected(transaction.error());
    if (auto done = database.execute(steps[static_cast<std::size_t>(next)]); !done) return done;
    if (auto done = database.execute("PRAGMA user_version = " + std::to_string(next + 1)); !done) return done;
    if (auto done = transaction->commit(); !done) return done;
  }
  return {};
}

}  // namespace tongluo::sqlite

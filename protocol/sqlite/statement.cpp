#include "protocol/sqlite/statement.hpp"

#include <sqlite3.h>

#include "protocol/sqlite/error.hpp"

namespace tongluo::sqlite {

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<void> Statement::checked(int code) const {
  if (code == SQLITE_OK) return {};
  return tl::unexpected(error_of(sqlite3_db_handle(statement_.get()), code));
}

Result<void> Statement::bind_at(int index, std::int64_t value) {
  return checked(sqlite3_bind_int64(statement_.get(), index, value));
}

Result<void> Statement::bind_at(int index, ByteView value) {
  // A null pointer would bind NULL; an empty blob is a value.
  const void* data = value.empty() ? "" : static_cast<const void*>(value.data());
  return checked(sqlite3_bind_blob64(statement_.get(), index, data, value.size(), SQLITE_STATIC));
}

Result<void> Statement::bind_at(int index, std::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  return checked(sqlite3_bind_text64(statement_.get(), index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

Result<void> Statement::bind_at(int index, std::nullopt_t) {
  return checked(sqlite3_bind_null(statement_.get(), index));
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected(error_of(sqlite3_db_handle(statement_.get()), code));
}

Result<void> Statement::finish() {
  Result<void> result;
  for (;;) {
    const auto row = step();
    if (!row) result = tl::unexpected(row.error());
    if (!row || !*row) break;
  }
  reset();
  return result;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());  // what was borrowed is not kept
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

ByteView Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? ByteView{} : ByteView(static_cast<const std::byte*>(data), static_cast<std::size_t>(size));
}

std::string_view Statement::text(int column) const { return as_text(blob(column)); }

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

Bytes Statement::bytes(int column) const {
  const ByteView view = blob(column);
  return Bytes(view.begin(), view.end());
}

std::optional<Digest> Statement::digest(int column) const { return digest_from_bytes(blob(column)); }

std::size_t Statement::octets() const {
  std::size_t sum = 0;
  for (int column = sqlite3_column_count(statement_.get()) - 1; column >= 0; --column) {
    const int type = sqlite3_column_type(statement_.get(), column);
    if (type == SQLITE_BLOB || type == SQLITE_TEXT) sum += blob(column).size();
  }
  return sum;
}

}  // namespace tongluo::sqlite

#pragma once
// One prepared SQLite statement. Owner: the thread that owns its Database, which must outlive it. Blocking. No clock.
// Use: run(values…) for a write; bind(values…) and then step() until false for a query.
// Errors: as database.hpp says.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

struct sqlite3_stmt;

namespace tongluo::sqlite {

class Statement {
 public:
  // Binds from the first parameter on and executes to the end. The values are only borrowed for the call.
  template <class... Values>
  Result<void> run(const Values&... values) {
    auto bound = bind(values...);
    return bound ? finish() : bound;
  }

  // Resets and binds from the first parameter on; values are borrowed until the last step(). std::nullopt binds NULL.
  template <class... Values>
  Result<void> bind(const Values&... values) {
    reset();
    int index = 0;
    Result<void> result;
    static_cast<void>(((result = bind_at(++index, values)).has_value() && ...));
    return result;
  }

  Result<bool> step();  // true: a row is there
  void reset();

  // Of the row that step() found; columns count from 0. A view lives until the next step() or reset().
  std::int64_t integer(int column) const;
  ByteView blob(int column) const;
  std::string_view text(int column) const;
  bool is_null(int column) const;
  Bytes bytes(int column) const;
  std::optional<Digest> digest(int column) const;  // exactly 32 bytes, else nothing
  std::size_t octets() const;                      // of all texts and blobs of the row
  WallTime time(int column) const { return wall_from_us(integer(column)); }

 private:
  friend class Database;
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  Result<void> finish();
  Result<void> bind_at(int index, std::int64_t value);
  Result<void> bind_at(int index, std::uint64_t value) { return bind_at(index, static_cast<std::int64_t>(value)); }
  Result<void> bind_at(int index, std::uint32_t value) { return bind_at(index, static_cast<std::int64_t>(value)); }
  Result<void> bind_at(int index, int value) { return bind_at(index, static_cast<std::int64_t>(value)); }
  Result<void> bind_at(int index, WallTime value) { return bind_at(index, to_us(value)); }
  Result<void> bind_at(int index, ByteView value);
  Result<void> bind_at(int index, const Bytes& value) { return bind_at(index, ByteView(value)); }
  Result<void> bind_at(int index, const Digest& value) { return bind_at(index, value.view()); }
  Result<void> bind_at(int index, std::string_view value);
  Result<void> bind_at(int index, std::nullopt_t);
  Result<void> checked(int code) const;

  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

}  // namespace tongluo::sqlite

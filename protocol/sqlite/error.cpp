#include "protocol/sqlite/error.hpp"

#include <sqlite3.h>

namespace tongluo::sqlite {
namespace {

ErrorKind kind_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorKind::corrupt;
    case SQLITE_FULL:
      return ErrorKind::limit;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::unavailable;
    case SQLITE_CONSTRAINT:
      return ErrorKind::conflict;
    case SQLITE_TOOBIG:
      return ErrorKind::limit;
    default:
      return ErrorKind::io;
  }
}

}  // namespace

Error error_of(sqlite3* handle, int code) {
  std::string detail = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  return Error{kind_of(code), detail + " (SQLite " + std::to_string(code) + ")"};
}

}  // namespace tongluo::sqlite

#pragma once
// SQLite's result codes as our errors. Inside protocol/sqlite only.

#include "protocol/base/result.hpp"

struct sqlite3;

namespace tongluo::sqlite {

Error error_of(sqlite3* handle, int code);

}  // namespace tongluo::sqlite

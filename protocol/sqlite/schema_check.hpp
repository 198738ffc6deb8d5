#pragma once
// Is a database what our own statements would have made it, and nothing else? A file from elsewhere may hold triggers,
// views and indexes that run when it is read or written; they are found before anything of it is looked at.
// Any thread; blocking; writes nothing.

#include <span>
#include <string_view>

#include "protocol/sqlite/database.hpp"

namespace tongluo::sqlite {

// corrupt: an object that `steps`, executed in turn, do not make, or make otherwise, or one that is missing; the
// detail names it.
Result<void> check_schema(Database& database, std::span<const std::string_view> steps);

}  // namespace tongluo::sqlite

#pragma once
// A consistent copy of a database that others may be writing (SQLite's online backup). Any thread; blocking. The copy
// is one file of one moment: what was committed before it began is in it, nothing else. Errors: as database.hpp says.

#include "protocol/sqlite/database.hpp"

namespace tongluo::sqlite {

// `to` must not exist.
Result<void> copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

// corrupt: SQLite finds damage. Reads everything.
Result<void> check_integrity(Database& database);

}  // namespace tongluo::sqlite

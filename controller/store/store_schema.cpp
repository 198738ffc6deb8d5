#include "controller/store/store_schema.hpp"

#include <span>

#include "protocol/sqlite/schema_check.hpp"

namespace tongluo::store {

Result<void> check_store_schema(sqlite::Database& database) {
  const auto version = database.query_integer("PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  if (*version < 0) return fail(ErrorKind::corrupt, "it has schema version " + std::to_string(*version));
  if (*version > static_cast<std::int64_t>(kStoreSteps.size()))
    return fail(ErrorKind::refused, "it was written by a newer program: schema version " + std::to_string(*version));
  return sqlite::check_schema(database, std::span(kStoreSteps).first(static_cast<std::size_t>(*version)));
}

}  // namespace tongluo::store

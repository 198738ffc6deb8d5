#include "protocol/sqlite/schema_check.hpp"

#include <map>
#include <string>

namespace tongluo::sqlite {
namespace {

// Type, name and table, with the text that made it; the indexes that SQLite makes by itself have none.
using Schema = std::map<std::string, std::string, std::less<>>;
constexpr std::string_view kObjects = "SELECT type || ' ' || name || ' of ' || tbl_name, sql FROM sqlite_schema";

Result<Schema> schema_made_by(std::span<const std::string_view> steps) {
  auto model = Database::open(":memory:");
  if (!model) return tl::unexpected(model.error());
  for (const std::string_view step : steps)
    if (auto made = model->execute(step); !made) return tl::unexpected(made.error());
  auto objects = model->prepare(kObjects);
  if (!objects) return tl::unexpected(objects.error());
  Schema schema;
  for (;;) {
    const auto row = objects->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return schema;
    schema.emplace(objects->text(0), objects->text(1));
  }
}

}  // namespace

Result<void> check_schema(Database& database, std::span<const std::string_view> steps) {
  auto expected = schema_made_by(steps);
  if (!expected) return tl::unexpected(expected.error());
  auto objects = database.prepare(kObjects);
  if (!objects) return tl::unexpected(objects.error());
  for (;;) {
    const auto row = objects->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) break;
    const auto known = expected->find(objects->text(0));
    if (known == expected->end() || known->second != objects->text(1))
      return fail(ErrorKind::corrupt, "it holds what this program never made: " + std::string(objects->text(0)));
    expected->erase(known);  // a second one of the name is foreign
  }
  if (expected->empty()) return {};
  return fail(ErrorKind::corrupt, "it lacks " + expected->begin()->first);
}

}  // namespace tongluo::sqlite

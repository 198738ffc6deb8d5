#include "tests/faults/content.hpp"

#include <vector>

#include "protocol/sqlite/copy.hpp"
#include "protocol/sqlite/database.hpp"

namespace tongluo::faults {

Result<std::string> content_of(const std::filesystem::path& file) {
  auto database = sqlite::Database::open(file);
  if (!database) return fail(database.error());
  if (auto whole = sqlite::check_integrity(*database); !whole) return fail(whole.error());
  auto tables = database->prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name");
  if (!tables) return fail(tables.error());
  std::string text;
  std::vector<std::string> names;
  while (true) {
    const auto row = tables->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    names.emplace_back(tables->text(0));
  }
  for (const std::string& name : names) {
    auto columns = database->prepare(
        "SELECT group_concat('quote(\"' || name || '\")', '||\",\"||') FROM pragma_table_info('" + name + "')");
    if (!columns) return fail(columns.error());
    if (auto row = columns->step(); !row) return fail(row.error());
    auto rows = database->prepare("SELECT " + std::string(columns->text(0)) + " FROM \"" + name + "\" ORDER BY 1");
    if (!rows) return fail(rows.error());
    text += name + '\n';
    while (true) {
      const auto row = rows->step();
      if (!row) return fail(row.error());
      if (!*row) break;
      text += std::string(rows->text(0)) + '\n';
    }
  }
  return text;
}

}  // namespace tongluo::faults

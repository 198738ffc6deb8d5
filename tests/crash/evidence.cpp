#include "tests/crash/evidence.hpp"

#include "controller/store/sqlite_store.hpp"
#include "protocol/sqlite/database.hpp"

namespace tongluo::crash {
namespace {

namespace fs = std::filesystem;

fs::path copy_of(const County& county) {
  const fs::path copy = county.folder() / "copy";
  fs::remove_all(copy);
  fs::create_directories(copy);
  for (const std::string suffix : {"", "-wal"}) {
    const fs::path file = county.database().string() + suffix;
    if (fs::exists(file)) fs::copy_file(file, copy / file.filename());
  }
  return copy / county.database().filename();
}

Result<void> read_receipts(sqlite::Database& database, const Testimony& testimony, Findings& found,
                           std::set<Digest>& there) {
  for (const char* table : {"receipts", "foreign_receipts"}) {
    auto query = database.prepare("SELECT digest, envelope FROM " + std::string(table));
    if (!query) return tl::unexpected(query.error());
    if (auto bound = query->bind(); !bound) return bound;
    while (true) {
      const auto row = query->step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) break;
      ++found.rows;
      const auto digest = query->digest(0);
      const auto made = digest ? testimony.made.find(*digest) : testimony.made.end();
      if (made == testimony.made.end()) {
        ++found.invented;
        continue;
      }
      if (!there.insert(*digest).second) ++found.doubled;
      const auto envelope = query->blob(1);
      if (!std::equal(envelope.begin(), envelope.end(), made->second.begin(), made->second.end())) ++found.changed;
    }
  }
  return {};
}

Result<void> read_orders(sqlite::Database& database, const std::set<Digest>& acknowledged, Findings& found) {
  auto query = database.prepare("SELECT digest FROM orders");
  if (!query) return tl::unexpected(query.error());
  if (auto bound = query->bind(); !bound) return bound;
  std::set<Digest> there;
  while (true) {
    const auto row = query->step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) break;
    if (const auto digest = query->digest(0)) there.insert(*digest);
  }
  for (const Digest& order : acknowledged) found.orders_lost += there.contains(order) ? 0 : 1;
  return {};
}

// The store itself checks its audit chain when it opens.
void check_whole(const fs::path& file, Findings& found) {
  const auto opened = store::SqliteStore::open(file, [](const std::vector<store::Completion>&) {});
  if (!opened) found.damage = opened.error().detail;
}

}  // namespace

Findings examine(const County& county, const Testimony& testimony, const std::set<Digest>& acknowledged_orders) {
  Findings found;
  const fs::path file = copy_of(county);
  if (!fs::exists(file)) {
    found.lost = testimony.taken.size();
    found.orders_lost = acknowledged_orders.size();
    return found;
  }
  std::set<Digest> there;
  {
    auto database = sqlite::Database::open(file);
    Result<void> read = database ? Result<void>() : tl::unexpected(database.error());
    if (database) {
      const auto broken =
          database->query_integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'");
      if (!broken || *broken != 0) found.damage = "integrity check";
      // Killed before its first start was through, it may have no tables yet: then nothing was acknowledged either.
      const auto tables = database->query_integer("SELECT count(*) FROM sqlite_master WHERE name = 'foreign_receipts'");
      if (tables && *tables == 1) {
        read = read_receipts(*database, testimony, found, there);
        if (read) read = read_orders(*database, acknowledged_orders, found);
      } else {
        found.orders_lost = acknowledged_orders.size();
      }
    }
    if (!read) found.damage = read.error().detail;
  }
  for (const Digest& receipt : testimony.taken) found.lost += there.contains(receipt) ? 0 : 1;
  if (found.damage.empty()) check_whole(file, found);
  return found;
}

std::string Findings::text() const {
  return std::to_string(rows) + " rows, lost " + std::to_string(lost) + ", doubled " + std::to_string(doubled) +
         ", changed " + std::to_string(changed) + ", invented " + std::to_string(invented) + ", orders lost " +
         std::to_string(orders_lost) + (damage.empty() ? "" : ", damage: " + damage);
}

}  // namespace tongluo::crash

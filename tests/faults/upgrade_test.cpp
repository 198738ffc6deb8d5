// A store of each earlier schema, with a row in each of its tables: brought to the newest one with all rows, also when
// power fails anywhere on the way.

#include <gtest/gtest.h>
#include <span>

#include "controller/store/audit_chain.hpp"
#include "controller/store/sqlite_store.hpp"
#include "controller/store/store_schema.hpp"
#include "protocol/sqlite/database.hpp"
#include "tests/faults/content.hpp"
#include "tests/faults/faulty_disk.hpp"

namespace tongluo::faults {
namespace {

const std::filesystem::path kFile = "/store.db";  // on the simulated disk

// What each step's tables hold, as the programs of that time wrote it.
constexpr std::array kRows = {
    R"sql(
INSERT INTO trust_list VALUES (1, 7, x'AA');
INSERT INTO places VALUES ('TL-1', 3, x'AB');
INSERT INTO certificates VALUES ('TL-1', x'AC');
INSERT INTO orders VALUES (1, x'01', x'AD', 1000, 2000, 'TL-1');
INSERT INTO receipts VALUES (1, x'02', x'01', 'TL-1', x'AE', 3000);
INSERT INTO foreign_receipts VALUES (1, x'03', x'04', 'TL-9', x'AF', 3000);
INSERT INTO clips (sequence, digest, manifest, audio) VALUES (1, x'05', x'B0', x'B1B2');
)sql",
    R"sql(
INSERT INTO freshness VALUES (1, x'BA');
INSERT INTO roots VALUES (1, x'BB');
INSERT INTO proposals VALUES (1, x'07', x'BC', 'draft', 'api', 'li', '', '', 5);
INSERT INTO stops VALUES (1, x'08', x'BD', 6, 7, x'01');
INSERT INTO documents VALUES ('group', 'river', 'area 500116101000');
)sql",
    "INSERT INTO data_months VALUES ('TL-1', 202611, 1, 2, 3, 4);",
    "INSERT INTO records VALUES ('account', 'li', 'one');",
    "INSERT INTO history VALUES ('TL-1', 0, x'BE');",
    "UPDATE clips SET author = 'account:li', name = 'n', added_at = 8, expires_at = 9;",
    "UPDATE clips SET loudness_clufs = -2300, true_peak_cdbtp = -150;",
    "UPDATE clips SET words = 'w';",
    "UPDATE documents SET body = 'area 500116102000';",
    "UPDATE orders SET withdrawn = 'unknown_key', withdrawn_at = 9;",
};
static_assert(kRows.size() == store::kStoreSteps.size(), "a new step: say here what its tables hold");

void make_store_of(std::size_t version) {
  auto database = sqlite::Database::open(kFile);
  ASSERT_TRUE(database) << database.error().detail;
  for (std::size_t step = 0; step < version; ++step) {
    ASSERT_TRUE(sqlite::migrate(*database, std::span(store::kStoreSteps).first(step + 1)));
    const auto put = database->execute(kRows[step]);
    ASSERT_TRUE(put) << put.error().detail;
  }
  const std::string beginning(2 * sizeof(Digest::octets), '0');
  const Digest digest = store::audit_digest({}, 1, {wall_from_us(4'000), "order.submitted", "s", "d"});
  const auto put = database->execute("INSERT INTO audit VALUES (1, 4000, 'order.submitted', 's', 'd', x'" + beginning +
                                     "', x'" + to_string(digest) + "')");
  ASSERT_TRUE(put) << put.error().detail;
}

Result<void> start() {
  const auto opened = store::SqliteStore::open(kFile, [](const std::vector<store::Completion>&) {});
  return opened ? Result<void>() : fail(opened.error());
}

// The rows alone: whoever added a column with a value of its own does not change what was written.
void expect_all_rows(std::size_t version) {
  auto database = sqlite::Database::open(kFile);
  ASSERT_TRUE(database) << database.error().detail;
  EXPECT_EQ(database->query_integer("PRAGMA user_version").value(),
            static_cast<std::int64_t>(store::kStoreSteps.size()));
  const std::vector<std::vector<std::string>> tables = {
      {"trust_list", "places", "certificates", "orders", "receipts", "foreign_receipts", "clips", "audit"},
      {"freshness", "roots", "proposals", "stops", "documents"},
      {"data_months"},
      {"records"},
      {"history"},
      {"clips"},
      {"clips"},
      {"clips"},
      {"documents"},
      {"orders"}};
  ASSERT_EQ(tables.size(), kRows.size());
  for (std::size_t step = 0; step < version; ++step)
    for (const std::string& table : tables[step])
      EXPECT_EQ(database->query_integer("SELECT count(*) FROM " + table).value(), 1) << table;
}

TEST(Upgrade, AStoreOfEveryEarlierSchemaKeepsAllItsRows) {
  for (std::size_t version = 1; version <= store::kStoreSteps.size(); ++version) {
    SCOPED_TRACE(version);
    FaultyDisk disk;
    const DiskVfs vfs(disk);
    make_store_of(version);
    const auto started = start();
    ASSERT_TRUE(started) << started.error().detail;
    expect_all_rows(version);
  }
}

TEST(Upgrade, APowerCutAnywhereOnTheWayIsGoneOnFromAtTheNextStart) {
  std::uint64_t cuts = 0;
  for (const Survival survival : kSurvivals) {
    for (std::uint64_t at = 1;; ++at) {
      FaultyDisk disk;
      const DiskVfs vfs(disk);
      make_store_of(1);
      disk.arm({Operation::write, at, Effect::power_cut});
      static_cast<void>(start());
      if (!disk.has_fired()) break;
      ++cuts;
      std::mt19937_64 random(at);
      disk.restart(survival, random);
      const auto started = start();
      ASSERT_TRUE(started) << "cut at " << at << ": " << started.error().detail;
      expect_all_rows(1);
      ASSERT_TRUE(content_of(kFile)) << "the file is not whole";
    }
  }
  EXPECT_GT(cuts, 50U);
}

}  // namespace
}  // namespace tongluo::faults

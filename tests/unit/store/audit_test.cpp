// The audit log's chain as a verifier sees it: rows read by plain SQL, digests computed again.

#include <gtest/gtest.h>

#include "controller/store/audit_chain.hpp"
#include "controller/store/audit_log.hpp"
#include "protocol/sqlite/database.hpp"
#include "tests/unit/store/store_rig.hpp"

namespace tongluo::store {
namespace {

// The subjects of all entries; fails the test where the chain does not hold.
std::vector<std::string> verified_subjects(const std::filesystem::path& file) {
  auto database = sqlite::Database::open(file);
  auto rows = database->prepare("SELECT sequence, at, action, subject, detail, previous, digest FROM audit ORDER BY 1");
  std::vector<std::string> subjects;
  Digest previous;
  while (rows->step().value_or(false)) {
    const controller::SaveAudit entry{rows->time(1), std::string(rows->text(2)), std::string(rows->text(3)),
                                      std::string(rows->text(4))};
    subjects.push_back(entry.subject);
    EXPECT_EQ(rows->integer(0), static_cast<std::int64_t>(subjects.size()));
    EXPECT_EQ(rows->digest(5), previous);
    EXPECT_EQ(rows->digest(6), audit_digest(previous, subjects.size(), entry));
    previous = rows->digest(6).value_or(Digest{});
  }
  return subjects;
}

TEST(AuditChain, GoesOnAcrossTransactionsAndRestarts) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({audit("one"), audit("two")}));
  ASSERT_TRUE(rig.write({audit("three")}));
  rig.open();
  ASSERT_TRUE(rig.write({audit("four")}));
  rig.close();
  EXPECT_EQ(verified_subjects(rig.file()), (std::vector<std::string>{"one", "two", "three", "four"}));
}

struct Damage {
  const char* name;
  const char* sql;
};

TEST(AuditChain, ADamagedEntryIsReportedAtTheStartAndNotBuiltUpon) {
  const Damage table[] = {
      {"digest", "UPDATE audit SET digest = x'00' WHERE sequence = 2"},
      {"previous", "UPDATE audit SET previous = zeroblob(32) WHERE sequence = 2"},
      {"detail", "UPDATE audit SET detail = 'nothing happened' WHERE sequence = 2"},
      {"time", "UPDATE audit SET at = at + 1 WHERE sequence = 2"},
      {"removed", "DELETE FROM audit WHERE sequence = 2"},
  };
  for (const Damage& damage : table) {
    StoreRig rig;
    ASSERT_TRUE(rig.write({audit("one"), audit("two"), audit("three")}));
    rig.close();
    ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute(damage.sql)) << damage.name;
    const auto opened = SqliteStore::open(rig.file(), [](std::vector<Completion>) {});
    ASSERT_FALSE(opened) << damage.name;
    EXPECT_EQ(opened.error().kind, ErrorKind::corrupt) << damage.name;
    EXPECT_NE(opened.error().detail.find("audit entry 2"), std::string::npos) << opened.error().detail;
  }
}

TEST(AuditChain, OnlyTheNewestEntriesAreCheckedAtTheStart) {
  StoreRig rig;
  std::vector<StoreWrite> writes;
  for (std::uint64_t i = 0; i < kAuditEntriesCheckedAtOpen + 2; ++i) writes.push_back(audit("entry"));
  ASSERT_TRUE(rig.write(std::move(writes)));
  rig.close();
  ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute("UPDATE audit SET detail = '' WHERE sequence = 1"));
  rig.open();
  rig.close();
  ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute("UPDATE audit SET detail = '' WHERE sequence = 3"));
  EXPECT_FALSE(SqliteStore::open(rig.file(), [](std::vector<Completion>) {}));
}

std::vector<controller::AuditEntry> loaded(StoreRig& rig, controller::LoadAudit wanted) {
  EXPECT_TRUE(rig->load_audit(std::move(wanted)));
  auto done = std::get<AuditLoaded>(rig.work().at(0));
  EXPECT_TRUE(done.entries) << done.entries.error().detail;
  return done.entries ? *done.entries : std::vector<controller::AuditEntry>{};
}

TEST(AuditChain, IsReadByPage) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({audit("one"), audit("two"), audit("three")}));
  const auto first = loaded(rig, {7, "", {.limit = 2}});
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].sequence, 1U);
  EXPECT_EQ(first[0].subject, "one");
  EXPECT_EQ(first[0].detail, "三个镇");
  EXPECT_EQ(first[0].at, wall_from_us(4'000));
  EXPECT_EQ(first[1].previous, first[0].digest);
  const auto rest = loaded(rig, {7, "", {.after = 2, .limit = 2}});
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].subject, "three");
  EXPECT_TRUE(loaded(rig, {7, "", {.after = 3, .limit = 2}}).empty());
}

TEST(AuditChain, IsReadFromItsEndAndBySubject) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({audit("a"), audit("b"), audit("a"), audit("b"), audit("a")}));
  const auto numbers = [&rig](controller::AuditRange range) {
    std::vector<std::uint64_t> found;
    for (const auto& entry : loaded(rig, {7, "", std::move(range)})) found.push_back(entry.sequence);
    return found;
  };
  using Numbers = std::vector<std::uint64_t>;
  EXPECT_EQ(numbers({.limit = 2, .falling = true}), (Numbers{5, 4}));
  EXPECT_EQ(numbers({.before = 4, .limit = 9, .falling = true}), (Numbers{3, 2, 1}));
  EXPECT_EQ(numbers({.after = 1, .limit = 9, .subject = "a"}), (Numbers{3, 5}));
  EXPECT_EQ(numbers({.before = 5, .limit = 1, .falling = true, .subject = "a"}), (Numbers{3}));
  EXPECT_EQ(numbers({.limit = 9, .subject = "c"}), Numbers{});
}

TEST(AuditChain, SliceOfASubjectIsWholeFromItsFirstEntryToItsLast) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({audit("a"), audit("order"), audit("b"), audit("order"), audit("c")}));
  const auto slice = loaded(rig, {7, "order", {.limit = 10}});
  ASSERT_EQ(slice.size(), 3U);
  EXPECT_EQ(slice[0].sequence, 2U);
  EXPECT_EQ(slice[1].subject, "b") << "a gap could hide anything";
  EXPECT_EQ(slice[2].sequence, 4U);
  EXPECT_TRUE(loaded(rig, {7, "unknown", {.limit = 10}}).empty());
  ASSERT_TRUE(rig->load_audit({7, "order", {.limit = 2}}));
  const auto too_long = std::get<AuditLoaded>(rig.work().at(0));
  ASSERT_FALSE(too_long.entries);
  EXPECT_EQ(too_long.entries.error().kind, ErrorKind::limit);
}

TEST(AuditDigest, CoversEveryField) {
  const controller::SaveAudit entry{wall_from_us(1), "a", "b", "c"};
  const Digest whole = audit_digest(Digest{}, 1, entry);
  EXPECT_NE(whole, audit_digest(digest("another"), 1, entry));
  EXPECT_NE(whole, audit_digest(Digest{}, 2, entry));
  EXPECT_NE(whole, audit_digest(Digest{}, 1, {wall_from_us(2), "a", "b", "c"}));
  EXPECT_NE(whole, audit_digest(Digest{}, 1, {wall_from_us(1), "x", "b", "c"}));
  EXPECT_NE(whole, audit_digest(Digest{}, 1, {wall_from_us(1), "a", "x", "c"}));
  EXPECT_NE(whole, audit_digest(Digest{}, 1, {wall_from_us(1), "a", "b", "x"}));
  EXPECT_NE(whole, audit_digest(Digest{}, 1, {wall_from_us(1), "ab", "", "c"})) << "no field runs into the next";
}

TEST(AuditDigest, IsTheDocumentedLayout) {
  const Bytes layout = *from_hex(std::string(64, '0') + "0000000000000007" + "00000000000003e8" + "00000001" + "61" +
                                 "00000000" + "00000002" + "6263");
  EXPECT_EQ(audit_digest(Digest{}, 7, {wall_from_us(1'000), "a", "", "bc"}), sign::digest_of(layout));
}

}  // namespace
}  // namespace tongluo::store

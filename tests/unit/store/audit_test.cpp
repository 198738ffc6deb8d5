// The audit log's chain as a verifier sees it: rows read by plain SQL, digests computed again.

#include <gtest/gtest.h>

#include "controller/store/audit_chain.hpp"
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

TEST(AuditChain, ADamagedEndIsReportedAndNotBuiltUpon) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({audit("one")}));
  rig.close();
  ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute("UPDATE audit SET digest = x'00'"));
  rig.open();
  EXPECT_EQ(rig.write({audit("two")}).error().kind, ErrorKind::corrupt);
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

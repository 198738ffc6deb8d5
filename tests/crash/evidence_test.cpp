// Under test: the judge of the crash tests. It must see a receipt that is lost, changed, doubled or invented, and an
// order that is lost; a judge that sees nothing would pass every controller.

#include "tests/crash/evidence.hpp"

#include <gtest/gtest.h>

#include "controller/store/sqlite_store.hpp"
#include "protocol/sqlite/database.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::crash {
namespace {

constexpr std::size_t kReceipts = 5;

class EvidenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::SqliteStore::open(county_.database(), [](const std::vector<store::Completion>&) {});
    ASSERT_TRUE(opened) << opened.error().detail;
    std::vector<controller::StoreWrite> writes;
    for (std::size_t i = 0; i < kReceipts; ++i) {
      wire::Receipt receipt{.terminal = county_.terminals()[0].id};
      receipt.occurrence = 1;
      receipt.stage = Stage::accepted;
      receipt.sequence = i;
      const Envelope envelope = county_.sealed(county_.terminals()[0], receipt);
      const Digest digest = sign::identity(envelope);
      testimony_.made.emplace(digest, wire::serialize(envelope));
      testimony_.taken.insert(digest);
      writes.emplace_back(controller::SaveReceipt{digest, {}, receipt.terminal, wire::serialize(envelope), {}});
    }
    orders_.insert(sign::digest_of(as_bytes("order")));
    writes.emplace_back(controller::SaveOrder{*orders_.begin(), to_bytes("order"), {}, {}, {}});
    ASSERT_TRUE((*opened)->submit(1, std::move(writes)));
    std::stop_source stop;
    stop.request_stop();
    (*opened)->run(stop.get_token());
  }
  void change(const char* sql) {
    auto database = sqlite::Database::open(county_.database());
    ASSERT_TRUE(database && database->execute(sql));
  }
  Findings look() const { return examine(county_, testimony_, orders_); }

  test::TempFolder folder_;
  County county_{folder_.path(), 1};
  Testimony testimony_;
  std::set<Digest> orders_;
};

TEST_F(EvidenceTest, AWholeDatabaseIsClean) {
  const Findings found = look();
  EXPECT_TRUE(found.is_clean()) << found.text();
  EXPECT_EQ(found.rows, kReceipts);
}

TEST_F(EvidenceTest, AMissingReceiptIsLostOnlyIfItWasAcknowledged) {
  change("DELETE FROM receipts WHERE sequence = 2");
  EXPECT_EQ(look().lost, 1U);
  testimony_.taken.clear();
  EXPECT_TRUE(look().is_clean());
}

TEST_F(EvidenceTest, ChangedBytesAreSeen) {
  change("UPDATE receipts SET envelope = x'00' WHERE sequence = 2");
  EXPECT_EQ(look().changed, 1U);
}

TEST_F(EvidenceTest, AReceiptInBothTablesIsDoubled) {
  change("INSERT INTO foreign_receipts SELECT * FROM receipts WHERE sequence = 2");
  EXPECT_EQ(look().doubled, 1U);
}

TEST_F(EvidenceTest, AReceiptThatNobodySentIsInvented) {
  testimony_.made.erase(testimony_.made.begin());
  EXPECT_EQ(look().invented, 1U);
}

TEST_F(EvidenceTest, AMissingOrderIsLost) {
  change("DELETE FROM orders");
  EXPECT_EQ(look().orders_lost, 1U);
}

TEST_F(EvidenceTest, AMissingOrBrokenDatabaseIsNoExcuse) {
  std::filesystem::resize_file(county_.database(), 4'096);
  EXPECT_FALSE(look().is_clean());
  std::filesystem::remove(county_.database());
  EXPECT_EQ(look().lost, kReceipts);
  EXPECT_EQ(look().orders_lost, 1U);
}

}  // namespace
}  // namespace tongluo::crash

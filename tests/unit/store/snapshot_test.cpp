// What a start reads back of each kind of write.

#include <gtest/gtest.h>

#include "controller/core/limits.hpp"
#include "protocol/sqlite/database.hpp"
#include "tests/unit/store/store_rig.hpp"

namespace tongluo::store {
namespace {

using namespace controller;

TEST(Snapshot, OfANewStoreIsEmpty) {
  StoreRig rig;
  const auto snapshot = rig->load_snapshot();
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_TRUE(snapshot->trust_list.empty());
  EXPECT_TRUE(snapshot->places.empty() && snapshot->certificates.empty() && snapshot->orders.empty() &&
              snapshot->receipts.empty() && snapshot->foreign.empty() && snapshot->clips.empty());
}

TEST(Snapshot, HoldsEveryKindOfWriteOfOneTransaction) {
  StoreRig rig;
  const auto clip = std::make_shared<const session::ClipData>(
      session::ClipData{digest("clip"), content("manifest"), {content("chunk")}});
  ASSERT_TRUE(rig.write(
      {SaveTrustList{3, content("trust list")}, SavePlace{terminal(1), 2, content("place")},
       SaveCertificate{terminal(1), content("certificate")}, order("alert", {terminal(2), terminal(1)}),
       receipt("accepted", "alert"), SaveForeignReceipt{receipt("refused", "unknown")},
       SaveClip{
           clip, {"silent", "clipped"}, {"account:li", "早间", wall_from_us(5), {}, 0, 0, "早上好。\nGood morning."}},
       audit("alert")}));
  const ClipNote changed{"account:li", "晚间", wall_from_us(5),          wall_from_us(9),
                         -1612,        -134,   "早上好。\nGood morning."};
  ASSERT_TRUE(rig.write({SaveClipNote{digest("clip"), changed}}));
  const Snapshot snapshot = rig.reopened();
  EXPECT_EQ(snapshot.trust_list, content("trust list"));
  EXPECT_EQ(snapshot.places, std::vector<Bytes>{content("place")});
  ASSERT_EQ(snapshot.certificates.size(), 1U);
  EXPECT_EQ(snapshot.certificates[0].terminal, terminal(1));
  EXPECT_EQ(snapshot.certificates[0].der, content("certificate"));
  ASSERT_EQ(snapshot.orders.size(), 1U);
  EXPECT_EQ(snapshot.orders[0].envelope, content("alert"));
  EXPECT_EQ(snapshot.orders[0].submitted_at, wall_from_us(1'000));
  EXPECT_EQ(snapshot.orders[0].start_at, wall_from_us(2'000));
  EXPECT_EQ(snapshot.orders[0].addressed, (std::vector{terminal(2), terminal(1)}));
  ASSERT_EQ(snapshot.receipts.size(), 1U);
  EXPECT_EQ(snapshot.receipts[0].envelope, content("accepted"));
  EXPECT_EQ(snapshot.receipts[0].received_at, wall_from_us(3'000));
  ASSERT_EQ(snapshot.foreign.size(), 1U);
  EXPECT_EQ(snapshot.foreign[0].envelope, content("refused"));
  EXPECT_EQ(snapshot.foreign[0].received_at, wall_from_us(3'000));
  ASSERT_EQ(snapshot.clips.size(), 1U);
  EXPECT_EQ(snapshot.clips[0].digest, digest("clip"));
  EXPECT_EQ(snapshot.clips[0].manifest, content("manifest"));
  EXPECT_EQ(snapshot.clips[0].warnings, (std::vector<std::string>{"silent", "clipped"}));
  EXPECT_EQ(snapshot.clips[0].note, changed);
}

TEST(Snapshot, DataMonthsAreTotalsAndOldOnesLeave) {
  StoreRig rig;
  const DataMonth october{202'610, 1, 2, 3, 4}, november{202'611, 5, 6, 7, 8}, more{202'611, 50, 60, 70, 80};
  ASSERT_TRUE(rig.write({SaveDataMonth{terminal(1), october, 202'610}, SaveDataMonth{terminal(1), november, 202'610},
                         SaveDataMonth{terminal(2), october, 202'610}}));
  ASSERT_TRUE(rig.write({SaveDataMonth{terminal(1), more, 202'611}}));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.data_months.size(), 2U);
  EXPECT_EQ(snapshot.data_months[0].terminal, terminal(1));
  EXPECT_EQ(snapshot.data_months[0].counted, more);
  EXPECT_EQ(snapshot.data_months[1].counted, october);
}

TEST(Snapshot, ASeriesIsReplacedWhole) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({SaveHistory{terminal(1), 0, content("one")}, SaveHistory{terminal(1), 2, content("two")}}));
  ASSERT_TRUE(rig.write({SaveHistory{terminal(1), 0, content("three")}}));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.history.size(), 2U);
  EXPECT_EQ(snapshot.history[0].points, content("three"));
  EXPECT_EQ(snapshot.history[1].step, 2U);
}

TEST(Snapshot, RecordsOfTheShellAreReplacedAndRemoved) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({SaveRecord{{"account", "li", "one"}}, SaveRecord{{"session", "5f", "two"}},
                         SaveRecord{{"account", "wang", "three"}}}));
  ASSERT_TRUE(rig.write({SaveRecord{{"account", "li", "four"}}, RemoveRecord{"session", "5f"}}));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.records.size(), 2U);
  EXPECT_EQ(snapshot.records[0].name, "li");
  EXPECT_EQ(snapshot.records[0].body, "four");
  EXPECT_EQ(snapshot.records[1].body, "three");
}

TEST(Snapshot, NewerTrustListsPlacesAndCertificatesReplaceOlderOnes) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({SaveTrustList{2, content("list 2")}, SavePlace{terminal(1), 2, content("place 2")},
                         SaveCertificate{terminal(1), content("old")}}));
  ASSERT_TRUE(rig.write({SaveTrustList{3, content("list 3")}, SavePlace{terminal(1), 3, content("place 3")},
                         SaveCertificate{terminal(1), content("new")}}));
  ASSERT_TRUE(rig.write({SaveTrustList{1, content("list 1")}, SavePlace{terminal(1), 1, content("place 1")},
                         SavePlace{terminal(2), 1, content("neighbour")}}));
  const Snapshot snapshot = rig.reopened();
  EXPECT_EQ(snapshot.trust_list, content("list 3"));
  EXPECT_EQ(snapshot.places, (std::vector<Bytes>{content("place 3"), content("neighbour")}));
  ASSERT_EQ(snapshot.certificates.size(), 1U);
  EXPECT_EQ(snapshot.certificates[0].der, content("new"));
}

TEST(Snapshot, AnOrderIsNeverChangedByTheSameDigestAgain) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({order("alert", {terminal(1)})}));
  ASSERT_TRUE(rig.write({order("alert", {terminal(1), terminal(2)})}));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.orders.size(), 1U);
  EXPECT_EQ(snapshot.orders[0].addressed, std::vector{terminal(1)});
}

TEST(Snapshot, HoldsTheOrdersThatDidNotLeaveMemoryOldestFirstAndOnlyTheirReceipts) {
  constexpr std::size_t kOrders = kMaxOrdersInMemory + 3;
  StoreRig rig;
  std::vector<StoreWrite> writes;
  for (std::size_t i = 0; i < kOrders; ++i) writes.push_back(order("order " + std::to_string(i)));
  for (const char* left : {"order 0", "order 2", "order 7"}) writes.push_back(controller::ForgetOrder{digest(left)});
  for (std::size_t i = kOrders; i > 0; --i)
    writes.push_back(receipt("receipt " + std::to_string(i - 1), "order " + std::to_string(i - 1)));
  ASSERT_TRUE(rig.write(std::move(writes)));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.orders.size(), kMaxOrdersInMemory);
  EXPECT_EQ(snapshot.orders.front().envelope, content("order 1")) << "the oldest one may be a schedule of months";
  EXPECT_EQ(snapshot.orders.at(1).envelope, content("order 3"));
  EXPECT_EQ(snapshot.orders.back().envelope, content("order 514"));
  ASSERT_EQ(snapshot.receipts.size(), kMaxOrdersInMemory);
  EXPECT_EQ(snapshot.receipts.front().envelope, content("receipt 514")) << "the order of arrival";
  EXPECT_EQ(snapshot.receipts.back().envelope, content("receipt 1"));
  ASSERT_TRUE(rig->load_receipts(1, digest("order 0")));
  EXPECT_EQ(std::get<ReceiptsLoaded>(rig.work().at(0)).envelopes.value(), std::vector<Bytes>{content("receipt 0")})
      << "the oldest has left memory, not the store";
}

TEST(Snapshot, AnOrderIsWithdrawnForGoodUnlessItLeavesMemoryAndIsIssuedAgain) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({order("withdrawn"), order("left"),
                         controller::WithdrawOrder{digest("withdrawn"), wall_from_us(5'000), Refusal::unknown_key},
                         controller::ForgetOrder{digest("left")}}));
  Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.orders.size(), 1U);
  EXPECT_EQ(snapshot.orders[0].withdrawn, Refusal::unknown_key);
  EXPECT_EQ(snapshot.orders[0].withdrawn_at, wall_from_us(5'000));
  ASSERT_TRUE(rig.write(
      {order("third"), controller::ForgetOrder{digest("withdrawn")}, order("withdrawn", {terminal(1), terminal(2)})}));
  snapshot = rig.reopened();
  ASSERT_EQ(snapshot.orders.size(), 2U);
  EXPECT_EQ(snapshot.orders[1].envelope, content("withdrawn")) << "it was issued again";
  EXPECT_EQ(snapshot.orders[1].withdrawn, Refusal::none);
  EXPECT_EQ(snapshot.orders[1].addressed.size(), 2U);
}

TEST(Snapshot, TheOldestForeignReceiptsLeave) {
  StoreRig rig;
  std::vector<StoreWrite> writes;
  for (std::size_t i = 0; i < kMaxRefusals + 5; ++i)
    writes.push_back(SaveForeignReceipt{receipt(std::to_string(i), "unknown")});
  ASSERT_TRUE(rig.write(std::move(writes)));
  ASSERT_TRUE(rig.write({SaveForeignReceipt{receipt("10004", "unknown")}}));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.foreign.size(), kMaxRefusals);
  EXPECT_EQ(snapshot.foreign.front().envelope, content("5"));
  EXPECT_EQ(snapshot.foreign.back().envelope, content("10004"));
}

TEST(Snapshot, ADamagedRowIsCorruptAndItsTableIsNamed) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({order("alert")}));
  rig.close();
  ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute("UPDATE orders SET addressed = 'TL-500116-1'"));
  rig.open();
  const auto snapshot = rig->load_snapshot();
  ASSERT_FALSE(snapshot.has_value());
  EXPECT_EQ(snapshot.error().kind, ErrorKind::corrupt);
  EXPECT_NE(snapshot.error().detail.find("orders"), std::string::npos);
}

}  // namespace
}  // namespace tongluo::store

// The queue, the group commit and the completions. The disk is real; the control thread is the rig's sink.

#include <gtest/gtest.h>
#include <thread>

#include "tests/unit/store/store_rig.hpp"

namespace tongluo::store {
namespace {

TEST(SqliteStore, EverythingQueuedBecomesOneTransaction) {
  StoreRig rig;
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(rig->submit(static_cast<controller::PersistToken>(i), {receipt(std::to_string(i), "order")}));
  const auto completions = rig.work();
  EXPECT_EQ(rig->counters().transactions, 1U);
  EXPECT_EQ(rig->counters().jobs, 100U);
  EXPECT_EQ(rig.sink_calls, 1);
  ASSERT_EQ(completions.size(), 100U);
  for (std::size_t i = 0; i < completions.size(); ++i) {
    EXPECT_EQ(std::get<PersistDone>(completions[i]).token, i);
    EXPECT_TRUE(std::get<PersistDone>(completions[i]).result.has_value());
  }
}

TEST(SqliteStore, ATransactionTakesAtMostItsLimitOfJobs) {
  StoreRig rig;
  for (std::size_t i = 0; i <= kMaxJobsPerTransaction; ++i)
    ASSERT_TRUE(rig->submit(i, {receipt(std::to_string(i), "order")}));
  EXPECT_EQ(rig.work().size(), kMaxJobsPerTransaction + 1);
  EXPECT_EQ(rig->counters().transactions, 2U);
  EXPECT_EQ(rig.sink_calls, 2);
}

TEST(SqliteStore, AFullQueueTakesNothingAndCountsIt) {
  StoreRig rig;
  for (std::size_t i = 0; i < kMaxQueuedJobs; ++i) ASSERT_TRUE(rig->submit(i, {}));
  EXPECT_FALSE(rig->submit(kMaxQueuedJobs, {order("one too many")}));
  EXPECT_FALSE(rig->load_clip(digest("clip")));
  EXPECT_FALSE(rig->load_receipts(1, digest("order")));
  EXPECT_EQ(rig->counters().queue_full, 3U);
  EXPECT_EQ(rig.work().size(), kMaxQueuedJobs);
  EXPECT_TRUE(rig->submit(0, {})) << "there is room again";
  EXPECT_TRUE(rig.reopened().orders.empty());
}

// The files are copied at the very moment of the completion and opened elsewhere: what a power cut would leave.
TEST(SqliteStore, WhatIsReportedDoneSurvivesAStopRightThere) {
  StoreRig rig;
  const auto copy = rig.folder() / "after the cut";
  rig.on_completions = [&] {
    std::filesystem::create_directories(copy);
    for (const char* name : {"store.db", "store.db-wal"})
      if (std::filesystem::exists(rig.folder() / name)) std::filesystem::copy_file(rig.folder() / name, copy / name);
  };
  ASSERT_TRUE(rig.write({order("alert"), receipt("started", "alert")}));
  const auto after = SqliteStore::open(copy / "store.db", [](std::vector<Completion>) {});
  ASSERT_TRUE(after.has_value()) << after.error().detail;
  const auto snapshot = (*after)->load_snapshot();
  ASSERT_TRUE(snapshot.has_value());
  ASSERT_EQ(snapshot->orders.size(), 1U);
  EXPECT_EQ(snapshot->orders[0].envelope, content("alert"));
  ASSERT_EQ(snapshot->receipts.size(), 1U);
}

TEST(SqliteStore, ReadsAreAnsweredInTheirPlaceAmongTheWrites) {
  StoreRig rig;
  ASSERT_TRUE(rig->submit(1, {receipt("first", "alert")}));
  ASSERT_TRUE(rig->load_receipts(7, digest("alert")));
  ASSERT_TRUE(rig->submit(2, {receipt("of another", "other")}));
  ASSERT_TRUE(rig->load_clip(digest("no such clip")));
  const auto completions = rig.work();
  ASSERT_EQ(completions.size(), 4U);
  EXPECT_EQ(std::get<PersistDone>(completions[0]).token, 1U);
  EXPECT_EQ(std::get<ReceiptsLoaded>(completions[1]).request, 7U);
  EXPECT_EQ(std::get<ReceiptsLoaded>(completions[1]).envelopes.value(), std::vector<Bytes>{content("first")});
  EXPECT_EQ(std::get<PersistDone>(completions[2]).token, 2U);
  EXPECT_EQ(std::get<ClipLoaded>(completions[3]).digest, digest("no such clip"));
  EXPECT_EQ(std::get<ClipLoaded>(completions[3]).clip, nullptr);
}

TEST(SqliteStore, ReceiptsOfAnOrderComeInTheOrderOfArrivalAndOnce) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({receipt("started", "alert"), receipt("accepted", "alert"), receipt("foreign", "other")}));
  ASSERT_TRUE(rig.write({receipt("started", "alert")}));
  ASSERT_TRUE(rig->load_receipts(1, digest("alert")));
  ASSERT_TRUE(rig->load_receipts(2, digest("never heard of")));
  const auto completions = rig.work();
  EXPECT_EQ(std::get<ReceiptsLoaded>(completions.at(0)).envelopes.value(),
            (std::vector<Bytes>{content("started"), content("accepted")}));
  EXPECT_TRUE(std::get<ReceiptsLoaded>(completions.at(1)).envelopes.value().empty());
}

TEST(SqliteStore, StopWritesWhatWasQueuedBefore) {
  constexpr int kReceipts = 1'000;
  StoreRig rig;
  {
    std::jthread writer([&rig](const std::stop_token& stop) { rig->run(stop); });
    for (int i = 0; i < kReceipts; ++i)
      ASSERT_TRUE(rig->submit(1, {order("alert"), receipt(std::to_string(i), "alert")}));
  }
  EXPECT_EQ(rig->counters().jobs, 1'000U);
  const auto receipts = rig.reopened().receipts;
  ASSERT_EQ(receipts.size(), 1'000U);
  EXPECT_EQ(receipts.back().envelope, content("999"));
}

}  // namespace
}  // namespace tongluo::store

// The disk is full: a page limit plays it, SQLite answers the same. What fits is stored, what does not is reported, and
// nothing is half there.

#include <gtest/gtest.h>

#include "tests/unit/store/store_rig.hpp"

namespace tongluo::store {
namespace {

using namespace controller;

constexpr std::uint32_t kFewPages = 40;  // of 4 KiB; the empty schema takes about half

SaveClip large_clip() {
  return {std::make_shared<const session::ClipData>(
      session::ClipData{digest("large"), content("manifest"), {Bytes(1'000'000)}})};
}

TEST(DiskFull, OnlyTheJobThatDoesNotFitFails) {
  StoreRig rig;
  rig.open(kFewPages);
  ASSERT_TRUE(rig->submit(1, {order("alert"), audit("one")}));
  ASSERT_TRUE(rig->submit(2, {receipt("lost", "alert"), audit("lost"), large_clip()}));
  ASSERT_TRUE(rig->submit(3, {receipt("kept", "alert"), audit("two")}));
  const auto completions = rig.work();
  ASSERT_EQ(completions.size(), 3U);
  EXPECT_TRUE(std::get<PersistDone>(completions[0]).result.has_value());
  const auto& failed = std::get<PersistDone>(completions[1]);
  EXPECT_EQ(failed.token, 2U);
  ASSERT_FALSE(failed.result.has_value());
  EXPECT_EQ(failed.result.error().kind, ErrorKind::limit);
  EXPECT_TRUE(std::get<PersistDone>(completions[2]).result.has_value());
  EXPECT_EQ(rig.sink_calls, 1);
  EXPECT_EQ(rig->counters().failed_jobs, 1U);
  EXPECT_EQ(rig->counters().transactions, 2U);
  const Snapshot snapshot = rig.reopened();
  EXPECT_EQ(snapshot.orders.size(), 1U);
  EXPECT_TRUE(snapshot.clips.empty());
  ASSERT_EQ(snapshot.receipts.size(), 1U) << "all of a job or nothing";
  EXPECT_EQ(snapshot.receipts[0].envelope, content("kept"));
}

TEST(DiskFull, ReadsGoOnAndTheSameJobSucceedsWhenThereIsRoom) {
  StoreRig rig;
  rig.open(kFewPages);
  ASSERT_TRUE(rig.write({receipt("before", "alert")}));
  ASSERT_FALSE(rig.write({large_clip(), audit("large")}));
  ASSERT_TRUE(rig->load_receipts(1, digest("alert")));
  EXPECT_EQ(std::get<ReceiptsLoaded>(rig.work().at(0)).envelopes.value().size(), 1U);
  rig.open();
  ASSERT_TRUE(rig.write({large_clip(), audit("large")}));
  EXPECT_EQ(rig.reopened().clips.size(), 1U);
}

TEST(DiskFull, EveryWriteIsAnsweredAndWhatWasDoneBeforeStays) {
  constexpr std::size_t kJobs = 500;
  StoreRig rig;
  rig.open(kFewPages);
  std::size_t done = 0;
  for (std::size_t i = 0; i < kJobs; ++i) {
    SaveReceipt save = receipt(std::to_string(i), "alert");
    save.envelope.resize(1'000);
    if (rig.write({order("alert"), save})) ++done;
  }
  EXPECT_GT(done, 0U);
  EXPECT_LT(done, kJobs);
  EXPECT_EQ(rig->counters().failed_jobs, kJobs - done);
  EXPECT_EQ(rig.reopened().receipts.size(), done);
}

}  // namespace
}  // namespace tongluo::store

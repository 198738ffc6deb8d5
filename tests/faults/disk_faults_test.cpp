// A part of what tools/faults does whole: faults at places spread over the story.

#include <gtest/gtest.h>

#include "tests/faults/fault_run.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::faults {
namespace {

TEST(DiskFaults, TheStoreLosesAndDoublesNothingThatItAcknowledged) {
  const test::TempFolder folder;
  const Tally tally = run_faults(*make_store(folder.path()), 9);
  EXPECT_EQ(tally.problem, "");
  EXPECT_GT(tally.cuts, 50U);
  EXPECT_GT(tally.faults, tally.cuts);
  EXPECT_GT(tally.refused, 0U) << "no fault reached a step";
}

TEST(DiskFaults, TheJournalLosesAndDoublesNothingThatItAcknowledged) {
  const test::TempFolder folder;
  const Tally tally = run_faults(*make_journal(folder.path()), 9);
  EXPECT_EQ(tally.problem, "");
  EXPECT_GT(tally.cuts, 50U);
  EXPECT_GT(tally.refused, 0U);
}

// Answers before it knows: what these faults are for.
class HastySubject final : public Subject {
 public:
  explicit HastySubject(std::unique_ptr<Subject> inner) : inner_(std::move(inner)) {}
  std::string name() const override { return inner_->name(); }
  std::filesystem::path file() const override { return inner_->file(); }
  std::size_t steps() const override { return inner_->steps(); }
  Result<void> open() override { return inner_->open(); }
  void close() override { inner_->close(); }
  Result<void> apply(std::size_t step) override {
    static_cast<void>(inner_->apply(step));
    return {};
  }

 private:
  std::unique_ptr<Subject> inner_;
};

TEST(DiskFaults, AStoreThatAcknowledgesBeforeItKnowsIsSeen) {
  const test::TempFolder folder;
  HastySubject hasty(make_store(folder.path()));
  EXPECT_NE(run_faults(hasty, 9).problem, "");
}

TEST(FaultyDisk, KeepsWhatWasSyncedAndForgetsTheRest) {
  FaultyDisk disk;
  FaultyDisk::FilePtr file;
  ASSERT_TRUE(disk.open("a", true, true, file));
  ASSERT_TRUE(disk.write(*file, 0, as_bytes("kept")));
  ASSERT_TRUE(disk.sync(*file));
  ASSERT_TRUE(disk.write(*file, 0, as_bytes("lost!")));
  std::mt19937_64 random(1);
  disk.restart(Survival::none, random);
  ASSERT_TRUE(disk.open("a", false, false, file));
  EXPECT_EQ(file->now, to_bytes("kept"));
}

TEST(FaultyDisk, ASyncThatLosesKeepsNothingEvenWhenALaterOneSucceeds) {
  FaultyDisk disk;
  FaultyDisk::FilePtr file;
  ASSERT_TRUE(disk.open("a", true, true, file));
  disk.arm({Operation::sync, 1, Effect::loses});
  ASSERT_TRUE(disk.write(*file, 0, as_bytes("lost")));
  EXPECT_FALSE(disk.sync(*file));
  EXPECT_TRUE(disk.sync(*file));
  std::mt19937_64 random(1);
  disk.restart(Survival::all, random);
  ASSERT_TRUE(disk.open("a", false, false, file));
  EXPECT_TRUE(file->now.empty());
}

}  // namespace
}  // namespace tongluo::faults

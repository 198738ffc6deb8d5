// A file system that is really full: download and installation say so, leave nothing half behind, and the old slot
// starts. Needs the right to mount; elsewhere the reserve does the same by arithmetic.

#include "protocol/base/limits.hpp"
#include "terminal-fw/slots/download_file.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/terminal_slots/slot_folder.hpp"

namespace tongluo::test {
namespace {

using update::Slot;

constexpr std::size_t kImage = 600 * 1024;

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (!disk.mounted()) GTEST_SKIP() << "no right to mount a small file system";
    write(root() / "a" / "image", "old image");
  }
  std::filesystem::path root() const { return folder.path(); }

  TempFolder folder, elsewhere;
  SmallDisk disk{folder.path(), 1};
};

TEST_F(FullDisk, ADownloadThatDoesNotFitIsRefusedAtOnceAndLeavesNothing) {
  disk.fill(kImage / 2);
  slots::DownloadFile file(root() / "download", 0);
  EXPECT_EQ(file.open(digest("release"), kImage).error().kind, ErrorKind::limit);
  EXPECT_TRUE(std::filesystem::is_empty(root() / "download"));
  disk.empty();
  EXPECT_TRUE(file.open(digest("release"), kImage).has_value()) << "and goes on when there is room again";
}

TEST_F(FullDisk, WhatWasReservedIsThereThoughOthersFillTheDisk) {
  slots::DownloadFile file(root() / "download", 0);
  ASSERT_TRUE(file.open(digest("release"), kImage).has_value());
  disk.fill();
  for (std::size_t i = 0; i * limits::kImageBlockBytes < kImage; ++i)
    EXPECT_TRUE(
        file.store(i, Bytes(std::min(limits::kImageBlockBytes, kImage - i * limits::kImageBlockBytes), std::byte{9}))
            .has_value());
}

TEST_F(FullDisk, AnInstallationThatDoesNotFitLeavesTheOldSlotAndNoHalfImage) {
  const std::string image(kImage, 'n');
  write(elsewhere.path() / "image", image);
  slots::DirectorySlots engine(root(), Slot::a, 0);
  disk.fill(kImage / 2);
  EXPECT_EQ(engine.install(elsewhere.path() / "image", digest(image)).error().kind, ErrorKind::limit);
  EXPECT_TRUE(std::filesystem::is_empty(root() / "b"));
  EXPECT_EQ(engine.activate(digest("release")).error().kind, ErrorKind::not_found);
  EXPECT_EQ(slots::choose_slot(root())->slot, Slot::a);
  disk.empty();
  EXPECT_TRUE(engine.install(elsewhere.path() / "image", digest(image)).has_value());
}

TEST_F(FullDisk, TheImageThatIsReplacedMakesTheRoom) {
  const std::string image(kImage, 'n');
  write(elsewhere.path() / "image", image);
  write(root() / "b" / "image", std::string(kImage, 'o'));
  slots::DirectorySlots engine(root(), Slot::a, 0);
  const auto installed = engine.install(elsewhere.path() / "image", digest(image));
  EXPECT_TRUE(installed.has_value()) << installed.error().detail;
}

TEST_F(FullDisk, AFullDiskTakesTheTrialBackToTheOldSlot) {
  slots::DirectorySlots engine(root(), Slot::a, 0);
  write(elsewhere.path() / "image", "new image");
  ASSERT_TRUE(engine.install(elsewhere.path() / "image", digest("new image")).has_value());
  ASSERT_TRUE(engine.activate(digest("release")).has_value());
  disk.fill();
  EXPECT_EQ(slots::choose_slot(root())->slot, Slot::a) << "a start that cannot be counted is no trial";
  EXPECT_TRUE(slots::DirectorySlots(root(), Slot::a, 0).facts()->passed_over);
}

}  // namespace
}  // namespace tongluo::test

// The file that an image is downloaded into: blocks in their places, what was torn does not match.

#include "terminal-fw/slots/download_file.hpp"

#include "protocol/base/limits.hpp"
#include "tests/unit/terminal_slots/slot_folder.hpp"

namespace tongluo::test {
namespace {

using slots::DownloadFile;

constexpr std::size_t kBlock = limits::kImageBlockBytes;
const Digest kDownloaded = digest("release");

Bytes filled(std::size_t size, int with) { return Bytes(size, static_cast<std::byte>(with)); }

TEST(DownloadFile, FindsAgainWhatWasStored) {
  const TempFolder folder;
  DownloadFile file(folder.path() / "download", 0);
  ASSERT_EQ(file.open(kDownloaded, 2 * kBlock + 5)->size(), 3U);
  ASSERT_TRUE(file.store(2, filled(5, 3)).has_value());
  ASSERT_TRUE(file.store(0, filled(kBlock, 1)).has_value());

  DownloadFile again(folder.path() / "download", 0);
  const auto blocks = again.open(kDownloaded, 2 * kBlock + 5);
  ASSERT_TRUE(blocks.has_value());
  EXPECT_EQ((*blocks)[0], sign::digest_of(filled(kBlock, 1)));
  EXPECT_NE((*blocks)[1], sign::digest_of(filled(kBlock, 2)));
  EXPECT_EQ((*blocks)[2], sign::digest_of(filled(5, 3)));
  ASSERT_TRUE(again.store(1, filled(kBlock, 2)).has_value());
  Bytes whole = filled(kBlock, 1);
  for (const Bytes& block : {filled(kBlock, 2), filled(5, 3)}) whole.insert(whole.end(), block.begin(), block.end());
  EXPECT_EQ(*again.digest(), sign::digest_of(whole));
}

TEST(DownloadFile, AFileOfAnotherLengthBeginsAnew) {
  const TempFolder folder;
  DownloadFile file(folder.path(), 0);
  ASSERT_TRUE(file.open(kDownloaded, 10).has_value());
  ASSERT_TRUE(file.store(0, filled(10, 1)).has_value());
  std::filesystem::resize_file(file.path(), 4);
  EXPECT_EQ((*file.open(kDownloaded, 10))[0], sign::digest_of(filled(10, 0)));
}

TEST(DownloadFile, AnotherReleaseTakesItsPlace) {
  const TempFolder folder;
  write(folder.path() / "notes.txt", "not ours");
  DownloadFile file(folder.path(), 0);
  ASSERT_TRUE(file.open(kDownloaded, 10).has_value());
  const auto first = file.path();
  ASSERT_TRUE(file.open(digest("another"), 10).has_value());
  EXPECT_FALSE(std::filesystem::exists(first));
  ASSERT_TRUE(file.discard().has_value());
  EXPECT_FALSE(std::filesystem::exists(file.path()));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "notes.txt"));
  EXPECT_TRUE(DownloadFile(folder.path() / "nowhere", 0).discard().has_value());
}

TEST(DownloadFile, LeavesRoomForTheJournal) {
  const TempFolder folder;
  DownloadFile file(folder.path(), std::uint64_t{1} << 60);
  EXPECT_EQ(file.open(kDownloaded, 10).error().kind, ErrorKind::limit);
  EXPECT_FALSE(std::filesystem::exists(file.path()));
}

}  // namespace
}  // namespace tongluo::test

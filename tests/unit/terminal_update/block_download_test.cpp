// Blocks count when their digest matches, and what was not asked for does not count.

#include "terminal-fw/update/block_download.hpp"

#include <gtest/gtest.h>

#include "tests/unit/terminal_update/releases.hpp"

namespace tongluo::test {
namespace {

using update::BlockDownload;
using update::ByteRange;
using update::ChunkFate;

constexpr std::size_t kBlock = limits::kImageBlockBytes;

const Release& block_release() {
  static const Release made = ReleaseDesk::get().make(12, 2 * kBlock + 10);
  return made;
}
ByteView part(std::size_t offset, std::size_t size) { return ByteView(block_release().image).subspan(offset, size); }

TEST(BlockDownload, AsksForTheFirstMissingBlockAndGoesOnInside) {
  BlockDownload download(block_release().admitted.manifest);
  EXPECT_EQ(download.wanted(), (ByteRange{0, kBlock}));
  EXPECT_EQ(download.take(0, part(0, 1'000)), ChunkFate::taken);
  EXPECT_EQ(download.wanted(), (ByteRange{1'000, kBlock - 1'000}));
  EXPECT_EQ(download.take(1'000, part(1'000, kBlock - 1'000)), ChunkFate::complete);
  EXPECT_EQ(download.take_block(), Bytes(part(0, kBlock).begin(), part(0, kBlock).end()));
  download.stored();
  EXPECT_EQ(download.percent(), 33U);
  EXPECT_EQ(download.wanted(), (ByteRange{kBlock, kBlock}));
}

TEST(BlockDownload, ResumesWithWhatMatchesOnTheDisk) {
  const auto& blocks = block_release().admitted.manifest.blocks;
  BlockDownload download(block_release().admitted.manifest);
  download.resume({blocks[0], sign::digest_of(as_bytes("torn")), blocks[2]});
  EXPECT_EQ(download.wanted(), (ByteRange{kBlock, kBlock}));
  EXPECT_EQ(download.take(kBlock, part(kBlock, kBlock)), ChunkFate::complete);
  download.stored();
  EXPECT_TRUE(download.complete());
  EXPECT_EQ(download.percent(), 100U);
  download.resume({blocks[0]});
  EXPECT_EQ(download.wanted(), (ByteRange{kBlock, kBlock}));
  download.resume(blocks);
  EXPECT_TRUE(download.complete());
}

TEST(BlockDownload, IgnoresWhatWasNotAskedFor) {
  BlockDownload download(block_release().admitted.manifest);
  EXPECT_EQ(download.take(kBlock, part(kBlock, 10)), ChunkFate::ignored);
  EXPECT_EQ(download.take(0, part(0, kBlock + 1)), ChunkFate::ignored);
  EXPECT_EQ(download.take(0, {}), ChunkFate::ignored);
  EXPECT_EQ(download.take(0, part(0, 100)), ChunkFate::taken);
  EXPECT_EQ(download.take(0, part(0, 100)), ChunkFate::ignored) << "twice";
  EXPECT_EQ(download.wanted(), (ByteRange{100, kBlock - 100}));
}

TEST(BlockDownload, AFalseBlockIsDroppedWholeAndAskedForAgain) {
  BlockDownload download(block_release().admitted.manifest);
  Bytes spoiled(part(0, kBlock).begin(), part(0, kBlock).end());
  spoiled[77] ^= std::byte{1};
  EXPECT_EQ(download.take(0, spoiled), ChunkFate::false_block);
  EXPECT_EQ(download.wanted(), (ByteRange{0, kBlock}));
  EXPECT_EQ(download.take(0, part(0, kBlock)), ChunkFate::complete);
}

}  // namespace
}  // namespace tongluo::test

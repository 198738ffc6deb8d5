// Clips on a real disk: verified at load, bounded, the least recently used leave first.

#include "terminal-fw/storage/clip_cache.hpp"

#include <fstream>

#include "tests/unit/storage/temp_folder.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using storage::ClipCache;

class Cache : public testing::Test {
 protected:
  ClipCache open(std::uint64_t limit = storage::kMaxCacheBytes) {
    return ClipCache::open(folder.path() / "clips", limit);
  }
  std::filesystem::path file_of(const TestClip& stored) const {
    return folder.path() / "clips" / to_string(stored.digest);
  }
  TempFolder folder;
  TestClip clip = make_clip();
};

TEST_F(Cache, GivesBackEveryByteAlsoAfterReopening) {
  ASSERT_TRUE(open().store(clip.digest, *clip.content()).has_value());
  ClipCache cache = open();
  EXPECT_EQ(cache.list(10), std::vector{clip.digest});
  const auto content = cache.load(clip.digest);
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->audio, clip.content()->audio);
  EXPECT_EQ(content->manifest, clip.manifest);
}

TEST_F(Cache, WhatIsNotThereIsNull) { EXPECT_EQ(open().load(clip.digest), nullptr); }

TEST_F(Cache, OneFlippedBitAnywhereIsNoticedAndTheFileRemoved) {
  const auto size = [&] {
    EXPECT_TRUE(open().store(clip.digest, *clip.content()).has_value());
    return std::filesystem::file_size(file_of(clip));
  }();
  for (std::uintmax_t position = 0; position < size; position += 997) {
    SCOPED_TRACE(position);
    ClipCache cache = open();
    ASSERT_TRUE(cache.store(clip.digest, *clip.content()).has_value());
    std::fstream file(file_of(clip), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(position));
    const int octet = file.get();
    file.seekp(static_cast<std::streamoff>(position));
    file.put(static_cast<char>(octet ^ 1));
    file.close();
    EXPECT_EQ(cache.load(clip.digest), nullptr);
    EXPECT_EQ(cache.counters().corrupt, 1u);
    EXPECT_FALSE(std::filesystem::exists(file_of(clip)));
    EXPECT_EQ(cache.bytes(), 0u);
  }
}

TEST_F(Cache, ATruncatedFileIsNoticed) {
  ClipCache cache = open();
  ASSERT_TRUE(cache.store(clip.digest, *clip.content()).has_value());
  for (const std::uintmax_t size : {0u, 3u, 4u, 100u}) {
    ASSERT_TRUE(cache.store(clip.digest, *clip.content()).has_value());
    std::filesystem::resize_file(file_of(clip), size);
    EXPECT_EQ(cache.load(clip.digest), nullptr);
  }
}

TEST_F(Cache, TheLeastRecentlyUsedLeavesFirst) {
  const TestClip second = make_clip(3, 2);
  const TestClip third = make_clip(3, 3);
  ClipCache probe = open();
  ASSERT_TRUE(probe.store(clip.digest, *clip.content()).has_value());
  ClipCache cache = open(probe.bytes() * 2);
  ASSERT_TRUE(cache.store(second.digest, *second.content()).has_value());
  EXPECT_NE(cache.load(clip.digest), nullptr);
  ASSERT_TRUE(cache.store(third.digest, *third.content()).has_value());
  EXPECT_EQ(cache.list(10), (std::vector{third.digest, clip.digest}));
  EXPECT_EQ(cache.load(second.digest), nullptr);
  EXPECT_EQ(cache.counters().evicted, 1u);
}

TEST_F(Cache, WhatIsNeededSoonStaysThoughItWasUsedLongest) {
  const TestClip second = make_clip(3, 2), third = make_clip(3, 3), fourth = make_clip(3, 4);
  ClipCache probe = open();
  ASSERT_TRUE(probe.store(clip.digest, *clip.content()).has_value());
  ClipCache cache = open(probe.bytes() * 2);
  cache.keep({clip.digest, third.digest});
  ASSERT_TRUE(cache.store(second.digest, *second.content()).has_value());
  ASSERT_TRUE(cache.store(third.digest, *third.content()).has_value());
  EXPECT_EQ(cache.list(10), (std::vector{third.digest, clip.digest}));
  // Full of what is needed: another one does not displace it,
  const auto refused = cache.store(fourth.digest, *fourth.content());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::limit);
  EXPECT_EQ(cache.list(10), (std::vector{third.digest, clip.digest}));
  EXPECT_EQ(cache.counters().refused, 1u);
  // one that is needed sooner does: the last needed leaves.
  cache.keep({fourth.digest, clip.digest, third.digest});
  ASSERT_TRUE(cache.store(fourth.digest, *fourth.content()).has_value());
  EXPECT_EQ(cache.list(10), (std::vector{fourth.digest, clip.digest}));
  cache.keep({});
  ASSERT_TRUE(cache.store(second.digest, *second.content()).has_value());
  EXPECT_EQ(cache.list(10), (std::vector{second.digest, fourth.digest}));
}

TEST_F(Cache, EveryFileIsCheckedAfterTheStartAndTheDamagedOneIsNamedAndGone) {
  const TestClip second = make_clip(3, 2), third = make_clip(3, 3);
  {
    ClipCache cache = open();
    for (const TestClip* stored : {static_cast<const TestClip*>(&clip), &second, &third})
      ASSERT_TRUE(cache.store(stored->digest, *stored->content()).has_value());
  }
  std::fstream file(file_of(second), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(20'000);
  file.put('x');
  file.close();
  ClipCache cache = open();
  EXPECT_EQ(cache.list(10).size(), 3u);
  const std::vector<Digest> order_of_use = cache.list(10);
  int checked = 0;
  while (cache.check_next()) ++checked;
  EXPECT_EQ(checked, 3);
  EXPECT_EQ(cache.take_damaged(), std::vector{second.digest});
  EXPECT_TRUE(cache.take_damaged().empty());
  EXPECT_FALSE(std::filesystem::exists(file_of(second)));
  EXPECT_EQ(cache.counters().corrupt, 1u);
  std::vector<Digest> left = order_of_use;
  std::erase(left, second.digest);
  EXPECT_EQ(cache.list(10), left);
  EXPECT_FALSE(cache.check_next());
}

TEST_F(Cache, LargerThanTheWholeCacheIsRefusedAndNothingLeaves) {
  ClipCache cache = open(1'000);
  const auto refused = cache.store(clip.digest, *clip.content());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::limit);
}

TEST_F(Cache, HalfWrittenFilesAreSweptAtStart) {
  open();
  const auto stray = folder.path() / "clips" / "something.tmp";
  std::ofstream(stray) << "x";
  open();
  EXPECT_FALSE(std::filesystem::exists(stray));
}

TEST_F(Cache, AFolderThatCannotBeListedHoldsNothingTakesNothingAndIsTriedAgain) {
  std::ofstream(folder.path() / "clips") << "no folder";
  ClipCache cache = open();
  EXPECT_NE(cache.trouble().find((folder.path() / "clips").string()), std::string::npos) << cache.trouble();
  EXPECT_TRUE(cache.list(10).empty());
  EXPECT_EQ(cache.load(clip.digest), nullptr);
  EXPECT_EQ(cache.store(clip.digest, *clip.content()).error().kind, ErrorKind::io);
  std::filesystem::remove(folder.path() / "clips");
  ASSERT_TRUE(ClipCache::open(folder.path() / "clips").store(clip.digest, *clip.content()).has_value());
  EXPECT_EQ(cache.store(clip.digest, *clip.content()).error().kind, ErrorKind::io) << "it has not looked yet";
  EXPECT_EQ(cache.trouble(), "");
  EXPECT_EQ(cache.list(10), std::vector{clip.digest});
  EXPECT_TRUE(cache.check_next());
}

}  // namespace
}  // namespace tongluo::test

// Clips as they come: in order, with holes, damaged, never. Pure; time is a number.

#include "terminal-fw/core/clip_assembler.hpp"

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

constexpr SteadyTime kStart{seconds(100)};

class Assembler : public testing::Test {
 protected:
  Assembler() { actions.set_link_open(true); }
  std::vector<wire::ClipRequest> requests() {
    std::vector<wire::ClipRequest> found;
    while (const auto action = actions.next()) {
      const auto* send = std::get_if<terminal::Send>(&*action);
      if (send != nullptr) found.push_back(std::get<wire::ClipRequest>(send->message));
      if (std::holds_alternative<terminal::StoreClip>(*action)) ++stored;
    }
    return found;
  }
  void want_missing() {
    clips.want(kStart, clip.digest, 1);
    clips.on_loaded(kStart, clip.digest, nullptr);
    requests();
  }
  terminal::ActionQueue actions;
  terminal::ClipAssembler clips{actions};
  TestClip clip = make_clip(6);
  std::size_t stored = 0;
};

TEST_F(Assembler, ChunksInAnyOrderMakeTheClipAndItIsStoredOnce) {
  want_missing();
  clips.on_manifest(kStart, clip.manifest_push());
  for (const std::uint32_t index : {5u, 0u, 3u, 1u, 4u, 2u}) clips.on_chunk(kStart, clip.chunk(index));
  EXPECT_TRUE(clips.complete(clip.digest));
  requests();
  EXPECT_EQ(stored, 1u);
  const Bytes audio = clip.content()->audio;
  const ByteView got = clips.contiguous(clip.digest);
  EXPECT_EQ(Bytes(got.begin(), got.end()), audio);
  EXPECT_EQ(clips.next_deadline(), SteadyTime::max());
}

TEST_F(Assembler, DamagedChunkIsAskedForAgainAtOnceAndOnlyIt) {
  want_missing();
  clips.on_manifest(kStart, clip.manifest_push());
  for (const std::uint32_t index : {0u, 1u, 3u, 4u, 5u}) clips.on_chunk(kStart, clip.chunk(index));
  wire::ClipChunk damaged = clip.chunk(2);
  damaged.data[7] ^= std::byte{1};
  clips.on_chunk(kStart, damaged);
  const auto asked = requests();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0], (wire::ClipRequest{clip.digest, false, 2, 1}));
  EXPECT_EQ(clips.counters().corrupt_chunks, 1u);
  EXPECT_EQ(clips.contiguous(clip.digest).size(), 2u * 4096u) << "nothing unverified is handed out";
}

TEST_F(Assembler, DamagedAgainWaitsTenSeconds) {
  want_missing();
  clips.on_manifest(kStart, clip.manifest_push());
  wire::ClipChunk damaged = clip.chunk(0);
  damaged.data[0] ^= std::byte{1};
  clips.on_chunk(kStart, damaged);
  clips.on_chunk(kStart, damaged);
  EXPECT_EQ(requests().size(), 1u);
  EXPECT_EQ(clips.next_deadline(), kStart + seconds(10));
  clips.on_deadline(kStart + seconds(10));
  EXPECT_EQ(requests().size(), 1u);
}

TEST_F(Assembler, WithoutProgressItAsksAfterTenSecondsForWhatIsMissing) {
  want_missing();
  clips.on_manifest(kStart, clip.manifest_push());
  clips.on_chunk(kStart + seconds(3), clip.chunk(0));
  clips.on_chunk(kStart + seconds(4), clip.chunk(3));
  EXPECT_EQ(clips.next_deadline(), kStart + seconds(14));
  clips.on_deadline(kStart + seconds(14));
  const auto asked = requests();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0], (wire::ClipRequest{clip.digest, false, 1, 5}));
  EXPECT_EQ(clips.next_deadline(), kStart + seconds(24));
}

TEST_F(Assembler, ANewlyWantedClipThatDoesNotComeByItselfIsAskedForAfterTwoSeconds) {
  want_missing();
  EXPECT_EQ(clips.next_deadline(), kStart + seconds(2));
  clips.on_deadline(kStart + seconds(2));
  const auto asked = requests();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_TRUE(asked[0].want_manifest);
}

TEST_F(Assembler, ForgedManifestIsRefused) {
  want_missing();
  clips.on_manifest(kStart, {clip.digest, make_clip(6, 2).manifest});
  EXPECT_EQ(clips.counters().corrupt_manifests, 1u);
  EXPECT_EQ(clips.total_bytes(clip.digest), 0u);
}

TEST_F(Assembler, ClipThatWeClaimedToHaveIsAskedForAtOnce) {
  clips.set_offered({clip.digest});
  clips.want(kStart, clip.digest, 1);
  clips.on_loaded(kStart, clip.digest, nullptr);
  EXPECT_EQ(requests().size(), 1u);
}

TEST_F(Assembler, WhatNobodyWantsIsOnlyCounted) {
  clips.on_manifest(kStart, clip.manifest_push());
  clips.on_chunk(kStart, clip.chunk(0));
  EXPECT_EQ(clips.counters().unwanted, 2u);
}

TEST_F(Assembler, TooManyClipsLetStoredAndLowerOnesGoFirst) {
  for (int i = 0; i < static_cast<int>(terminal::kMaxClipsHeld); ++i)
    clips.want(kStart, make_clip(1, i + 10).digest, static_cast<std::uint32_t>(20 + i));
  clips.want(kStart, clip.digest, 50);
  EXPECT_EQ(clips.counters().no_room, 1u) << "the lowest of all stays outside";
  clips.want(kStart, clip.digest, 1);
  clips.on_manifest(kStart, clip.manifest_push());
  EXPECT_GT(clips.total_bytes(clip.digest), 0u);
  EXPECT_EQ(clips.counters().unwanted, 0u);
}

}  // namespace
}  // namespace tongluo::test

// Live speech over the control channel (PROTOCOL.md 11.6): behind control, ahead of clips, the oldest makes room, and a
// reader that stands still is never closed for it.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "protocol/session/outgoing.hpp"

namespace tongluo::session {
namespace {

std::shared_ptr<const Bytes> frame(std::size_t size, int mark) {
  return std::make_shared<const Bytes>(size, static_cast<std::byte>(mark));
}

SharedClip clip() {
  auto made = std::make_shared<ClipData>();
  made->chunks = {Bytes(100), Bytes(100)};
  return made;
}

TEST(LiveQueue, GoesBehindControlAndAheadOfClips) {
  Outgoing outgoing;
  ASSERT_TRUE(outgoing.push_clip(clip(), 0, 2, false));
  outgoing.push_live(frame(1'000, 2));
  ASSERT_TRUE(outgoing.push_control(Bytes(10, std::byte{1})));
  EXPECT_EQ(outgoing.next_write()->front(), std::byte{1});
  EXPECT_EQ(outgoing.next_write()->front(), std::byte{2});
  EXPECT_GT(outgoing.next_write()->size(), 100U);  // a chunk
}

TEST(LiveQueue, TheOldestMakesRoomAndNeverMoreThanTheLimitWaits) {
  Outgoing outgoing;
  constexpr int kFrames = 40;
  for (int i = 1; i <= kFrames; ++i) outgoing.push_live(frame(1'024, i));
  EXPECT_EQ(outgoing.live_dropped(), kFrames - limits::kMaxQueuedLiveBytes / 1'024);
  std::size_t bytes = 0;
  int expected = kFrames - static_cast<int>(limits::kMaxQueuedLiveBytes / 1'024) + 1;
  while (auto next = outgoing.next_write()) {
    EXPECT_EQ(next->front(), static_cast<std::byte>(expected++));
    bytes += next->size();
    outgoing.on_written(next->size());
  }
  EXPECT_EQ(bytes, limits::kMaxQueuedLiveBytes);
  EXPECT_EQ(expected, kFrames + 1);
}

TEST(LiveQueue, WhileTheReaderStandsStillNewerSpeechReplacesOlderBehindASmallWindow) {
  Outgoing outgoing;
  for (int i = 1; i <= 16; ++i) outgoing.push_live(frame(1'024, i));
  std::size_t handed_out = 0;
  while (auto next = outgoing.next_write()) handed_out += next->size();
  EXPECT_EQ(handed_out, limits::kMaxQueuedLiveBytes / 4);
  for (int i = 17; i <= 100; ++i) outgoing.push_live(frame(1'024, i));
  EXPECT_FALSE(outgoing.next_write());
  outgoing.on_written(1'024);
  EXPECT_EQ(outgoing.next_write()->front(), std::byte{89});  // the newest 12 KiB: 89 … 100
}

TEST(LiveQueue, DoesNotUseUpTheClipsWindow) {
  Outgoing outgoing;
  outgoing.push_live(frame(4'096, 1));
  ASSERT_TRUE(outgoing.next_write());
  EXPECT_TRUE(outgoing.clip_idle());
  ASSERT_TRUE(outgoing.push_clip(clip(), 0, 2, false));
  EXPECT_TRUE(outgoing.next_write());
}

}  // namespace
}  // namespace tongluo::session

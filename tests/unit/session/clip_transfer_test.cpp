// Clip bytes behind control bytes, never more than kMaxQueuedClipBytes of them unwritten.

#include "tests/unit/session/session_fixture.hpp"

namespace tongluo::session {
namespace {

SharedClip make_clip(int fill, std::size_t chunks, std::size_t chunk_bytes = limits::kClipChunkBytes) {
  auto clip = std::make_shared<ClipData>();
  clip->digest = samples::octets<Digest>(fill);
  for (std::size_t i = 0; i < chunks; ++i) clip->chunks.emplace_back(chunk_bytes, static_cast<std::byte>(i));
  return clip;
}

struct Chunk {
  Digest clip;
  std::uint32_t index;
  bool operator==(const Chunk&) const = default;
};

std::vector<Chunk> chunks_in(ByteView stream) {
  std::vector<Chunk> chunks;
  for (const auto& message : messages_in(stream)) {
    const auto& chunk = std::get<wire::ClipChunk>(message);
    EXPECT_EQ(chunk.data[0], static_cast<std::byte>(chunk.index));
    chunks.push_back({chunk.clip, chunk.index});
  }
  return chunks;
}

std::vector<Chunk> range(const SharedClip& clip, std::uint32_t first, std::uint32_t end) {
  std::vector<Chunk> chunks;
  for (std::uint32_t i = first; i < end; ++i) chunks.push_back({clip->digest, i});
  return chunks;
}

TEST(ClipTransfer, NeverMoreThanTheBudgetIsUnwritten) {
  for (const std::size_t chunk_bytes :
       {std::size_t{1}, std::size_t{700}, std::size_t{3'958}, limits::kClipChunkBytes}) {
    GatewaySession session = open_gateway(kStart);
    const auto clip = make_clip(1, 900, chunk_bytes);
    ASSERT_TRUE(session.send_clip(kStart, clip, 0, 900, false));
    Bytes all;
    std::size_t unwritten = 0;
    for (int round = 0; round < 100'000; ++round) {
      const Bytes written = drain(session, kStart, false).written;
      unwritten += written.size();
      ASSERT_LE(unwritten, limits::kMaxQueuedClipBytes);
      all.insert(all.end(), written.begin(), written.end());
      if (unwritten == 0) break;
      const std::size_t taken = std::min<std::size_t>(unwritten, 1'000);
      session.on_written(kStart, taken);
      unwritten -= taken;
    }
    EXPECT_EQ(chunks_in(all), range(clip, 0, 900));
  }
}

TEST(ClipTransfer, ACancelOvertakesAClip) {
  GatewaySession session = open_gateway(kStart);
  ASSERT_TRUE(session.send_clip(kStart, make_clip(1, 100), 0, 100, true));
  EXPECT_GE(drain(session, kStart, false).written.size(), limits::kMaxQueuedClipBytes / 2);
  const wire::Message cancel = wire::SignedObject{{PayloadType::cancel, to_bytes("cancel"), {}}};
  session.send(kStart, cancel);
  EXPECT_EQ(drain(session, kStart, false).written, framed(cancel)) << "handed out although the clip budget is used up";
}

TEST(ClipTransfer, ControlGoesBeforeClipBytesThatAreNotHandedOut) {
  GatewaySession session = open_gateway(kStart);
  session.send_clip(kStart, make_clip(1, 1), 0, 1, true);
  session.send(kStart, samples::messages()[2]);
  const auto said = messages_in(drain(session, kStart).written);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0], samples::messages()[2]);
}

TEST(ClipTransfer, WrittenControlBytesFreeNoClipBudget) {
  GatewaySession session = open_gateway(kStart);
  session.send(kStart, samples::messages()[2]);
  session.send_clip(kStart, make_clip(1, 100), 0, 100, false);
  drain(session, kStart, false);
  session.on_written(kStart, framed(samples::messages()[2]).size());
  EXPECT_TRUE(drain(session, kStart, false).written.empty());
}

TEST(ClipTransfer, AnUrgentOneGoesFirst) {
  GatewaySession session = open_gateway(kStart);
  const auto slow = make_clip(1, 3), urgent = make_clip(2, 2);
  session.send_clip(kStart, slow, 0, 3, false);
  session.send_clip(kStart, urgent, 0, 2, true);
  auto expected = range(urgent, 0, 2);
  for (const Chunk& chunk : range(slow, 0, 3)) expected.push_back(chunk);
  EXPECT_EQ(chunks_in(drain(session, kStart).written), expected);
}

TEST(ClipTransfer, TheSameClipAgainReplacesItsRange) {
  GatewaySession session = open_gateway(kStart);
  const auto clip = make_clip(1, 50);
  session.send_clip(kStart, clip, 0, 50, false);
  session.send_clip(kStart, clip, 7, 3, false);
  EXPECT_EQ(chunks_in(drain(session, kStart).written), range(clip, 7, 10));
}

struct Range {
  std::uint32_t first, count, begin, end;
};

TEST(ClipTransfer, ARangeIsCutToTheClip) {
  constexpr std::uint32_t kHuge = 0xffff'ffff;
  for (const Range& row : {Range{0, 5, 0, 5},
                           {4, 1, 4, 5},
                           {3, 9, 3, 5},
                           {1, kHuge, 1, 5},
                           {0, 0, 0, 0},
                           {5, 1, 0, 0},
                           {kHuge, kHuge, 0, 0},
                           {kHuge, 1, 0, 0}}) {
    GatewaySession session = open_gateway(kStart);
    const auto clip = make_clip(1, 5);
    EXPECT_TRUE(session.send_clip(kStart, clip, row.first, row.count, false));
    EXPECT_EQ(chunks_in(drain(session, kStart).written), range(clip, row.begin, row.end)) << row.first;
  }
}

TEST(ClipTransfer, OneMoreThanTheLimitIsRefusedUntilOneStops) {
  GatewaySession session = open_gateway(kStart);
  for (std::size_t i = 0; i < kMaxClipTransfers; ++i)
    EXPECT_TRUE(session.send_clip(kStart, make_clip(static_cast<int>(i), 9), 0, 9, false));
  const auto one_more = make_clip(99, 9);
  EXPECT_FALSE(session.send_clip(kStart, one_more, 0, 9, false));
  session.stop_clip(samples::octets<Digest>(0));
  EXPECT_TRUE(session.send_clip(kStart, one_more, 0, 9, false));
}

TEST(ClipTransfer, AStoppedClipSendsNoMore) {
  GatewaySession session = open_gateway(kStart);
  const auto clip = make_clip(1, 100);
  session.send_clip(kStart, clip, 0, 100, false);
  const std::size_t handed_out = drain(session, kStart, false).written.size();
  session.stop_clip(clip->digest);
  session.on_written(kStart, handed_out);
  EXPECT_TRUE(drain(session, kStart).written.empty());
}

TEST(ClipTransfer, AClosedSessionSendsNoMoreOfIt) {
  GatewaySession session = open_gateway(kStart);
  session.send_clip(kStart, make_clip(1, 1'000), 0, 1'000, false);
  session.go_away(kStart, std::get<wire::GoAway>(samples::messages()[15]));
  const Drained drained = drain(session, kStart);
  EXPECT_EQ(drained.written, framed(samples::messages()[15]));
  expect_closed(drained, CloseReason::closed_locally);
}

}  // namespace
}  // namespace tongluo::session

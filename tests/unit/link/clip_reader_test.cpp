// Big clips to a terminal that reads slowly.

#include "tests/unit/link/link_rig.hpp"

namespace tongluo::test {
namespace {

using ClipReader = LinkRig;

session::SharedClip big_clip(std::size_t chunks) {
  auto clip = std::make_shared<session::ClipData>();
  clip->digest.octets.fill(std::byte{9});
  for (std::size_t i = 0; i < chunks; ++i)
    clip->chunks.emplace_back(limits::kClipChunkBytes, static_cast<std::byte>(i));
  return clip;
}

TEST_F(ClipReader, AWholeClipArrivesInOrder) {
  listen();
  RecordingTerminal terminal;
  const auto link = dial(terminal);
  ASSERT_TRUE(run_until([&] { return link->is_open(); }));
  const auto clip = big_clip(limits::kMaxClipChunks);
  ASSERT_TRUE(server->send_clip(core.greeted[0], {clip, 0, limits::kMaxClipChunks, true}));
  ASSERT_TRUE(run_until([&] { return terminal.messages.size() == limits::kMaxClipChunks; }));
  for (std::uint32_t i = 0; i < limits::kMaxClipChunks; ++i)
    ASSERT_EQ(std::get<wire::ClipChunk>(terminal.messages[i]), (wire::ClipChunk{clip->digest, i, clip->chunks[i]}));
}

// What was waiting in front of a cancel: what the session may hold, what the kernel may hold unsent, and what the
// terminal's own small window had let through.
TEST_F(ClipReader, ACancelOvertakesTheClipEvenWithASlowReader) {
  constexpr std::size_t kChunks = 160;
  constexpr int kSmallWindow = 8 * 1024;
  listen();
  RawPeer peer(context, server->port(), kSmallWindow);
  ASSERT_EQ(peer.handshake([&](const auto& done) { return run_until(done); }), transport::Want::nothing);
  peer.write(framed(hello_of()));
  ASSERT_TRUE(run_until([&] { return peer.read_some() && !peer.bodies.empty(); }));
  peer.bodies.clear();
  ASSERT_TRUE(server->send_clip(core.greeted[0], {big_clip(kChunks), 0, kChunks, true}));
  run_for(milliseconds(100));  // nobody reads: every buffer fills
  server->send(core.greeted[0], sample_object(7));
  ASSERT_TRUE(run_until([&] { return peer.read_some() && peer.bodies.size() == kChunks + 1; }));
  std::size_t before = 0;
  std::uint32_t next = 0;
  bool cancelled = false;
  for (const Bytes& body : peer.bodies) {
    const auto message = wire::parse_message(body).value();
    if (const auto* chunk = std::get_if<wire::ClipChunk>(&message)) {
      ASSERT_EQ(chunk->index, next++);
      if (!cancelled) before += body.size();
    } else {
      cancelled = true;
    }
  }
  EXPECT_TRUE(cancelled);
  EXPECT_LE(before, 4 * limits::kMaxQueuedClipBytes);
}

TEST_F(ClipReader, APeerThatNeverReadsIsGivenUp) {
  listen();
  RawPeer peer(context, server->port(), 8 * 1024);
  ASSERT_EQ(peer.handshake([&](const auto& done) { return run_until(done); }), transport::Want::nothing);
  peer.write(framed(hello_of()));
  ASSERT_TRUE(run_until([&] { return !core.greeted.empty(); }));
  const wire::Message big = wire::SignedObject{{PayloadType::trust_list, Bytes(40'000, std::byte{1}), {}}};
  for (int i = 0; i < 1'000 && core.gone.empty(); ++i) {
    server->send(core.greeted[0], big);
    context.restart();
    context.poll();
  }
  ASSERT_EQ(core.gone.size(), 1u);
  EXPECT_EQ(core.gone[core.greeted[0]], session::CloseReason::queue_full);
}

}  // namespace
}  // namespace tongluo::test

// Both ends back to back: whatever one sends, the other delivers, in order, however the bytes are cut.

#include "tests/unit/session/session_fixture.hpp"

namespace tongluo::session {
namespace {

const std::vector<std::size_t> kFromController = {2, 3, 4, 6, 7, 9, 11};
const std::vector<std::size_t> kFromTerminal = {5, 8, 10, 12, 13, 14};

std::vector<wire::Message> picked(const std::vector<std::size_t>& kinds) {
  const auto all = samples::messages();
  std::vector<wire::Message> messages;
  for (const std::size_t kind : kinds) messages.push_back(all[kind]);
  return messages;
}

// Carries bytes both ways in pieces of at most `piece` until both ends are quiet.
struct Pair {
  TerminalSession terminal{kStart, sample_hello()};
  GatewaySession gateway{kStart, samples::terminal()};
  std::vector<wire::Message> at_terminal, at_gateway;
  Bytes to_terminal, to_gateway;

  template <class Session>
  void collect(Session& session, std::vector<wire::Message>& delivered, Bytes& out) {
    Drained drained = drain(session, kStart);
    EXPECT_TRUE(drained.closed.empty());
    for (auto& message : drained.delivered) {
      if (std::holds_alternative<wire::Hello>(message)) gateway.welcome(kStart, sample_welcome(), kWallOffset);
      delivered.push_back(std::move(message));
    }
    out.insert(out.end(), drained.written.begin(), drained.written.end());
  }

  void run(std::size_t piece) {
    for (std::size_t quiet = 0; quiet < 3; ++quiet) {
      collect(terminal, at_terminal, to_gateway);
      collect(gateway, at_gateway, to_terminal);
      if (!to_gateway.empty() || !to_terminal.empty()) quiet = 0;
      feed(gateway, to_gateway, piece);
      feed(terminal, to_terminal, piece);
    }
  }

  template <class Session>
  static void feed(Session& session, Bytes& stream, std::size_t piece) {
    for (std::size_t at = 0; at < stream.size(); at += piece)
      session.on_bytes(kStart, ByteView(stream).subspan(at, std::min(piece, stream.size() - at)));
    stream.clear();
  }
};

TEST(Pair, EveryMessageArrivesInOrderBothWaysInAnyPieces) {
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{5}, std::size_t{1'000}, std::size_t{1'000'000}}) {
    Pair pair;
    pair.run(piece);
    ASSERT_TRUE(pair.terminal.is_open() && pair.gateway.is_open());
    pair.at_terminal.clear();
    pair.at_gateway.clear();
    for (const auto& message : picked(kFromController)) pair.gateway.send(kStart, message);
    for (const auto& message : picked(kFromTerminal)) pair.terminal.send(kStart, message);
    pair.run(piece);
    ASSERT_EQ(pair.at_gateway, picked(kFromTerminal)) << piece;
    auto expected = picked(kFromController);
    const auto beat = std::get<wire::Heartbeat>(samples::messages()[10]);
    const WallTime wall(kStart.time_since_epoch() + kWallOffset);
    expected.push_back(wire::HeartbeatSeen{beat.sequence, beat.sent_at, wall, wall, limits::kDefaultHeartbeatInterval});
    ASSERT_EQ(pair.at_terminal, expected) << piece;
  }
}

TEST(Pair, AWholeClipArrivesWhileReceiptsGoUp) {
  auto clip = std::make_shared<ClipData>();
  clip->digest = samples::octets<Digest>(9);
  for (std::size_t i = 0; i < 300; ++i) clip->chunks.emplace_back(4'096 - i, static_cast<std::byte>(i));
  Pair pair;
  pair.run(1'460);
  pair.at_terminal.clear();
  ASSERT_TRUE(pair.gateway.send_clip(kStart, clip, 0, 300, true));
  pair.terminal.send(kStart, samples::messages()[8]);
  pair.run(1'460);
  EXPECT_EQ(pair.at_gateway.back(), samples::messages()[8]);
  ASSERT_EQ(pair.at_terminal.size(), 300u);
  for (std::uint32_t i = 0; i < 300; ++i)
    EXPECT_EQ(std::get<wire::ClipChunk>(pair.at_terminal[i]), (wire::ClipChunk{clip->digest, i, clip->chunks[i]}));
  const Counters up = pair.gateway.counters(), down = pair.terminal.counters();
  EXPECT_EQ(up.bytes_out, down.bytes_in);
  EXPECT_EQ(up.bytes_in, down.bytes_out);
  EXPECT_EQ(up.frames_out, down.frames_in);
  EXPECT_EQ(up.frames_in, down.frames_out);
}

TEST(Pair, TwoHeartbeatExchangesGiveFourTimestampsEach) {
  Pair pair;
  pair.run(1'000'000);
  pair.terminal.set_heartbeat({}, {}, kWallOffset);
  for (std::uint64_t sequence = 1; sequence <= 2; ++sequence) {
    pair.terminal.on_deadline(pair.terminal.next_deadline());
    pair.run(1'000'000);
    EXPECT_EQ(std::get<wire::HeartbeatSeen>(pair.at_terminal.back()).sequence, sequence);
  }
}

Bytes stream_of(const std::vector<wire::Message>& messages) {
  Bytes stream;
  for (const auto& message : messages) {
    const Bytes frame = framed(message);
    stream.insert(stream.end(), frame.begin(), frame.end());
  }
  return stream;
}

template <class Open>
void expect_same_at_every_cut(const std::vector<wire::Message>& messages, Open open) {
  const Bytes stream = stream_of(messages);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    auto session = open();
    session.on_bytes(kStart, ByteView(stream).first(cut));
    auto delivered = drain(session, kStart).delivered;
    session.on_bytes(kStart, ByteView(stream).subspan(cut));
    for (auto& message : drain(session, kStart).delivered) delivered.push_back(std::move(message));
    ASSERT_EQ(delivered, messages) << "cut at " << cut;
  }
}

TEST(Pair, CuttingTheStreamAtAnyByteChangesNothing) {
  expect_same_at_every_cut(picked(kFromTerminal), [] { return open_gateway(kStart); });
  expect_same_at_every_cut(picked(kFromController), [] { return open_terminal(kStart); });
}

}  // namespace
}  // namespace tongluo::session

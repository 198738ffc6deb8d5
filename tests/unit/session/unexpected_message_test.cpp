// Which message each state and direction allows, which it refuses, and what bad bytes do.

#include "tests/unit/session/session_fixture.hpp"

namespace tongluo::session {
namespace {

// Columns: terminal greeting, terminal open, gateway expecting Hello, gateway greeted, gateway open.
// D is delivered, U closes (unexpected), G closes (go_away).
struct Row {
  const char* message;
  const char* reaction;
};
constexpr Row kTable[] = {{"hello", "UUDUU"},         {"welcome", "DUUUU"},          {"signed_object", "UDUUU"},
                          {"order", "UDUUU"},         {"clip_manifest", "UDUUU"},    {"clip_request", "UUUUD"},
                          {"clip_chunk", "UDUUU"},    {"clip_unavailable", "UDUUU"}, {"receipt", "UUUUD"},
                          {"receipt_taken", "UDUUU"}, {"heartbeat", "UUUUD"},        {"heartbeat_seen", "UDUUU"},
                          {"event", "UUUUD"},         {"command_result", "UUUUD"},   {"update_progress", "UUUUD"},
                          {"go_away", "GGGGG"},       {"live_request", "UUUUD"},     {"live_packets", "UDUUU"},
                          {"image_request", "UUUUD"}, {"image_chunk", "UDUUU"},      {"image_unavailable", "UDUUU"}};

Drained react(std::size_t column, const wire::Message& message) {
  if (column < 2) {
    TerminalSession session = column == 0 ? TerminalSession(kStart, sample_hello()) : open_terminal(kStart);
    drain(session, kStart);
    return receive(session, kStart, message);
  }
  GatewaySession session = column == 2   ? GatewaySession(kStart, samples::terminal())
                           : column == 3 ? greeted_gateway(kStart)
                                         : open_gateway(kStart);
  return receive(session, kStart, message);
}

TEST(UnexpectedMessage, EachStateAndDirectionAllowsExactlyItsOwn) {
  const auto all = samples::messages();
  ASSERT_EQ(std::size(kTable), all.size());
  for (std::size_t row = 0; row < all.size(); ++row) {
    ASSERT_EQ(wire::name_of(all[row]), kTable[row].message);
    for (std::size_t column = 0; column < 5; ++column) {
      SCOPED_TRACE(std::string(kTable[row].message) + " in column " + std::to_string(column));
      const Drained drained = react(column, all[row]);
      const char expected = kTable[row].reaction[column];
      ASSERT_EQ(drained.delivered.size(), expected == 'D' ? 1u : 0u);
      if (expected == 'D') {
        EXPECT_EQ(drained.delivered[0], all[row]);
        EXPECT_TRUE(drained.closed.empty());
      } else {
        expect_closed(drained, expected == 'U' ? CloseReason::unexpected : CloseReason::go_away);
      }
    }
  }
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

const Bytes kUnknownKind = wire::frame(*from_hex("da06020801"));

TEST(UnexpectedMessage, ANewerKindIsIgnoredAndCounted) {
  GatewaySession gateway(kStart, samples::terminal());
  gateway.on_bytes(kStart, joined({kUnknownKind, framed(sample_hello()), kUnknownKind}));
  EXPECT_EQ(drain(gateway, kStart).delivered.size(), 1u);
  EXPECT_EQ(gateway.counters().unknown_messages, 2u);
  TerminalSession terminal = open_terminal(kStart);
  terminal.on_bytes(kStart, joined({kUnknownKind, framed(samples::messages()[9])}));
  EXPECT_EQ(drain(terminal, kStart).delivered.size(), 1u);
  EXPECT_EQ(terminal.counters().unknown_messages, 1u);
  EXPECT_TRUE(terminal.is_open());
}

TEST(UnexpectedMessage, AnEventOfANewerKindIsIgnoredAndCountedAndTheNextOneIsHeard) {
  GatewaySession gateway = open_gateway(kStart, seconds(30));
  const std::uint64_t before = gateway.counters().unknown_messages;
  const wire::Event newer{.kind = static_cast<wire::EventKind>(static_cast<unsigned>(wire::kLastEventKind) + 1)};
  const wire::Event known{.kind = wire::EventKind::door_open};
  gateway.on_bytes(kStart, joined({framed(newer), framed(known)}));
  const Drained drained = drain(gateway, kStart);
  ASSERT_EQ(drained.delivered.size(), 1U);
  EXPECT_EQ(std::get<wire::Event>(drained.delivered[0]).kind, wire::EventKind::door_open);
  EXPECT_TRUE(drained.closed.empty());
  EXPECT_EQ(gateway.counters().unknown_messages, before + 1);
}

TEST(UnexpectedMessage, ANewerKindProvesThePeerAlive) {
  GatewaySession session = open_gateway(kStart, seconds(30));
  session.on_bytes(kStart + seconds(60), kUnknownKind);
  EXPECT_EQ(session.next_deadline(), kStart + seconds(60) + seconds(75));
}

struct BadBytes {
  const char* name;
  Bytes bytes;
  CloseReason reason;
};

TEST(UnexpectedMessage, BadBytesCloseAfterWhatWasGoodBeforeThem) {
  const BadBytes table[] = {
      {"zero length", *from_hex("00000000"), CloseReason::bad_frame},
      {"one too long", *from_hex("00010001"), CloseReason::bad_frame},
      {"all ones", *from_hex("ffffffff"), CloseReason::bad_frame},
      {"no protobuf", wire::frame(to_bytes("\xff\xff\xff\xff")), CloseReason::bad_message},
      {"bad field", framed(wire::Event{}), CloseReason::bad_message},
  };
  const wire::Message good = samples::messages()[12];
  for (const BadBytes& row : table) {
    SCOPED_TRACE(row.name);
    GatewaySession session = open_gateway(kStart);
    session.on_bytes(kStart, joined({framed(good), row.bytes, framed(good)}));
    const Drained drained = drain(session, kStart);
    EXPECT_EQ(drained.delivered.size(), 1u) << "what came before counts, what came after does not";
    expect_closed(drained, row.reason);
    session.on_bytes(kStart, framed(good));
    EXPECT_TRUE(drain(session, kStart).delivered.empty());
  }
}

TEST(UnexpectedMessage, TheLongestFrameIsStillAFrame) {
  GatewaySession session = open_gateway(kStart);
  session.on_bytes(kStart, *from_hex("00010000"));
  EXPECT_TRUE(drain(session, kStart).closed.empty());
}

TEST(UnexpectedMessage, EveryReasonHasItsOwnName) {
  std::set<std::string_view> names;
  for (int reason = 0; reason <= static_cast<int>(CloseReason::closed_locally); ++reason)
    names.insert(to_string(static_cast<CloseReason>(reason)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(CloseReason::closed_locally) + 1);
  EXPECT_EQ(names.count("unknown"), 0u);
}

}  // namespace
}  // namespace tongluo::session

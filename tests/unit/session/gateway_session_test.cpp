// The controller's end. The test plays the terminal, the core and the clock.

#include "tests/unit/session/session_fixture.hpp"

namespace tongluo::session {
namespace {

constexpr microseconds kTick{1};

TEST(GatewaySession, NoHelloWithinTenSecondsCloses) {
  GatewaySession session(kStart, samples::terminal());
  EXPECT_EQ(session.next_deadline(), kStart + seconds(10));
  session.on_deadline(kStart + seconds(10) - kTick);
  EXPECT_TRUE(drain(session, kStart).closed.empty());
  session.on_deadline(kStart + seconds(10));
  expect_closed(drain(session, kStart), CloseReason::hello_timeout);
  EXPECT_EQ(session.next_deadline(), SteadyTime::max());
}

TEST(GatewaySession, HalfAHelloDoesNotMoveTheDeadline) {
  GatewaySession session(kStart, samples::terminal());
  const Bytes hello = framed(sample_hello());
  session.on_bytes(kStart + seconds(9), ByteView(hello).first(hello.size() - 1));
  EXPECT_EQ(session.next_deadline(), kStart + seconds(10));
}

TEST(GatewaySession, HelloIsDeliveredAndWelcomeAnswersIt) {
  GatewaySession session(kStart, samples::terminal());
  const auto hello = receive(session, kStart, sample_hello());
  ASSERT_EQ(hello.delivered.size(), 1u);
  EXPECT_EQ(std::get<wire::Hello>(hello.delivered[0]), sample_hello());
  EXPECT_TRUE(hello.written.empty());
  EXPECT_FALSE(session.is_open());
  session.welcome(kStart, sample_welcome(seconds(30)), kWallOffset);
  EXPECT_TRUE(session.is_open());
  EXPECT_EQ(only<wire::Welcome>(drain(session, kStart).written), sample_welcome(seconds(30)));
  session.welcome(kStart, sample_welcome(), kWallOffset);
  EXPECT_TRUE(drain(session, kStart).written.empty()) << "welcome only once";
}

TEST(GatewaySession, NothingIsSentBeforeWelcome) {
  GatewaySession session(kStart, samples::terminal());
  session.welcome(kStart, sample_welcome(), kWallOffset);  // no Hello yet: ignored
  session.send(kStart, samples::messages()[2]);
  session.send_framed(kStart, std::make_shared<const Bytes>(framed(samples::messages()[3])));
  EXPECT_FALSE(session.send_clip(kStart, std::make_shared<ClipData>(), 0, 1, false));
  EXPECT_TRUE(drain(session, kStart).written.empty());
  EXPECT_FALSE(session.is_open());
}

TEST(GatewaySession, AnotherMajorIsToldTheRangeSpokenHere) {
  for (const std::uint32_t major : {0u, 2u, 0xffff'ffffu}) {
    GatewaySession session(kStart, samples::terminal());
    wire::Hello hello = sample_hello();
    hello.protocol_major = major;
    const auto drained = receive(session, kStart, hello);
    expect_closed(drained, CloseReason::unsupported_version);
    EXPECT_TRUE(drained.delivered.empty());
    const auto away = only<wire::GoAway>(drained.written);
    EXPECT_EQ(away.reason, wire::GoAwayReason::unsupported_version);
    EXPECT_EQ(away.lowest_major, 1u);
    EXPECT_EQ(away.highest_major, 1u);
    EXPECT_EQ(away.reconnect_min, seconds(60));
    EXPECT_EQ(away.reconnect_max, seconds(120));
  }
}

TEST(GatewaySession, HelloMustNameTheCertificatesTerminal) {
  GatewaySession session(kStart, *TerminalId::parse("TL-500116-0002"));
  const auto drained = receive(session, kStart, sample_hello());
  expect_closed(drained, CloseReason::identity_mismatch);
  EXPECT_TRUE(drained.delivered.empty());
  EXPECT_EQ(only<wire::GoAway>(drained.written).reason, wire::GoAwayReason::identity_mismatch);
}

TEST(GatewaySession, HeartbeatIsAnsweredAtOnceWithTheOtherTimestamps) {
  GatewaySession session = open_gateway(kStart, seconds(45));
  const wire::Heartbeat beat{9, samples::at(1), wire::TerminalState::idle};
  const SteadyTime now = kStart + milliseconds(1'234);
  const auto drained = receive(session, now, beat);
  ASSERT_EQ(drained.delivered.size(), 1u) << "telemetry is the core's";
  const WallTime wall(now.time_since_epoch() + kWallOffset);
  EXPECT_EQ(only<wire::HeartbeatSeen>(drained.written),
            (wire::HeartbeatSeen{9, samples::at(1), wall, wall, seconds(45)}));
}

TEST(GatewaySession, IntervalIsClampedAndTheTerminalIsToldTheClampedOne) {
  for (const auto& [said, used] : {std::pair{0, 30}, {29, 30}, {30, 30}, {240, 240}, {241, 240}}) {
    GatewaySession session = greeted_gateway(kStart);
    session.welcome(kStart, sample_welcome(seconds(said)), kWallOffset);
    EXPECT_EQ(only<wire::Welcome>(drain(session, kStart).written).heartbeat_interval, seconds(used));
    EXPECT_EQ(session.next_deadline(), kStart + seconds(used) * 5 / 2);
  }
}

TEST(GatewaySession, SilenceOfTwoAndAHalfIntervalsCloses) {
  GatewaySession session = open_gateway(kStart, seconds(30));
  EXPECT_EQ(session.next_deadline(), kStart + seconds(75));
  receive(session, kStart + seconds(50), samples::messages()[12]);
  EXPECT_EQ(session.next_deadline(), kStart + seconds(125));
  session.on_deadline(kStart + seconds(125) - kTick);
  EXPECT_TRUE(session.is_open());
  session.on_deadline(kStart + seconds(125));
  expect_closed(drain(session, kStart), CloseReason::silent_peer);
}

TEST(GatewaySession, AGreetedTerminalThatTheCoreNeverWelcomesIsClosed) {
  GatewaySession session = greeted_gateway(kStart + seconds(3));
  EXPECT_EQ(session.next_deadline(), kStart + seconds(13));
  session.on_deadline(kStart + seconds(13));
  expect_closed(drain(session, kStart), CloseReason::hello_timeout);
}

TEST(GatewaySession, GoAwayIsTheLastThingWritten) {
  GatewaySession session = open_gateway(kStart);
  session.send(kStart, samples::messages()[2]);
  const wire::GoAway away{wire::GoAwayReason::replaced, seconds(1), seconds(2), 1, 1};
  session.go_away(kStart, away);
  session.send(kStart, samples::messages()[2]);
  const auto drained = drain(session, kStart);
  const auto said = messages_in(drained.written);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(std::get<wire::GoAway>(said[1]), away);
  expect_closed(drained, CloseReason::closed_locally);
}

TEST(GatewaySession, AnAlreadyFramedMessageGoesOutUnchanged) {
  GatewaySession session = open_gateway(kStart);
  const auto frame = std::make_shared<const Bytes>(framed(samples::messages()[3]));
  session.send_framed(kStart, frame);
  EXPECT_EQ(drain(session, kStart).written, *frame);
}

TEST(GatewaySession, ControlBytesAreBoundedByWhatIsUnwrittenNotByWhatWasSent) {
  GatewaySession session = open_gateway(kStart);
  const wire::Message big = wire::SignedObject{{PayloadType::trust_list, Bytes(40'000, std::byte{1}), {}}};
  const std::size_t size = framed(big).size();
  const std::size_t fit = limits::kMaxQueuedControlBytes / size;
  for (std::size_t i = 0; i < fit; ++i) session.send(kStart, big);
  drain(session, kStart, false);  // handed out, not written
  session.on_written(kStart, size - 1);
  session.on_written(kStart, 1);
  session.send(kStart, big);
  EXPECT_TRUE(session.is_open()) << "one was written, one more fits";
  session.send(kStart, big);
  EXPECT_FALSE(session.is_open());
  expect_closed(drain(session, kStart, false), CloseReason::queue_full);
}

}  // namespace
}  // namespace tongluo::session

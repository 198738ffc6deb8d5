// The terminal's end. The test plays the controller and the clock.

#include "tests/unit/session/session_fixture.hpp"

namespace tongluo::session {
namespace {

constexpr microseconds kMicrosecond{1};

TEST(TerminalSession, HelloIsTheFirstAndOnlyThingSaidBeforeWelcome) {
  TerminalSession session(kStart, sample_hello());
  session.send(kStart, samples::messages()[8]);
  EXPECT_EQ(only<wire::Hello>(drain(session, kStart).written), sample_hello());
  EXPECT_FALSE(session.is_open());
}

TEST(TerminalSession, NoWelcomeWithinTenSecondsCloses) {
  TerminalSession session(kStart, sample_hello());
  drain(session, kStart);
  EXPECT_EQ(session.next_deadline(), kStart + seconds(10));
  session.on_deadline(kStart + seconds(10) - kMicrosecond);
  EXPECT_TRUE(drain(session, kStart).closed.empty());
  session.on_deadline(kStart + seconds(10));
  expect_closed(drain(session, kStart), CloseReason::hello_timeout);
  EXPECT_EQ(session.next_deadline(), SteadyTime::max());
}

TEST(TerminalSession, FirstHeartbeatGoesAtOnceThenOneEachInterval) {
  TerminalSession session = open_terminal(kStart, seconds(60));
  wire::Heartbeat telemetry;
  telemetry.state = wire::TerminalState::playing;
  wire::TerminalStatus status;
  status.set(wire::StatusField::battery_percent, 71);
  session.set_heartbeat(telemetry, status, kWallOffset);
  for (std::uint64_t sequence = 1; sequence <= 2; ++sequence) {
    const SteadyTime due = kStart + seconds(60) * static_cast<int>(sequence - 1);
    ASSERT_EQ(session.next_deadline(), due);
    session.on_deadline(due - kMicrosecond);
    EXPECT_TRUE(drain(session, due).written.empty());
    session.on_deadline(due);
    const auto beat = only<wire::Heartbeat>(drain(session, due).written);
    EXPECT_EQ(beat.sequence, sequence);
    EXPECT_EQ(beat.sent_at, WallTime(due.time_since_epoch() + kWallOffset));
    EXPECT_EQ(beat.state, wire::TerminalState::playing);
    const wire::StatusDelta first{0, wire::bit_of(wire::StatusField::battery_percent), 0, {71}};
    EXPECT_EQ(beat.status, sequence == 1 ? first : wire::StatusDelta{.base = 1});
    receive(session, due, wire::HeartbeatSeen{sequence, beat.sent_at, beat.sent_at, beat.sent_at, seconds(60)});
  }
}

TEST(TerminalSession, TheFirstReadingsOfASessionBringOneHeartbeatForward) {
  TerminalSession session = open_terminal(kStart, seconds(60));
  session.on_deadline(kStart);
  drain(session, kStart);
  wire::TerminalStatus status;
  status.set(wire::StatusField::battery_percent, 71);
  session.set_heartbeat({}, status, kWallOffset);
  const SteadyTime early = kStart + kFirstReadings;
  EXPECT_EQ(session.next_deadline(), early);
  session.on_deadline(early);
  EXPECT_EQ(only<wire::Heartbeat>(drain(session, early).written).status.values, std::vector{71});
  status.set(wire::StatusField::mains_present, 1);
  session.set_heartbeat({}, status, kWallOffset);
  EXPECT_EQ(session.next_deadline(), early + seconds(60)) << "one in a session";
}

TEST(TerminalSession, TheModemIsNamedWithTheWholeStatusAndWhenItChanges) {
  TerminalSession session = open_terminal(kStart, seconds(60));
  const wire::ModemIdentity first{"8986", "46000", "CHINA MOBILE"};
  const wire::ModemIdentity other{"8986", "46000", "CHN-UNICOM"};
  const auto beat = [&](int minute, const wire::ModemIdentity& modem) {
    const SteadyTime at = kStart + std::chrono::minutes(minute);
    session.set_heartbeat({.modem = modem}, {}, kWallOffset);
    session.on_deadline(at);
    const auto sent = only<wire::Heartbeat>(drain(session, at).written);
    receive(session, at, wire::HeartbeatSeen{sent.sequence, sent.sent_at, sent.sent_at, sent.sent_at, seconds(60)});
    return sent.modem;
  };
  EXPECT_EQ(beat(0, first), first);
  EXPECT_EQ(beat(1, first), std::nullopt);
  EXPECT_EQ(beat(2, other), other);
  EXPECT_EQ(beat(3, other), std::nullopt);
}

TEST(TerminalSession, UnsetTelemetryIsStillAWellFormedHeartbeat) {
  TerminalSession session = open_terminal(kStart);
  session.on_deadline(kStart);
  EXPECT_EQ(only<wire::Heartbeat>(drain(session, kStart).written).state, wire::TerminalState::idle);
}

TEST(TerminalSession, SilenceOfTwoAndAHalfIntervalsCloses) {
  TerminalSession session = open_terminal(kStart, seconds(60));
  for (const int second : {0, 60, 120}) session.on_deadline(kStart + seconds(second));
  EXPECT_EQ(session.next_deadline(), kStart + seconds(150));
  session.on_deadline(kStart + seconds(150) - kMicrosecond);
  EXPECT_TRUE(drain(session, kStart).closed.empty());
  session.on_deadline(kStart + seconds(150));
  expect_closed(drain(session, kStart), CloseReason::silent_peer);
}

TEST(TerminalSession, AnyMessageProvesThePeerAlive) {
  TerminalSession session = open_terminal(kStart, seconds(60));
  receive(session, kStart + seconds(100), samples::messages()[9]);
  for (const int second : {100, 160, 220}) session.on_deadline(kStart + seconds(second));
  EXPECT_EQ(session.next_deadline(), kStart + seconds(250));
}

struct Interval {
  milliseconds said, used;
};
constexpr Interval kIntervals[] = {{seconds(1), seconds(30)},    {seconds(30), seconds(30)},
                                   {seconds(31), seconds(31)},   {seconds(240), seconds(240)},
                                   {seconds(241), seconds(240)}, {seconds(3600), seconds(240)}};

TEST(TerminalSession, IntervalIsClampedInWelcomeAndInHeartbeatSeen) {
  for (const Interval& row : kIntervals) {
    TerminalSession session = open_terminal(kStart, row.said);
    session.on_deadline(kStart);
    EXPECT_EQ(session.next_deadline(), kStart + row.used) << row.said.count();

    TerminalSession told = open_terminal(kStart, seconds(240));
    told.on_deadline(kStart);
    wire::HeartbeatSeen seen{1, {}, {}, {}, row.said};
    EXPECT_EQ(receive(told, kStart, seen).delivered.size(), 1u) << "the core needs its times";
    EXPECT_EQ(told.next_deadline(), kStart + row.used) << row.said.count();
  }
}

TEST(TerminalSession, ShorterIntervalActsAtOnceAndALongerOneAfterTheNextBeat) {
  TerminalSession session = open_terminal(kStart, seconds(60));
  session.on_deadline(kStart);
  receive(session, kStart + seconds(1), wire::HeartbeatSeen{1, {}, {}, {}, seconds(30)});
  EXPECT_EQ(session.next_deadline(), kStart + seconds(31));
  receive(session, kStart + seconds(2), wire::HeartbeatSeen{1, {}, {}, {}, seconds(240)});
  EXPECT_EQ(session.next_deadline(), kStart + seconds(31));
  session.on_deadline(kStart + seconds(31));
  EXPECT_EQ(session.next_deadline(), kStart + seconds(271));
}

TEST(TerminalSession, HeartbeatSeenWithoutAnIntervalChangesNothing) {
  TerminalSession session = open_terminal(kStart, seconds(60));
  session.on_deadline(kStart);
  receive(session, kStart + seconds(1), wire::HeartbeatSeen{1, {}, {}, {}, {}});
  EXPECT_EQ(session.next_deadline(), kStart + seconds(60));
}

TEST(TerminalSession, GoAwayClosesWithItsWindow) {
  for (const bool open : {false, true}) {
    TerminalSession session = open ? open_terminal(kStart) : TerminalSession(kStart, sample_hello());
    drain(session, kStart);
    const auto drained = receive(session, kStart, samples::messages()[15]);
    expect_closed(drained, CloseReason::go_away);
    EXPECT_EQ(drained.closed[0].reconnect_min, milliseconds(100));
    EXPECT_EQ(drained.closed[0].reconnect_max, milliseconds(900));
    EXPECT_EQ(session.next_deadline(), SteadyTime::max());
  }
}

TEST(TerminalSession, AControllerOfAnotherMajorSaysSo) {
  TerminalSession session(kStart, sample_hello());
  drain(session, kStart);
  const wire::GoAway away{wire::GoAwayReason::unsupported_version, seconds(60), seconds(120), 2, 3};
  expect_closed(receive(session, kStart, away), CloseReason::unsupported_version);
}

TEST(TerminalSession, EndOfStreamClosesOnceAndNothingFollows) {
  TerminalSession session = open_terminal(kStart);
  session.on_peer_closed(kStart);
  session.on_peer_closed(kStart);
  expect_closed(drain(session, kStart), CloseReason::peer_closed);
  session.send(kStart, samples::messages()[8]);
  session.on_bytes(kStart, framed(samples::messages()[9]));
  session.on_deadline(kStart + std::chrono::hours(1));
  const auto after = drain(session, kStart);
  EXPECT_TRUE(after.written.empty() && after.delivered.empty() && after.closed.empty());
}

TEST(TerminalSession, APeerThatDoesNotReadIsGivenUpAtTheLimit) {
  TerminalSession session = open_terminal(kStart);
  const wire::Message receipt = wire::ReceiptReport{{PayloadType::receipt, Bytes(40'000, std::byte{1}), {}}};
  const std::size_t fit = limits::kMaxQueuedControlBytes / framed(receipt).size();
  for (std::size_t i = 0; i < fit; ++i) session.send(kStart, receipt);
  EXPECT_TRUE(session.is_open());
  session.send(kStart, receipt);
  EXPECT_FALSE(session.is_open());
  expect_closed(drain(session, kStart, false), CloseReason::queue_full);
}

}  // namespace
}  // namespace tongluo::session

// What went wrong is told until it is proved to have arrived, over lost links, power cuts and a full disk, and wears no
// flash out. The test plays controller and journal (CoreRig).

#include "terminal-fw/core/event_log.hpp"

#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using terminal::Told;

class EventLog : public testing::Test {
 protected:
  void happens(const std::string& detail, wire::EventKind kind = wire::EventKind::mains_lost, std::uint32_t count = 1) {
    rig.core->on_trouble(rig.now, {.kind = kind, .detail = detail, .count = count});
    rig.advance(microseconds(1));
  }
  // The controller answers a heartbeat of this instant.
  void heartbeat() {
    rig.advance(microseconds(1));
    const WallTime sent = rig.now.wall;
    rig.advance(milliseconds(40));
    rig.receive(wire::HeartbeatSeen{1, sent, sent + milliseconds(20), sent + milliseconds(20), seconds(120)});
    rig.advance(microseconds(1));
  }
  // Told over this link, but for restarts.
  std::vector<std::string> told() const {
    std::vector<std::string> details;
    for (const wire::Message& message : rig.sent)
      if (const auto* event = std::get_if<wire::Event>(&message); event && event->kind != wire::EventKind::restarted)
        details.push_back(event->detail);
    return details;
  }
  Told knows(std::size_t at = 0) const { return rig.core->events().at(at).told; }
  using Details = std::vector<std::string>;
  CoreRig rig;
};

TEST_F(EventLog, WhatHappensWithoutALinkIsToldWhenThereIsOne) {
  happens("one");
  happens("two");
  rig.open_link();
  EXPECT_EQ(told(), (Details{"one", "two"}));
  EXPECT_EQ(knows(), Told::waiting) << "nobody said that it arrived";
}

TEST_F(EventLog, IsToldAgainUntilALaterHeartbeatIsAnswered) {
  rig.open_link();
  happens("one");
  EXPECT_EQ(told(), Details{"one"});
  rig.close_link();
  rig.open_link();
  EXPECT_EQ(told(), Details{"one"}) << "it may have been lost with the link";
  heartbeat();
  EXPECT_EQ(knows(), Told::told);
  rig.close_link();
  rig.open_link();
  EXPECT_EQ(told(), Details{});
}

// A pole without a battery-backed clock: a heartbeat carries the system's clock, not the verified time.
TEST_F(EventLog, IsToldOnceAlsoWhereTheSystemsClockIsYearsOff) {
  for (const std::chrono::hours wrong_by : {std::chrono::hours(-24 * 3'650), std::chrono::hours(24 * 3'650)}) {
    rig.now.wall = kNow + wrong_by;
    rig.clock_wrong_by = wrong_by;
    rig.restart();
    rig.open_link();
    happens("one");
    heartbeat();
    EXPECT_EQ(knows(), Told::told);
    rig.close_link();
    rig.open_link();
    EXPECT_EQ(told(), Details{});
  }
}

TEST_F(EventLog, AnAnswerToAnEarlierHeartbeatProvesNothing) {
  rig.open_link();
  const WallTime before = rig.now.wall;
  rig.advance(milliseconds(10));
  happens("one");
  rig.receive(wire::HeartbeatSeen{1, before, before, before, seconds(120)});
  EXPECT_EQ(knows(), Told::waiting);
}

TEST_F(EventLog, APowerCutLosesNoEventAndTellsNoneTwiceThatWasKnown) {
  happens("one");
  rig.advance(seconds(3));
  rig.restart();
  rig.open_link();
  EXPECT_EQ(told(), Details{"one"});
  heartbeat();
  rig.advance(std::chrono::hours(2));
  rig.restart();
  rig.open_link();
  EXPECT_EQ(told(), Details{});
  EXPECT_EQ(rig.core->events().size(), 4U) << "three starts and what happened";
}

TEST_F(EventLog, APowerCutAtAnyWriteLosesNoEventThatWasStored) {
  for (const bool written : {false, true}) {
    CoreRig other;
    other.advance(seconds(3));
    other.core->on_trouble(other.now, {.kind = wire::EventKind::door_open, .detail = "one"});
    other.power_cut_at_commit = other.commits + 1;
    other.cut_after_write = written;
    other.advance(seconds(3));
    ASSERT_TRUE(other.dead);
    other.restart();
    EXPECT_EQ(other.core->events().size(), written ? 3U : 2U);
    EXPECT_EQ(other.core->events().back().kind, wire::EventKind::restarted);
  }
}

TEST_F(EventLog, ADiskThatIsFullForAWhileCostsNoEvent) {
  rig.journal_mode = JournalMode::fails;
  happens("one");
  rig.advance(std::chrono::minutes(5));
  rig.journal_mode = JournalMode::stores;
  rig.advance(std::chrono::minutes(15));
  rig.restart();
  rig.open_link();
  EXPECT_EQ(told(), (Details{"one", "a write failed"})) << "nor what happened to the disk";
}

// Design 5: other flash commits are at most 200 a day.
TEST_F(EventLog, AContactThatRattlesAllDayWearsNoFlashOut) {
  rig.open_link();
  rig.advance(seconds(5));
  const std::size_t before = rig.commits;
  constexpr int kMinutes = 24 * 60;
  for (int minute = 0; minute < kMinutes; ++minute) {
    happens("rattle");
    heartbeat();
    rig.advance(seconds(60));
  }
  EXPECT_LE(rig.commits - before, 160U);
  EXPECT_EQ(rig.core->events().size(), terminal::kMaxEventsKept);
}

TEST_F(EventLog, TooManyThatWaitAreBoundedAndTheNewestAreTold) {
  constexpr std::size_t kMany = terminal::kMaxEventsKept + 50;
  for (std::size_t i = 0; i < kMany; ++i) happens(std::to_string(i));
  rig.open_link();
  ASSERT_EQ(told().size(), terminal::kMaxEventsWaiting);
  EXPECT_EQ(told().back(), std::to_string(kMany - 1));
  EXPECT_EQ(rig.core->events().size(), terminal::kMaxEventsKept);
  EXPECT_EQ(rig.core->events().back().told, Told::given_up);
  rig.advance(std::chrono::hours(4));
  rig.restart();
  EXPECT_EQ(rig.core->events().size(), terminal::kMaxEventsKept);
}

TEST_F(EventLog, AReminderIsNoNews) {
  rig.open_link();
  happens("goes on", wire::EventKind::mains_lost, 0);
  EXPECT_EQ(told(), Details{"goes on"});
  EXPECT_EQ(rig.core->events().size(), 1U) << "the start";
}

TEST_F(EventLog, WhatIsOlderThanThirtyDaysLeaves) {
  rig.open_link();
  happens("old");
  rig.advance(std::chrono::hours(20 * 24));
  rig.open_link();
  rig.advance(std::chrono::hours(11 * 24));
  rig.open_link();
  happens("new");
  rig.advance(std::chrono::hours(1));
  rig.restart();
  ASSERT_EQ(rig.core->events().size(), 2U);
  EXPECT_EQ(rig.core->events()[1].detail, "new");
}

}  // namespace
}  // namespace tongluo::test

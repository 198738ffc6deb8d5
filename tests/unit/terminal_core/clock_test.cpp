// The clock jumps by years, or is lost with the power: schedule, receipts and session go on, nothing sounds at a wrong
// hour but what is an alert. The test plays controller, loudspeaker and clock (CoreRig).

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using std::chrono::hours;

constexpr hours kTenYears(24 * 3'653);

class ClockTrouble : public testing::Test {
 protected:
  ClockTrouble() { rig.cache[rig.clip.digest] = rig.clip; }
  // Announcements an hour and 25 hours from now.
  Digest schedule() {
    wire::Order order = sample_order(rig.now.wall, rig.clip.digest);
    order.order_class = OrderClass::routine;
    order.level = Level::routine;
    order.tone = Tone::none;
    order.tone_duration = {};
    order.valid_until = rig.now.wall + hours(48);
    order.occurrences.clear();
    for (const int after : {1, 25}) {
      const WallTime start = rig.now.wall + hours(after);
      order.occurrences.push_back({static_cast<std::uint32_t>(order.occurrences.size() + 1), start,
                                   start + seconds(600), start + seconds(700)});
    }
    const Envelope envelope = rig.trust.seal(order, rig.trust.announce);
    rig.deliver(envelope);
    return sign::identity(envelope);
  }
  Digest alert() {
    const WallTime wall = rig.core->wall(rig.now);
    const Envelope envelope = rig.trust.seal(sample_order(wall, rig.clip.digest), rig.trust.dispatch);
    rig.deliver(envelope, wall + seconds(1));
    return sign::identity(envelope);
  }
  // Nine heartbeats, by a controller whose clock is the true one.
  void heartbeats(WallTime::duration wrong_by = {}) {
    for (int beat = 0; beat < 9; ++beat) {
      rig.advance(seconds(30));
      const WallTime middle = rig.now.wall - wrong_by - milliseconds(10);
      rig.receive(wire::HeartbeatSeen{1, middle - milliseconds(10), middle, middle, seconds(120)});
    }
  }
  void jump(WallTime::duration by) {
    rig.now.wall += by;
    rig.core->on_deadline(rig.now);
    rig.advance(microseconds(1));
  }
  void power_off(WallTime::duration off, WallTime wall) {
    rig.now.steady += off;
    rig.now.wall = wall;
    rig.restart();
  }
  std::vector<wire::Event> told() const {
    std::vector<wire::Event> events;
    for (const wire::Message& message : rig.sent)
      if (const auto* event = std::get_if<wire::Event>(&message); event && event->kind == wire::EventKind::clock_jump)
        events.push_back(*event);
    return events;
  }
  void expect_nothing_changes(WallTime::duration by, const std::string& told_as);
  CoreRig rig;
};

// All in one: sessions, exchanges, schedule, receipts, and what the controller is told.
void ClockTrouble::expect_nothing_changes(WallTime::duration by, const std::string& told_as) {
  rig.open_link(true, true);
  const WallTime began = rig.now.wall;
  const Digest order = schedule();
  heartbeats();
  ASSERT_TRUE(rig.core->media_line(rig.now));
  jump(by);
  rig.advance(seconds(1));
  const auto line = rig.core->media_line(rig.now);
  ASSERT_TRUE(line) << "neighbours stay in step";
  EXPECT_NEAR(static_cast<double>((line->wall_at(rig.now.steady) - (rig.now.wall - by)).count()), 0, 1'000);
  heartbeats(by);
  EXPECT_TRUE(rig.core->synchronised({rig.now.steady + hours(23), rig.now.wall})) << "exchanges still prolong it";
  for (const std::uint32_t number : {1U, 2U}) {
    const hours start(number == 1 ? 1 : 25);
    rig.advance_to(began + by + start + seconds(20));
    ASSERT_EQ(rig.plays.size(), number);
    EXPECT_LT(std::chrono::abs(rig.plays.back().start_at - by - (began + start)), milliseconds(1));
    const wire::Receipt* final = rig.final_of(order, number);
    ASSERT_NE(final, nullptr);
    EXPECT_EQ(final->outcome, Outcome::unproved);
    EXPECT_LT(std::chrono::abs(final->at - (rig.now.wall - by)), seconds(20)) << "signed with the true time";
  }
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0].detail, told_as);
  EXPECT_EQ(told()[0].count, 1U);
}

TEST_F(ClockTrouble, AJumpTenYearsAheadChangesNothingButIsTold) { expect_nothing_changes(kTenYears, "+315619200 s"); }

TEST_F(ClockTrouble, AJumpTenYearsBackChangesNothingButIsTold) { expect_nothing_changes(-kTenYears, "-315619200 s"); }

TEST_F(ClockTrouble, ManyJumpsAreToldNoFasterThanTheirLimit) {
  rig.open_link();
  for (int i = 0; i < 40; ++i) {
    jump(i % 2 == 0 ? kTenYears : -kTenYears);
    rig.advance(seconds(5));
  }
  EXPECT_EQ(told().size(), 1U);
  EXPECT_EQ(rig.core->counters().clock_jumps, 40U);
  rig.advance(terminal::kJumpInterval);
  rig.core->on_deadline(rig.now);
  rig.advance(microseconds(1));
  ASSERT_EQ(told().size(), 2U);
  EXPECT_EQ(told()[1].count, 39U);
  EXPECT_EQ(told()[1].detail, "-315619200 s");
}

TEST_F(ClockTrouble, AJumpIsToldInTheNearestWholeSecond) {
  rig.open_link();
  jump(kTenYears - microseconds(1));
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0].detail, "+315619200 s");
  rig.advance(terminal::kJumpInterval);
  jump(-kTenYears + microseconds(1));
  ASSERT_EQ(told().size(), 2U);
  EXPECT_EQ(told()[1].detail, "-315619200 s");
}

TEST_F(ClockTrouble, WithoutAClockSchedulesWaitUntilTheTimeIsKnownAndAlertsSoundAtOnce) {
  rig.open_link();
  const Digest order = schedule();
  rig.advance(seconds(10));
  power_off(hours(3), WallTime{});
  ASSERT_TRUE(rig.core->clock_lost());
  rig.advance(hours(2));
  EXPECT_TRUE(rig.plays.empty()) << "by the floor its hour has come; by the true time it went by";
  const Digest urgent = alert();
  rig.advance(seconds(20));
  ASSERT_EQ(rig.plays.size(), 1U);
  EXPECT_EQ(rig.plays[0].order, urgent);
  // The second announcement still lies ahead: it is played at its true hour.
  const auto since = seconds(10) + hours(5) + seconds(20);
  jump(kNow + since - rig.now.wall);
  EXPECT_FALSE(rig.core->clock_lost()) << "somebody set the clock";
  rig.open_link();
  ASSERT_NE(rig.final_of(order, 1), nullptr);
  EXPECT_EQ(rig.final_of(order, 1)->outcome, Outcome::late);
  rig.advance(hours(25) + seconds(20) - since);
  ASSERT_EQ(rig.plays.size(), 2U);
  EXPECT_EQ(rig.plays[1].order, order);
  EXPECT_EQ(rig.plays[1].occurrence, 2U);
}

TEST_F(ClockTrouble, AVerifiedTimeEndsTheWait) {
  rig.open_link();
  schedule();
  power_off(hours(1), WallTime{});
  rig.advance(seconds(1));
  EXPECT_TRUE(rig.core->clock_lost());
  rig.close_link();
  Nonce nonce;
  nonce.octets.fill(std::byte{7});
  rig.core->make_hello(rig.now, nonce, {rig.clip.digest});
  wire::Welcome welcome;
  welcome.gateway_epoch = 1;
  welcome.heartbeat_interval = seconds(120);
  welcome.time_statement = rig.trust.time_statement(rig.id, nonce, kNow + hours(1) + seconds(1));
  rig.core->on_link_open(rig.now, welcome, {});
  EXPECT_FALSE(rig.core->clock_lost());
  rig.advance(microseconds(1));  // the disk answers
  rig.advance(seconds(2));
  EXPECT_EQ(rig.plays.size(), 1U) << "it joins what began a second ago";
}

TEST_F(ClockTrouble, AClockThatNobodyKeptIsLostEvenIfItLooksPossible) {
  rig.open_link();
  schedule();
  rig.clock_kept = false;
  power_off(hours(1), rig.now.wall + seconds(1));  // a file kept the time of the last evening
  rig.advance(hours(1) + seconds(20));
  EXPECT_TRUE(rig.core->clock_lost());
  EXPECT_TRUE(rig.plays.empty());
}

TEST_F(ClockTrouble, AClockThatWasKeptPlaysTheScheduleWithoutANetwork) {
  rig.open_link();
  schedule();
  power_off(seconds(600), rig.now.wall + seconds(600));
  rig.advance(hours(1));
  EXPECT_FALSE(rig.core->clock_lost());
  EXPECT_EQ(rig.plays.size(), 1U);
}

TEST_F(ClockTrouble, AnOrderThatComesToBeginNowNeedsNoClock) {
  rig.open_link();  // it knew the time once, and has its place
  power_off(hours(1), WallTime{});
  rig.open_link(false);
  wire::Order order = sample_order(rig.core->wall(rig.now), rig.clip.digest);
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.tone = Tone::none;
  order.tone_duration = {};
  rig.deliver(rig.trust.seal(order, rig.trust.announce));
  rig.advance(seconds(5));
  EXPECT_TRUE(rig.core->clock_lost());
  EXPECT_EQ(rig.plays.size(), 1U);
}

}  // namespace
}  // namespace tongluo::test

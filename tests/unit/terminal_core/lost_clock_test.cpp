// Nobody knows the time since the power cut, and alerts come that were signed after it, by hand. The test plays
// controller, stick, loudspeaker and clock (CoreRig).

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using std::chrono::hours;

class LostClock : public testing::Test {
 protected:
  LostClock() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
    rig.advance(seconds(10));
    power_cut();
  }
  void power_cut() {
    rig.now.wall = WallTime{};
    rig.restart();
  }
  static wire::Order as(OrderClass order_class, Level level, wire::Order order) {
    order.order_class = order_class;
    order.level = level;
    if (order_class != OrderClass::routine) return order;
    order.tone = Tone::none;
    order.tone_duration = {};
    return order;
  }
  Digest stick(const wire::Order& order, const sign::Signer& signer) {
    const Envelope envelope = rig.trust.seal(order, signer);
    rig.take_bundle({rig.trust.trust_list(), envelope, {}});
    rig.advance(seconds(5));
    return sign::identity(envelope);
  }
  wire::Order alert(WallTime issued_at) const { return sample_order(issued_at, rig.clip.digest); }
  std::uint64_t refused(Refusal reason) const { return rig.core->refusals().of(reason); }

  CoreRig rig;
  const WallTime later = kNow + hours(2);  // by the true time
};

TEST_F(LostClock, AnAlertThatWasSignedSinceSoundsAndTheClockStaysLost) {
  ASSERT_TRUE(rig.core->clock_lost());
  const Digest order = stick(alert(later), rig.trust.dispatch);
  ASSERT_EQ(rig.plays.size(), 1U);
  EXPECT_EQ(rig.plays[0].order, order);
  rig.advance(seconds(20));
  rig.open_link(false);
  const wire::Receipt* final = rig.final_of(order);
  ASSERT_NE(final, nullptr);
  EXPECT_EQ(final->outcome, Outcome::unproved);
  EXPECT_FALSE(final->clock_synchronised);
  EXPECT_TRUE(rig.core->clock_lost());
  EXPECT_LT(rig.journal.snapshot().time_floor, kNow + seconds(60)) << "what an alert says is not stored";
}

TEST_F(LostClock, TheScheduleStillWaits) {
  rig.now.wall = kNow;
  rig.restart();
  rig.open_link();
  wire::Order daily = as(OrderClass::routine, Level::routine, alert(kNow));
  daily.valid_until = kNow + hours(30);
  daily.occurrences = {{1, kNow + hours(3), kNow + hours(3) + seconds(600), kNow + hours(4)}};
  rig.deliver(rig.trust.seal(daily, rig.trust.announce));
  rig.advance(seconds(5));
  power_cut();
  stick(alert(later), rig.trust.dispatch);
  ASSERT_EQ(rig.plays.size(), 1U);
  rig.advance(hours(1) + seconds(60));
  EXPECT_EQ(rig.plays.size(), 1U) << "by what the alert said, its hour has come";
  EXPECT_TRUE(rig.core->clock_lost());
}

TEST_F(LostClock, NothingButAnAlertIsBelievedAlsoBehindOne) {
  const wire::Order routine = as(OrderClass::routine, Level::routine, alert(later));
  const wire::Order drill = as(OrderClass::exercise, Level::iv, alert(later));
  stick(routine, rig.trust.announce);
  stick(drill, rig.trust.exercise);
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(refused(Refusal::issued_in_future), 2U);
  stick(alert(later), rig.trust.dispatch);
  rig.advance(seconds(30));
  stick(routine, rig.trust.announce);
  stick(drill, rig.trust.exercise);
  EXPECT_EQ(rig.plays.size(), 1U);
  EXPECT_EQ(refused(Refusal::issued_in_future), 4U);
  rig.receive(wire::SignedObject{rig.trust.freshness(1, later)});
  EXPECT_EQ(refused(Refusal::issued_in_future), 5U);
}

TEST_F(LostClock, AnAlertThatWasOverBeforeThePowerCutStaysSilent) {
  stick(alert(kNow - hours(2)), rig.trust.dispatch);
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(refused(Refusal::expired), 1U);
}

TEST_F(LostClock, WhatSoundedDoesNotSoundAgain) {
  stick(alert(later), rig.trust.dispatch);
  rig.advance(seconds(30));
  stick(alert(later), rig.trust.dispatch);
  power_cut();
  stick(alert(later), rig.trust.dispatch);
  EXPECT_EQ(rig.plays.size(), 1U);
}

TEST_F(LostClock, AnotherPowerCutDoesNotEndTheAlert) {
  const Digest order = stick(alert(later), rig.trust.dispatch);
  ASSERT_EQ(rig.sounding(), order);
  power_cut();
  rig.advance(seconds(1));
  EXPECT_EQ(rig.sounding(), order);
  rig.advance(hours(1));
  EXPECT_EQ(rig.core->open_orders(), 0U);
}

TEST_F(LostClock, AnAlertThatHadNotBegunBeginsBehindThePowerCut) {
  wire::Order order = alert(later);
  order.occurrences[0].earliest_start += seconds(30);
  const Digest digest = stick(order, rig.trust.dispatch);
  ASSERT_TRUE(rig.plays.empty());
  power_cut();
  rig.advance(seconds(32));
  EXPECT_EQ(rig.sounding(), digest);
}

TEST_F(LostClock, ItCanBeStoppedAndStaysStopped) {
  const Digest order = stick(alert(later), rig.trust.dispatch);
  const wire::Order another = alert(later + seconds(1));
  const Digest unheard = sign::identity(rig.trust.seal(another, rig.trust.dispatch));
  for (const Digest& digest : {order, unheard})
    rig.receive(wire::SignedObject{
        rig.trust.seal(wire::Cancel{1, digest, later + std::chrono::minutes(10), Nonce{}}, rig.trust.dispatch)});
  EXPECT_TRUE(rig.silent());
  power_cut();
  stick(another, rig.trust.dispatch);
  EXPECT_EQ(rig.plays.size(), 1U);
  EXPECT_EQ(refused(Refusal::stopped), 1U);
}

// Of a laptop whose clock is fast, once by a day and once by an hour: what follows is valid still, and it is not.
TEST_F(LostClock, AnAlertWithAWrongTimeMutesNoVitalOneAfterIt) {
  for (const hours fast : {hours(26), hours(1)}) {
    const std::size_t before = rig.plays.size();
    stick(as(OrderClass::actual, Level::iv, alert(later + fast)), rig.trust.dispatch);
    ASSERT_EQ(rig.plays.size(), before + 1);
    rig.advance(seconds(30));
    const Digest order = stick(alert(later + seconds(before)), rig.trust.dispatch);
    ASSERT_EQ(rig.plays.size(), before + 2);
    EXPECT_EQ(rig.plays.back().order, order);
    rig.advance(seconds(30));
  }
}

TEST_F(LostClock, WhoLearnsTheTimeCallsItLate) {
  wire::Order order = alert(later);
  order.occurrences[0].earliest_start += seconds(30);
  const Digest digest = stick(order, rig.trust.dispatch);
  rig.clock_wrong_by = rig.now.wall - (later + hours(3));
  rig.open_link();
  EXPECT_FALSE(rig.core->clock_lost());
  rig.advance(seconds(60));
  EXPECT_TRUE(rig.plays.empty());
  ASSERT_NE(rig.final_of(digest), nullptr);
  EXPECT_EQ(rig.final_of(digest)->outcome, Outcome::late);
}

}  // namespace
}  // namespace tongluo::test

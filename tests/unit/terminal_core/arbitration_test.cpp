// Who sounds when two want to. First the order itself, then whole cores: interruption, going on, starting again, being
// dropped. The test plays everything round the core (CoreRig).

#include "terminal-fw/core/arbiter.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

terminal::Priority priority(OrderClass order_class, Level level, std::uint32_t rank = 0, WallTime start = kNow) {
  terminal::Priority made{terminal::tier_of(order_class), level, rank, start, {}};
  made.key.number = static_cast<std::uint32_t>(level) * 100 + rank * 10 + static_cast<std::uint32_t>(order_class);
  return made;
}

TEST(Arbiter, ClassThenLevelThenRankOutrank) {
  const auto alert = priority(OrderClass::actual, Level::iv, 5);
  EXPECT_TRUE(outranks(alert, priority(OrderClass::exercise, Level::i)));
  EXPECT_TRUE(outranks(priority(OrderClass::actual, Level::i, 9), priority(OrderClass::actual, Level::ii)));
  EXPECT_TRUE(outranks(priority(OrderClass::actual, Level::i, 0), priority(OrderClass::actual, Level::i, 1)));
  EXPECT_FALSE(outranks(alert, alert));
}

TEST(Arbiter, AnEarlierStartGoesFirstButInterruptsNothing) {
  const auto early = priority(OrderClass::routine, Level::routine, 0, kNow);
  const auto late = priority(OrderClass::routine, Level::routine, 0, kNow + seconds(1));
  EXPECT_FALSE(outranks(early, late));
  const terminal::Priority waiting[] = {late, early};
  EXPECT_EQ(choose(waiting, std::nullopt)->order, early.key.order);
  EXPECT_EQ(choose(waiting, late), std::nullopt);
}

TEST(Arbiter, NobodyWaitingIsNobodyChosen) { EXPECT_EQ(terminal::choose({}, std::nullopt), std::nullopt); }

class Interruption : public testing::Test {
 protected:
  Interruption() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }
  Digest send(Level level, InterruptRule rule, seconds latest = seconds(600)) {
    wire::Order order = sample_order(rig.now.wall, rig.clip.digest);
    order.level = level;
    order.interrupt_rule = rule;
    order.occurrences[0].latest_start = rig.now.wall + latest;
    order.nonce.octets[0] = static_cast<std::byte>(++nonce_);
    const Envelope envelope = rig.trust.seal(order, rig.trust.dispatch);
    rig.deliver(envelope, rig.now.wall + seconds(1));
    return sign::identity(envelope);
  }
  Outcome outcome(const Digest& order) const {
    const wire::Receipt* final = rig.final_of(order);
    return final == nullptr ? Outcome::none : final->outcome;
  }
  CoreRig rig;

 private:
  std::uint8_t nonce_ = 0;
};

TEST_F(Interruption, HigherTakesOverAtItsVeryStartAndTheLowerResumes) {
  const Digest lower = send(Level::iii, InterruptRule::resume);
  rig.advance_to(kNow + seconds(4));
  const Digest higher = send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(5));
  ASSERT_EQ(rig.plays.size(), 2u);
  EXPECT_EQ(rig.plays[1].start_at, kNow + seconds(5));
  rig.advance_to(kNow + seconds(40));
  ASSERT_EQ(rig.plays.size(), 3u);
  EXPECT_EQ(rig.plays[2].start_at, kNow + seconds(19)) << "as soon as the higher one ended";
  EXPECT_EQ(rig.plays[2].first_sample, 4u * 48'000u) << "from where it was interrupted";
  EXPECT_EQ(outcome(higher), Outcome::unproved);
  EXPECT_EQ(outcome(lower), Outcome::unproved);
  EXPECT_EQ(rig.final_of(lower)->samples_played, 14u * 48'000u);
}

TEST_F(Interruption, RestartBeginsAgain) {
  const Digest lower = send(Level::iii, InterruptRule::restart);
  rig.advance_to(kNow + seconds(4));
  send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(40));
  ASSERT_EQ(rig.plays.size(), 3u);
  EXPECT_EQ(rig.plays[2].first_sample, 0u);
  EXPECT_EQ(rig.final_of(lower)->samples_played, (4u + 14u) * 48'000u);
}

TEST_F(Interruption, RestartPastItsLatestStartIsPreempted) {
  const Digest lower = send(Level::iii, InterruptRule::restart, seconds(10));
  rig.advance_to(kNow + seconds(4));
  send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(40));
  EXPECT_EQ(rig.plays.size(), 2u);
  EXPECT_EQ(outcome(lower), Outcome::preempted);
}

TEST_F(Interruption, DropIsPreemptedAtOnce) {
  const Digest lower = send(Level::iii, InterruptRule::drop);
  rig.advance_to(kNow + seconds(4));
  send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(5));
  EXPECT_EQ(outcome(lower), Outcome::preempted);
  rig.advance_to(kNow + seconds(40));
  EXPECT_EQ(rig.plays.size(), 2u);
}

TEST_F(Interruption, LowerWaitsForHigherAndIsThenPlayedWhole) {
  send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(2));
  const Digest lower = send(Level::iii, InterruptRule::resume);
  rig.advance_to(kNow + seconds(40));
  ASSERT_EQ(rig.plays.size(), 2u);
  EXPECT_EQ(rig.plays[1].start_at, kNow + seconds(15));
  EXPECT_EQ(rig.plays[1].first_sample, 0u);
  EXPECT_EQ(outcome(lower), Outcome::unproved);
}

TEST_F(Interruption, LowerThatCannotWaitSoLongIsLate) {
  send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(2));
  const Digest lower = send(Level::iii, InterruptRule::resume, seconds(5));
  rig.advance_to(kNow + seconds(7));
  EXPECT_EQ(outcome(lower), Outcome::none);
  rig.advance(microseconds(1));
  EXPECT_EQ(outcome(lower), Outcome::late);
}

TEST_F(Interruption, EqualsDoNotInterruptEachOther) {
  send(Level::ii, InterruptRule::resume);
  rig.advance_to(kNow + seconds(4));
  send(Level::ii, InterruptRule::resume);
  rig.advance_to(kNow + seconds(14));
  EXPECT_EQ(rig.plays.size(), 1u);
  rig.advance_to(kNow + seconds(16));
  EXPECT_EQ(rig.plays.size(), 2u);
}

TEST_F(Interruption, ThreeLevelsUnwindInOrder) {
  const Digest routine = send(Level::iv, InterruptRule::resume);
  rig.advance_to(kNow + seconds(3));
  const Digest middle = send(Level::iii, InterruptRule::resume);
  rig.advance_to(kNow + seconds(6));
  const Digest top = send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(60));
  ASSERT_EQ(rig.plays.size(), 5u);
  EXPECT_EQ(rig.plays[2].order, top);
  EXPECT_EQ(rig.plays[3].order, middle);
  EXPECT_EQ(rig.plays[4].order, routine);
  for (const Digest& order : {routine, middle, top}) EXPECT_EQ(outcome(order), Outcome::unproved);
}

TEST_F(Interruption, CancellingTheHigherBeforeItsStartLeavesTheLowerPlaying) {
  const Digest lower = send(Level::iii, InterruptRule::resume);
  rig.advance_to(kNow + seconds(4));
  const Digest higher = send(Level::i, InterruptRule::resume);
  rig.advance_to(kNow + seconds(5) - milliseconds(20));
  ASSERT_EQ(rig.plays.size(), 2u) << "handed over, not yet sounding";
  rig.receive(wire::SignedObject{rig.trust.seal(wire::Cancel{1, higher, rig.now.wall, Nonce{}}, rig.trust.dispatch)});
  rig.advance_to(kNow + seconds(20));
  EXPECT_EQ(outcome(higher), Outcome::cancelled);
  EXPECT_EQ(outcome(lower), Outcome::unproved);
  EXPECT_EQ(rig.plays.size(), 2u) << "the lower one never stopped";
}

}  // namespace
}  // namespace tongluo::test

// Drills in the terminal's mind: what it hands to the audio side, and that no word of a drill follows anything but a
// whole prefix. The rig's loudspeaker counts prefixes as the player does.

#include <gtest/gtest.h>

#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

class Drills : public testing::Test {
 protected:
  Drills() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }
  wire::Order order_of(OrderClass order_class, milliseconds item = milliseconds(70'000)) {
    wire::Order order = sample_order(rig.now.wall, rig.clip.digest);
    order.order_class = order_class;
    order.programme = wire::ClipProgramme{{{rig.clip.digest, item}}, 1, {}};
    order.occurrences[0].end = order.occurrences[0].latest_start + seconds(300);
    order.nonce.octets[0] = static_cast<std::byte>(++nonce_);
    return order;
  }
  Digest send(const wire::Order& order, seconds ahead = seconds(1)) {
    const bool drill = order.order_class == OrderClass::exercise;
    const Envelope envelope = rig.trust.seal(order, drill ? rig.trust.exercise : rig.trust.dispatch);
    rig.deliver(envelope, rig.now.wall + ahead);
    return sign::identity(envelope);
  }
  // Sample of the play at `second` behind its tone of four seconds.
  static std::uint64_t behind_tone(std::uint64_t second) { return (4 + second) * 48'000; }
  CoreRig rig;

 private:
  int nonce_ = 0;
};

TEST_F(Drills, AnExerciseIsHandedOverAsADrillAndNothingElseIs) {
  send(order_of(OrderClass::exercise));
  rig.advance(seconds(2));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_TRUE(rig.plays[0].drill);
  send(order_of(OrderClass::actual));
  rig.advance(seconds(2));
  ASSERT_EQ(rig.plays.size(), 2u);
  EXPECT_FALSE(rig.plays[1].drill);
}

TEST_F(Drills, ItLastsAsLongAsTheWireSays) {
  const wire::Order order = order_of(OrderClass::exercise);
  const Digest digest = send(order);
  EXPECT_EQ(wire::longest_sound(order), seconds(4 + 5 + 30 + 5 + 30 + 5 + 10));
  rig.advance(seconds(1) + wire::longest_sound(order) - milliseconds(1));
  EXPECT_EQ(rig.final_of(digest), nullptr);
  rig.advance(milliseconds(2));
  ASSERT_NE(rig.final_of(digest), nullptr);
  EXPECT_EQ(rig.final_of(digest)->outcome, Outcome::unproved);
  EXPECT_EQ(rig.final_of(digest)->samples_played, 89u * 48'000u);
}

TEST_F(Drills, AfterAnAlertItGoesOnWithThePrefixNotInMidSentence) {
  send(order_of(OrderClass::exercise));
  rig.advance_to(kNow + seconds(1 + 4 + 35 + 5 + 12));  // twelve seconds into the second block's words
  send(order_of(OrderClass::actual, milliseconds(10'000)));
  rig.advance(seconds(20));
  ASSERT_EQ(rig.plays.size(), 3u);
  EXPECT_TRUE(rig.plays[2].drill);
  EXPECT_EQ(rig.plays[2].first_sample, behind_tone(35)) << "where the second prefix begins";
}

TEST_F(Drills, ALateTerminalJoinsWhereTheNextPrefixBeginsInStepWithItsNeighbours) {
  wire::Order order = order_of(OrderClass::exercise);
  order.targets = {township()};
  const Envelope envelope = rig.trust.seal(order, rig.trust.exercise);
  const WallTime start_at = rig.now.wall + seconds(1);
  rig.advance(seconds(15));  // it comes fourteen seconds late
  rig.deliver(envelope, start_at);
  rig.advance(seconds(60));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].first_sample, behind_tone(35));
  EXPECT_EQ(rig.plays[0].start_at, start_at + seconds(4 + 35));
}

TEST_F(Drills, ADrillThatTakesOverALowerItemMidwayStartsWithinTheFrameItWasPlannedFor) {
  wire::Order routine = order_of(OrderClass::routine, milliseconds(100'000));
  routine.level = Level::routine;
  rig.deliver(rig.trust.seal(routine, rig.trust.announce), rig.now.wall + seconds(1));
  const Envelope drill = rig.trust.seal(order_of(OrderClass::exercise), rig.trust.exercise);
  rig.advance(seconds(15));
  rig.deliver(drill, kNow + seconds(1));
  rig.advance_to(kNow + seconds(60));
  ASSERT_EQ(rig.plays.size(), 2u);
  EXPECT_EQ(rig.plays[1].start_at, kNow + seconds(1 + 4 + 35)) << "the second prefix of its common start";
  EXPECT_EQ(rig.plays[1].first_sample, behind_tone(35));
}

TEST_F(Drills, ATerminalWithoutTheWordsRefusesDrillsAndNothingElse) {
  rig.core = std::make_unique<terminal::TerminalCore>(
      terminal::CoreSettings{rig.id, "1.2.3", Nonce{}, kNow - std::chrono::hours(24), false}, rig.trust.roots(),
      rig.device_key);
  rig.core->start(rig.now, {}, rig.trust.trust_list(), rig.trust.place(rig.id, rig.where));
  rig.open_link();
  const Digest drill = send(order_of(OrderClass::exercise));
  send(order_of(OrderClass::actual));
  rig.advance(seconds(5));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_FALSE(rig.plays[0].drill);
  ASSERT_NE(rig.final_of(drill, 0), nullptr);
  EXPECT_EQ(rig.final_of(drill, 0)->refusal, Refusal::unsupported);
}

}  // namespace
}  // namespace tongluo::test

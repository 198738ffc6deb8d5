// A self-test's tone among orders: it sounds only when nothing else does, and yields to whatever comes. The test plays
// everything round the core (CoreRig).

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using terminal::LocalRefusal;
using terminal::LocalRequest;

class SelfTestTone : public testing::Test {
 protected:
  SelfTestTone() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }
  Digest send(Level level, seconds ahead) {
    wire::Order order = sample_order(rig.now.wall, rig.clip.digest);
    order.level = level;
    order.order_class = level == Level::routine ? OrderClass::routine : OrderClass::actual;
    order.nonce.octets[0] = static_cast<std::byte>(++nonce_);
    const Envelope envelope = rig.trust.seal(order, level == Level::routine ? rig.trust.announce : rig.trust.dispatch);
    rig.deliver(envelope, rig.now.wall + ahead);
    return sign::identity(envelope);
  }
  Result<std::uint64_t, LocalRefusal> ask() { return rig.start_local({{1'000, -30}, seconds(5), 100, true}); }

  CoreRig rig;

 private:
  std::uint8_t nonce_ = 0;
};

TEST_F(SelfTestTone, SoundsExactlyAsAskedAndLeavesNoReceipt) {
  const auto started = ask();
  ASSERT_TRUE(started);
  ASSERT_EQ(rig.plays.size(), 1U);
  const terminal::Play& play = rig.plays[0];
  EXPECT_EQ(play.play_id, *started);
  EXPECT_EQ(play.tone_samples, 240'000U);
  EXPECT_EQ(play.test_tone, (playout::TestTone{1'000, -30}));
  EXPECT_TRUE(play.exact_level);
  EXPECT_EQ(play.order, Digest{});
  rig.advance(seconds(10));
  EXPECT_TRUE(rig.silent());
  EXPECT_TRUE(rig.reported.empty());
  EXPECT_TRUE(ask()) << "the next one may come";
}

TEST_F(SelfTestTone, WaitsForTheAmplifier) {
  rig.amplifier_wake = milliseconds(700);
  rig.restart();
  ASSERT_TRUE(ask());
  EXPECT_EQ(rig.plays[0].start_at, rig.now.wall + milliseconds(700) + terminal::kJoinLead);
}

TEST_F(SelfTestTone, NeverBeginsNearAStartNorOverASound) {
  const Digest order = send(Level::iii, seconds(20));
  EXPECT_EQ(ask().error(), LocalRefusal::near);
  rig.advance(seconds(22));
  ASSERT_EQ(rig.sounding(), order);
  EXPECT_FALSE(ask());
  EXPECT_EQ(rig.sounding(), order);
  EXPECT_EQ(rig.plays.size(), 1U);
}

TEST_F(SelfTestTone, NeverTwoAtOnce) {
  ASSERT_TRUE(ask());
  EXPECT_EQ(ask().error(), LocalRefusal::busy);
}

TEST_F(SelfTestTone, YieldsToEveryLevelAtItsStart) {
  for (const Level level : {Level::i, Level::ii, Level::iii, Level::iv, Level::routine}) {
    ASSERT_TRUE(ask());
    rig.advance(seconds(1));
    ASSERT_EQ(rig.sounding(), Digest{});
    const Digest order = send(level, seconds(1));
    rig.advance(milliseconds(990));
    EXPECT_EQ(rig.sounding(), Digest{}) << "until then it is undisturbed";
    rig.advance(milliseconds(20));
    EXPECT_EQ(rig.sounding(), order) << static_cast<int>(level);
    rig.advance(seconds(120));
    ASSERT_NE(rig.final_of(order), nullptr);
    EXPECT_EQ(rig.final_of(order)->outcome, Outcome::unproved);
    EXPECT_TRUE(rig.silent()) << "it does not come back";
  }
}

TEST_F(SelfTestTone, GoesOnWhenWhatWasToReplaceItIsCancelledFirst) {
  ASSERT_TRUE(ask());
  rig.advance(seconds(1));
  const Digest order = send(Level::iv, seconds(2));
  rig.advance(seconds(1));
  rig.receive(wire::SignedObject{rig.trust.seal(wire::Cancel{1, order, rig.now.wall, Nonce{}}, rig.trust.dispatch)});
  rig.advance(seconds(2));
  EXPECT_EQ(rig.sounding(), Digest{});
  rig.advance(seconds(3));
  EXPECT_TRUE(rig.silent());
}

TEST_F(SelfTestTone, ADeviceThatFailsAtItIsTold) {
  rig.sink_broken = true;
  ASSERT_TRUE(ask());
  EXPECT_TRUE(rig.core->sound_fault());
  EXPECT_EQ(rig.count("event 6 none"), 1U);
  rig.sink_broken = false;
  ASSERT_TRUE(ask());
  rig.advance(seconds(1));
  EXPECT_FALSE(rig.core->sound_fault());
}

TEST_F(SelfTestTone, SafeModeMakesNone) {
  rig.safe_mode = true;
  rig.restart();
  EXPECT_EQ(ask().error(), LocalRefusal::safe_mode);
}

}  // namespace
}  // namespace tongluo::test

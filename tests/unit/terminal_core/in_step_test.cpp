// The controller's clock in the core: what it decides and what it may not. The test plays the controller's side of the
// exchanges.

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

class InStep : public testing::Test {
 protected:
  InStep() { rig.open_link(); }
  // The controller's clock is so far ahead of ours; the way takes 10 ms each.
  void exchange(microseconds ahead) {
    const WallTime middle = rig.now.wall + ahead - milliseconds(10);
    rig.core->on_time_sample(rig.now, {rig.now.steady - milliseconds(20), middle, middle, rig.now.steady});
  }
  const terminal::Play& play_at(WallTime start) {
    rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), start);
    rig.receive_clip(rig.clip);
    rig.advance_to(start + seconds(3));
    return rig.plays.at(0);
  }
  CoreRig rig;
};

TEST_F(InStep, APlayStartsByTheControllersClock) {
  exchange(milliseconds(300));
  const terminal::Play& play = play_at(kNow + seconds(2));
  EXPECT_EQ(play.media_at, kNow + seconds(2));
  EXPECT_NEAR(static_cast<double>((play.start_at - (kNow + seconds(2))).count()), -300'000, 2);
}

TEST_F(InStep, AClockFarFromTheVerifiedOneIsNotUsed) {
  exchange(milliseconds(2'500));
  EXPECT_FALSE(rig.core->media_line(rig.now));
  EXPECT_EQ(play_at(kNow + seconds(3)).start_at, kNow + seconds(3));
}

TEST_F(InStep, ItIsHeldOverWithoutTheLink) {
  exchange(milliseconds(300));
  rig.close_link();
  rig.advance(seconds(600));
  ASSERT_TRUE(rig.core->media_line(rig.now));
  EXPECT_NEAR(static_cast<double>((rig.core->media_line(rig.now)->wall_at(rig.now.steady) - rig.now.wall).count()),
              300'000, 2);
}

TEST_F(InStep, ItMovesNoClockOfWindowsAndReceipts) {
  exchange(milliseconds(1'500));
  EXPECT_EQ(rig.core->wall(rig.now), rig.now.wall);
}

}  // namespace
}  // namespace tongluo::test

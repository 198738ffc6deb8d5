// The controller's clock in the core: what it decides and what it may not. The test plays the controller's side of the
// exchanges.

#include "terminal-fw/live/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

class InStep : public testing::Test {
 protected:
  InStep() {
    rig.open_link(true, true);
    rig.advance(seconds(1));
    rig.datagrams.clear();  // what it asked when the session opened: nobody answered
  }
  // Delivers an order, and answers the question for the time that goes with it on the media socket: the controller's
  // clock is so far ahead of ours; the way takes 10 ms each.
  void deliver(WallTime start, microseconds ahead) {
    rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), start);
    ASSERT_EQ(rig.datagrams.size(), 1U);
    const auto question = rig.media->open(rig.datagrams[0]);
    ASSERT_TRUE(question && std::holds_alternative<rtp::TimeQuery>(*question));
    rig.advance(milliseconds(20));
    const WallTime middle = rig.now.wall + ahead - milliseconds(10);
    rig.receive_datagrams(
        {rig.media->seal(rtp::TimeAnswer{std::get<rtp::TimeQuery>(*question).sent_us, middle, middle})});
  }
  const terminal::Play& play_at(WallTime start, microseconds ahead) {
    deliver(start, ahead);
    rig.receive_clip(rig.clip);
    rig.advance_to(start + seconds(3));
    return rig.plays.at(0);
  }
  CoreRig rig;
};

TEST_F(InStep, APlayStartsByTheControllersClock) {
  const terminal::Play& play = play_at(kNow + seconds(2), milliseconds(300));
  EXPECT_EQ(play.media_at, kNow + seconds(2));
  EXPECT_NEAR(static_cast<double>((play.start_at - (kNow + seconds(2))).count()), -300'000, 2);
}

std::size_t questions(CoreRig& rig) {
  return static_cast<std::size_t>(std::ranges::count_if(rig.datagrams, [&rig](const Bytes& datagram) {
    const auto body = rig.media->open(datagram);
    return body && std::holds_alternative<rtp::TimeQuery>(*body);
  }));
}

// Nine heartbeats, by a controller whose clock is the true one.
void learn_time(CoreRig& rig) {
  for (int beat = 0; beat < 9; ++beat) {
    rig.advance(seconds(30));
    const WallTime middle = rig.now.wall - rig.clock_wrong_by - milliseconds(10);
    rig.receive(wire::HeartbeatSeen{1, rig.now.wall - milliseconds(20), middle, middle, seconds(120)});
  }
  rig.datagrams.clear();
}

TEST_F(InStep, WhoKnowsTheTimeWellOnlyChecksItWhenAnOrderComes) {
  learn_time(rig);
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), rig.now.wall + seconds(2));
  std::size_t asked = questions(rig);
  EXPECT_EQ(asked, 1u);
  for (int step = 0; step < 20; ++step) {
    rig.datagrams.clear();
    rig.advance(milliseconds(100));
    asked += questions(rig);
  }
  EXPECT_EQ(asked, tongluo::live::kTimeChecks) << "unanswered";
}

TEST_F(InStep, OneAnswerThatAgreesEndsTheCheck) {
  learn_time(rig);
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), rig.now.wall + seconds(2));
  const auto question = rig.media->open(rig.datagrams.front());
  ASSERT_TRUE(question && std::holds_alternative<rtp::TimeQuery>(*question));
  rig.advance(milliseconds(20));
  const WallTime theirs = rig.now.wall - milliseconds(10);
  rig.receive_datagrams(
      {rig.media->seal(rtp::TimeAnswer{std::get<rtp::TimeQuery>(*question).sent_us, theirs, theirs})});
  for (int step = 0; step < 20; ++step) rig.advance(milliseconds(100));
  EXPECT_EQ(rig.datagrams.size(), 1u) << "no further question";
}

TEST_F(InStep, TheCheckOfAnOrderFindsThatTheControllersClockWasSet) {
  learn_time(rig);
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), rig.now.wall + seconds(2));
  std::size_t answered = 0;
  for (int step = 0; step < 20; ++step) {
    for (; answered < rig.datagrams.size(); ++answered) {
      const auto question = rig.media->open(rig.datagrams[answered]);
      ASSERT_TRUE(question && std::holds_alternative<rtp::TimeQuery>(*question));
      const WallTime theirs = rig.now.wall + milliseconds(290);
      rig.advance(milliseconds(20));
      rig.receive_datagrams(
          {rig.media->seal(rtp::TimeAnswer{std::get<rtp::TimeQuery>(*question).sent_us, theirs, theirs})});
    }
    rig.advance(milliseconds(50));
  }
  EXPECT_EQ(answered, instep::kStepProofs);
  ASSERT_TRUE(rig.core->media_line(rig.now));
  const auto ahead = rig.core->media_line(rig.now)->wall_at(rig.now.steady) - rig.now.wall;
  EXPECT_NEAR(static_cast<double>(ahead.count()), 280'000, 5'000);
}

TEST_F(InStep, HeartbeatsTeachTheTimeHoweverWrongTheSystemsClockIs) {
  const std::chrono::hours ten_years(24 * 3'650);
  for (const WallTime::duration wrong_by : {WallTime::duration(seconds(-3)), WallTime::duration(seconds(5)),
                                            WallTime::duration(-ten_years), WallTime::duration(ten_years)}) {
    CoreRig other;
    other.now.wall += wrong_by;
    other.clock_wrong_by = wrong_by;
    other.restart();
    other.open_link(true, true);
    learn_time(other);
    const auto line = other.core->media_line(other.now);
    ASSERT_TRUE(line) << wrong_by.count();
    const auto error = line->wall_at(other.now.steady) - (other.now.wall - wrong_by);
    EXPECT_NEAR(static_cast<double>(error.count()), 0, 1'000) << wrong_by.count();
  }
}

TEST_F(InStep, WhoDoesNotAsksEightTimesAlsoBeforeAnyOrder) {
  rig.close_link();
  rig.open_link(true, true);
  rig.advance(seconds(2));
  EXPECT_EQ(questions(rig), tongluo::live::kTimeBurst);
}

TEST_F(InStep, AClockFarFromTheVerifiedOneIsNotUsed) {
  EXPECT_EQ(play_at(kNow + seconds(3), milliseconds(2'500)).start_at, kNow + seconds(3));
  EXPECT_FALSE(rig.core->media_line(rig.now));
}

TEST_F(InStep, ItIsHeldOverWithoutTheLink) {
  deliver(kNow + seconds(2), milliseconds(300));
  rig.close_link();
  rig.advance(seconds(600));
  ASSERT_TRUE(rig.core->media_line(rig.now));
  EXPECT_NEAR(static_cast<double>((rig.core->media_line(rig.now)->wall_at(rig.now.steady) - rig.now.wall).count()),
              300'000, 2);
}

TEST_F(InStep, ItMovesNoClockOfWindowsAndReceipts) {
  deliver(kNow + seconds(2), milliseconds(1'500));
  ASSERT_TRUE(rig.core->media_line(rig.now));
  EXPECT_EQ(rig.core->wall(rig.now), rig.now.wall);
}

}  // namespace
}  // namespace tongluo::test

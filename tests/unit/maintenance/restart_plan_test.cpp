// When a command's restart happens, with the clock in the test's hand.

#include "terminal-fw/maintenance/restart_plan.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace tongluo::maintenance {
namespace {

constexpr SteadyTime kAsked{seconds(1'000)};
constexpr auto kMoment = microseconds(1);
using Step = RestartPlan::Step;

// As the shell does: it looks when it said it would, until there is something to do or `end`.
struct Story {
  Step next(SteadyTime end, bool alert_near = false) {
    for (auto at = plan.next_deadline(now); at && *at <= end; at = plan.next_deadline(now)) {
      now = *at;
      if (const Step step = plan.next_step(now, alert_near); step != Step::none) return step;
    }
    now = end;
    return plan.next_step(now, alert_near);
  }
  RestartPlan plan;
  SteadyTime now = kAsked;
};

TEST(RestartPlan, TheProgramRestartsOnceTheAnswerIsOut) {
  Story story;
  EXPECT_EQ(story.plan.next_deadline(kAsked), std::nullopt);
  story.plan.want(kAsked + kRestartPause, false);
  EXPECT_EQ(story.next(kAsked + kRestartPause - kMoment), Step::none);
  EXPECT_EQ(story.next(kAsked + kRestartPause), Step::restart);
  EXPECT_FALSE(story.plan.asked());
  EXPECT_FALSE(story.plan.disobeyed());
}

TEST(RestartPlan, NoneComesIntoAnAlertAndOneComesAfterIt) {
  for (const bool device : {false, true}) {
    Story story;
    story.plan.want(kAsked + kRestartPause, device);
    const SteadyTime end = kAsked + seconds(3'600);
    EXPECT_EQ(story.next(end, true), Step::none) << "however long it sounds";
    EXPECT_EQ(story.next(end + kRestartPause), device ? Step::ask : Step::restart);
    EXPECT_LE(story.now, end + kRestartPause);
  }
}

TEST(RestartPlan, ADeviceThatNobodyRestartsEndsWithTheProgramsOwnRestartAfterExactlyItsLimit) {
  Story story;
  story.plan.want(kAsked, true);
  ASSERT_EQ(story.next(kAsked), Step::ask);
  EXPECT_TRUE(story.plan.asked());
  EXPECT_EQ(story.next(kAsked + kRebootPatience - kMoment), Step::none);
  EXPECT_FALSE(story.plan.disobeyed());
  EXPECT_EQ(story.next(kAsked + kRebootPatience), Step::restart);
  EXPECT_TRUE(story.plan.disobeyed());
  EXPECT_EQ(story.plan.next_deadline(story.now), std::nullopt) << "once";
}

TEST(RestartPlan, ADeviceThatCannotBeAskedForIsAProgramThatRestarts) {
  Story story;
  story.plan.want(kAsked, true);
  ASSERT_EQ(story.next(kAsked), Step::ask);
  story.plan.on_refused(kAsked);
  EXPECT_FALSE(story.plan.asked());
  EXPECT_EQ(story.next(kAsked, true), Step::none) << "an alert may have come meanwhile";
  EXPECT_EQ(story.next(kAsked + kRestartPause), Step::restart);
  EXPECT_FALSE(story.plan.disobeyed());
}

// At each second of the wait: whoever is slow to restart the device must not find the request beside an alert.
TEST(RestartPlan, ARequestIsTakenBackWhenAnAlertComesNearAndMadeAgainAfterIt) {
  for (seconds wait{0}; wait <= kRebootPatience; wait += seconds(1)) {
    Story story;
    story.plan.want(kAsked, true);
    ASSERT_EQ(story.next(kAsked), Step::ask);
    ASSERT_EQ(story.next(kAsked + std::min<microseconds>(wait, kRebootPatience - kMoment)), Step::none);
    EXPECT_EQ(story.plan.next_step(kAsked + wait, true), Step::withdraw) << wait.count();
    EXPECT_FALSE(story.plan.asked());
    story.now = kAsked + wait;
    const SteadyTime end = story.now + seconds(300);
    EXPECT_EQ(story.next(end, true), Step::none);
    ASSERT_EQ(story.next(end + kRestartPause), Step::ask);
    const SteadyTime again = story.now;
    EXPECT_EQ(story.next(again + kRebootPatience - kMoment), Step::none) << "with all its patience";
    EXPECT_EQ(story.next(again + kRebootPatience), Step::restart);
  }
}

TEST(RestartPlan, AnAlertThatComesNearByItsTimeAloneIsSeenWithinThePause) {
  Story story;
  story.plan.want(kAsked, true);
  ASSERT_EQ(story.next(kAsked), Step::ask);
  ASSERT_TRUE(story.plan.next_deadline(kAsked).has_value());
  EXPECT_LE(*story.plan.next_deadline(kAsked), kAsked + kRestartPause);
}

TEST(RestartPlan, ANewWishTakesTheOldOnesPlace) {
  Story story;
  story.plan.want(kAsked + seconds(1'800), false);  // the end of safe mode
  story.plan.want(kAsked + kRestartPause, false);
  EXPECT_EQ(story.next(kAsked + kRestartPause), Step::restart);
  EXPECT_EQ(story.plan.next_deadline(story.now), std::nullopt);
}

}  // namespace
}  // namespace tongluo::maintenance

#include "terminal-fw/core/time_keeper.hpp"

#include <gtest/gtest.h>

namespace tongluo::terminal {
namespace {

constexpr WallTime kBuild = wall_from_us(1'000'000'000'000);
constexpr Now at(seconds steady, WallTime wall) { return {SteadyTime(steady), wall}; }

TEST(TimeKeeper, NeverShowsLessThanItsFloorAndRunsOnFromThere) {
  TimeKeeper time(kBuild);
  const Now start = at(seconds(0), WallTime{});
  time.observe(start);
  time.raise_floor(start, kBuild);
  EXPECT_EQ(time.wall(start), kBuild);
  EXPECT_EQ(time.wall(at(seconds(5), WallTime(seconds(5)))), kBuild + seconds(5));
}

TEST(TimeKeeper, ANearStatementLeavesTheSystemClock) {
  TimeKeeper time(kBuild);
  const Now now = at(seconds(1), kBuild + seconds(100));
  time.on_statement(now, kBuild + seconds(101), seconds(1));
  EXPECT_EQ(time.wall(now), now.wall);
  EXPECT_TRUE(time.synchronised(now));
  EXPECT_EQ(time.error_us(), -1'000'000);
}

TEST(TimeKeeper, AFarStatementStepsTheClockBothWays) {
  for (const seconds off : {seconds(-500), seconds(500)}) {
    TimeKeeper time(kBuild);
    const Now now = at(seconds(1), kBuild + seconds(1'000));
    time.on_statement(now, now.wall + off, seconds(0));
    EXPECT_EQ(time.wall(now), now.wall + off);
    EXPECT_EQ(time.from_system(now.wall), now.wall + off);
    EXPECT_EQ(time.to_system(now.wall + off), now.wall);
  }
}

TEST(TimeKeeper, ASynchronisedClockIsDeafToJumpsOfTheSystemClock) {
  TimeKeeper time(kBuild);
  const WallTime wall = kBuild + seconds(1'000);
  time.observe(at(seconds(0), wall));
  time.on_statement(at(seconds(0), wall), wall, seconds(0));
  const Now jumped = at(seconds(10), wall + seconds(10'010));
  EXPECT_EQ(time.observe(jumped), seconds(10'000));
  EXPECT_EQ(time.wall(jumped), wall + seconds(10));
}

TEST(TimeKeeper, AnUnsynchronisedClockFollowsTheSystemForward) {
  TimeKeeper time(kBuild);
  const WallTime wall = kBuild + seconds(1'000);
  time.observe(at(seconds(0), wall));
  const Now jumped = at(seconds(10), wall + seconds(10'010));
  EXPECT_EQ(time.observe(jumped), seconds(10'000));
  EXPECT_EQ(time.wall(jumped), jumped.wall);
}

TEST(TimeKeeper, WhatWasVerifiedOnceStaysDeafForDays) {
  TimeKeeper time(kBuild);
  const WallTime wall = kBuild + seconds(1'000);
  const seconds week(7 * 86'400);
  time.observe(at(seconds(0), wall));
  time.on_statement(at(seconds(0), wall), wall, seconds(0));
  const Now jumped = at(week, wall + week + seconds(3'600));
  EXPECT_EQ(time.observe(jumped), seconds(3'600));
  EXPECT_FALSE(time.synchronised(jumped));
  EXPECT_FALSE(time.lost());
  EXPECT_EQ(time.wall(jumped), wall + week);
}

// A battery-backed clock that is right, empty or wrong by years, and one that nobody kept.
TEST(TimeKeeper, AStartKnowsWhetherItsClockMayBeBelieved) {
  struct Row {
    const char* name;
    WallTime system;
    bool kept;
    bool lost;
    WallTime shown;
  };
  const WallTime floor = kBuild + seconds(1'000), day = floor + seconds(86'400);
  for (const Row& row : {Row{"right", day, true, false, day}, Row{"empty", WallTime{}, true, true, floor},
                         Row{"years ahead", floor + 2 * kLongestAlone, true, true, floor},
                         Row{"possible, not kept", day, false, true, day}}) {
    TimeKeeper time(kBuild);
    const Now now = at(seconds(0), row.system);
    time.observe(now);
    time.raise_floor(now, floor);
    time.start(now, row.kept);
    EXPECT_EQ(time.lost(), row.lost) << row.name;
    EXPECT_EQ(time.wall(now), row.shown) << row.name;
    EXPECT_EQ(time.wall(at(seconds(5), row.system + seconds(5))), row.shown + seconds(5)) << row.name;
  }
}

TEST(TimeKeeper, WithoutAnyFloorAKeptClockIsBelieved) {
  TimeKeeper time(WallTime{});
  const Now now = at(seconds(0), kBuild);
  time.observe(now);
  time.start(now, true);
  EXPECT_FALSE(time.lost());
  EXPECT_EQ(time.wall(now), kBuild);
}

TEST(TimeKeeper, ALostClockIsFoundWhenSomebodySetsItToAPossibleTime) {
  TimeKeeper time(kBuild);
  const Now start = at(seconds(0), WallTime{});
  time.observe(start);
  time.raise_floor(start, kBuild);
  time.start(start, true);
  const Now wrong = at(seconds(10), kBuild + 3 * kLongestAlone);
  time.observe(wrong);
  EXPECT_TRUE(time.lost());
  EXPECT_EQ(time.wall(wrong), kBuild + seconds(10));
  const Now set = at(seconds(20), kBuild + seconds(5'000));
  time.observe(set);
  EXPECT_FALSE(time.lost());
  EXPECT_EQ(time.wall(set), set.wall);
}

TEST(TimeKeeper, SynchronisationEndsExactlyAfterItsTimeUnlessHeartbeatsProlongIt) {
  TimeKeeper time(kBuild);
  const WallTime wall = kBuild + seconds(1'000);
  time.on_statement(at(seconds(0), wall), wall, seconds(0));
  const auto day = std::chrono::duration_cast<seconds>(kSynchronisedFor);
  EXPECT_TRUE(time.synchronised(at(day - seconds(1), wall)));
  EXPECT_FALSE(time.synchronised(at(day, wall)));
  const Now later = at(day - seconds(1), wall + day - seconds(1));
  time.on_exchange(later, later.wall - milliseconds(40), later.wall - milliseconds(20), later.wall - milliseconds(20));
  EXPECT_TRUE(time.synchronised(at(day, wall)));
}

TEST(TimeKeeper, AnExchangeThatDisagreesProlongsNothing) {
  TimeKeeper time(kBuild);
  const WallTime wall = kBuild + seconds(1'000);
  const Now now = at(seconds(0), wall);
  time.on_exchange(now, wall, wall, wall);
  EXPECT_FALSE(time.synchronised(now)) << "a heartbeat never makes a synchronisation";
  time.on_statement(now, wall, seconds(0));
  const auto day = std::chrono::duration_cast<seconds>(kSynchronisedFor);
  const Now later = at(day - seconds(1), wall + day - seconds(1));
  time.on_exchange(later, later.wall, later.wall + seconds(30), later.wall + seconds(30));
  EXPECT_FALSE(time.synchronised(at(day, wall)));
}

TEST(TimeKeeper, StoresItsFloorAtMostHourlyAndNeverPastTheLimit) {
  TimeKeeper time(kBuild);
  const WallTime wall = kBuild + seconds(1'000), limit = wall + seconds(5'000);
  const auto stored = [&](seconds after) { return time.floor_to_store(at(after, wall + after), limit); };
  EXPECT_EQ(stored(seconds(0)), std::nullopt) << "an unproved clock is no floor";
  time.on_statement(at(seconds(0), wall), wall, seconds(0));
  EXPECT_EQ(stored(seconds(0)), wall);
  EXPECT_EQ(stored(seconds(3'599)), std::nullopt);
  EXPECT_EQ(stored(seconds(3'600)), wall + seconds(3'600));
  EXPECT_EQ(stored(seconds(7'200)), limit);
}

TEST(TimeKeeper, AResetLowersTheFloorButNotBelowTheBuildAndBelievesNothingStatedBefore) {
  struct Row {
    const char* name;
    WallTime reset, expected_floor;
  };
  const WallTime raised = kBuild + seconds(9'000);
  for (const Row& row :
       {Row{"lower", kBuild + seconds(50), kBuild + seconds(50)}, Row{"below the build", kBuild - seconds(1), kBuild},
        Row{"above: a reset never raises", raised + seconds(1), raised}}) {
    TimeKeeper time(kBuild);
    const Now now = at(seconds(1), kBuild + seconds(100));
    time.on_statement(now, raised, seconds(0));
    ASSERT_EQ(time.wall(now), raised);
    time.reset(now, row.reset);
    EXPECT_EQ(time.floor(), row.expected_floor) << row.name;
    EXPECT_EQ(time.wall(now), std::max(now.wall, row.expected_floor)) << row.name;
    EXPECT_FALSE(time.synchronised(now)) << row.name;
  }
}

TEST(TimeKeeper, ALostClockGoesOnFromWhatAnAlertSaysAndProvesNothingByIt) {
  TimeKeeper time(kBuild);
  const Now now = at(seconds(0), WallTime{});
  time.observe(now);
  time.start(now, true);
  ASSERT_TRUE(time.lost());
  EXPECT_EQ(time.at_least(now, kBuild + seconds(7'200)), kBuild + seconds(7'200));
  time.go_on_from(now, kBuild + seconds(7'200), WallTime::max());
  time.go_on_from(now, kBuild + seconds(60), WallTime::max());
  const Now later = at(seconds(10), WallTime(seconds(10)));
  EXPECT_EQ(time.wall(later), kBuild + seconds(7'210));
  EXPECT_EQ(time.from_system(time.to_system(time.wall(later))), time.wall(later));
  EXPECT_EQ(time.proven(later), kBuild + seconds(10));
  EXPECT_EQ(time.floor(), kBuild);
  EXPECT_TRUE(time.lost());
  time.raise_floor(later, kBuild + seconds(3'600));
  EXPECT_EQ(time.wall(later), kBuild + seconds(7'210)) << "not added to it";
  time.on_statement(later, kBuild + seconds(5'000), seconds(0));
  EXPECT_EQ(time.wall(later), kBuild + seconds(5'000)) << "who knows the time overrules it";
}

TEST(TimeKeeper, AClockThatIsNotLostBelievesNoAlert) {
  TimeKeeper time(kBuild);
  const Now now = at(seconds(0), kBuild + seconds(5));
  time.start(now, true);
  EXPECT_EQ(time.at_least(now, kBuild + seconds(7'200)), now.wall);
  time.go_on_from(now, kBuild + seconds(7'200), WallTime::max());
  EXPECT_EQ(time.wall(now), now.wall);
}

}  // namespace
}  // namespace tongluo::terminal

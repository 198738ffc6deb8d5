// What makes a new image well, and when it is given up.

#include "terminal-fw/update/health_check.hpp"

#include <gtest/gtest.h>

#include "terminal-fw/update/limits.hpp"

namespace tongluo::update {
namespace {

constexpr SteadyTime kBegan = SteadyTime(seconds(1'000));
constexpr microseconds kTick{1};
constexpr HealthFacts kWell{true, true, true};
constexpr HealthFacts kAlone{true, true, false};

TEST(HealthCheck, HealthyAfterEverythingWorkedWithoutABreak) {
  HealthCheck check(kBegan);
  check.on_facts(kBegan + seconds(10), kWell);
  EXPECT_EQ(check.next_deadline(kBegan + seconds(10)), kBegan + seconds(10) + kHealthyFor);
  EXPECT_EQ(check.verdict(kBegan + seconds(10) + kHealthyFor - kTick), Verdict::undecided);
  EXPECT_EQ(check.verdict(kBegan + seconds(10) + kHealthyFor), Verdict::healthy);
}

TEST(HealthCheck, ABreakBeginsAnew) {
  HealthCheck check(kBegan);
  check.on_facts(kBegan, kWell);
  check.on_facts(kBegan + seconds(60), kAlone);
  check.on_facts(kBegan + seconds(61), kWell);
  EXPECT_EQ(check.verdict(kBegan + kHealthyFor), Verdict::undecided);
  EXPECT_EQ(check.verdict(kBegan + seconds(61) + kHealthyFor), Verdict::healthy);
}

TEST(HealthCheck, WithoutStorageOrSoundItFailsSoon) {
  for (const HealthFacts& facts : {HealthFacts{false, true, true}, HealthFacts{true, false, true}, HealthFacts{}}) {
    HealthCheck check(kBegan);
    check.on_facts(kBegan, facts);
    EXPECT_EQ(check.next_deadline(kBegan), kBegan + kLocalDeadline);
    EXPECT_EQ(check.verdict(kBegan + kLocalDeadline - kTick), Verdict::undecided);
    EXPECT_EQ(check.verdict(kBegan + kLocalDeadline), Verdict::failed);
  }
}

TEST(HealthCheck, WithoutASessionItFailsLate) {
  HealthCheck check(kBegan);
  check.on_facts(kBegan, kAlone);
  EXPECT_EQ(check.next_deadline(kBegan), kBegan + kSessionDeadline);
  EXPECT_EQ(check.verdict(kBegan + kSessionDeadline - kTick), Verdict::undecided);
  EXPECT_EQ(check.verdict(kBegan + kSessionDeadline), Verdict::failed);
  EXPECT_EQ(check.reason(), "session");
}

TEST(HealthCheck, NeverHeardOfIsUnwell) {
  const HealthCheck check(kBegan);
  EXPECT_EQ(check.verdict(kBegan + kLocalDeadline), Verdict::failed);
  EXPECT_EQ(check.reason(), "storage sound session");
}

}  // namespace
}  // namespace tongluo::update

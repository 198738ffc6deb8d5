// The small machines: replay memory, refusal reporter, programme plan.

#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/core/programme_plan.hpp"
#include "terminal-fw/core/refusal_reporter.hpp"
#include "terminal-fw/core/replay_memory.hpp"

namespace tongluo::terminal {
namespace {

constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);

Digest digest(std::size_t number) { return sign::digest_of(as_bytes(std::to_string(number))); }

TEST(ReplayMemory, IsFullPerIssuerAndOthersAreUnharmed) {
  ReplayMemory memory;
  const KeyId one{{std::byte{1}}};
  const KeyId two{{std::byte{2}}};
  for (std::size_t i = 0; i < kMaxReplaysPerIssuer; ++i)
    EXPECT_TRUE(memory.remember({digest(i), one, kNow + seconds(1)}));
  EXPECT_FALSE(memory.remember({digest(9'999), one, kNow + seconds(1)}));
  EXPECT_EQ(memory.check(digest(9'999), one, kNow + seconds(1)), ReplayMemory::Verdict::full);
  EXPECT_EQ(memory.check(digest(9'999), two, kNow + seconds(1)), ReplayMemory::Verdict::fresh);
  EXPECT_EQ(memory.check(digest(0), two, kNow + seconds(1)), ReplayMemory::Verdict::seen) << "whoever signed it";
}

TEST(ReplayMemory, ForgettingLeavesALowWaterMarkThatOutlivesAClockSetBack) {
  ReplayMemory memory;
  const KeyId issuer{{std::byte{1}}};
  memory.remember({digest(1), issuer, kNow});
  memory.remember({digest(2), issuer, kNow + seconds(10)});
  const auto forgotten = memory.forget_expired(kNow);
  ASSERT_TRUE(forgotten.has_value());
  EXPECT_EQ(forgotten->low_waters, (std::vector<LowWater>{{issuer, kNow}}));
  EXPECT_EQ(memory.check(digest(1), issuer, kNow), ReplayMemory::Verdict::below);
  EXPECT_EQ(memory.check(digest(3), issuer, kNow + microseconds(1)), ReplayMemory::Verdict::fresh);
  EXPECT_EQ(memory.forget_expired(kNow), std::nullopt);

  JournalSnapshot journal;
  journal.low_waters = forgotten->low_waters;
  ReplayMemory restored;
  restored.load(journal);
  EXPECT_EQ(restored.check(digest(1), issuer, kNow), ReplayMemory::Verdict::below);
}

TEST(RefusalReporter, GivesABurstAndThenOneEveryTenSeconds) {
  RefusalReporter reporter;
  SteadyTime now(seconds(50));
  for (std::uint32_t i = 0; i < kRefusalBurst; ++i) EXPECT_TRUE(reporter.may_report(now));
  EXPECT_FALSE(reporter.may_report(now));
  EXPECT_FALSE(reporter.may_report(now + seconds(10) - microseconds(1)));
  EXPECT_TRUE(reporter.may_report(now + seconds(10)));
  EXPECT_FALSE(reporter.may_report(now + seconds(10)));
  EXPECT_EQ(reporter.unreported(), 3u);
}

TEST(RefusalReporter, NeverSavesUpMoreThanABurst) {
  RefusalReporter reporter;
  reporter.may_report(SteadyTime(seconds(0)));
  const SteadyTime later(seconds(100'000));
  for (std::uint32_t i = 0; i < kRefusalBurst; ++i) EXPECT_TRUE(reporter.may_report(later));
  EXPECT_FALSE(reporter.may_report(later));
}

// Tone 1 s, items 4 s, gap 2 s, three times: 5 + 2 + 5 + 2 + 5 = 19 s.
constexpr Shape kShape{48'000, 4 * 48'000, 2 * 48'000, 3};

TEST(ProgrammePlan, InTimeStartsAtTheTargetFromTheBeginning) {
  const StartPlan plan = plan_start(kShape, kNow, kNow - seconds(1), true);
  EXPECT_EQ(plan.at, kNow);
  EXPECT_EQ(plan.from, Position{});
}

TEST(ProgrammePlan, LateJoinsInsideTheRunningRepetition) {
  const StartPlan plan = plan_start(kShape, kNow, kNow + seconds(8), true);
  EXPECT_EQ(plan.at, kNow + seconds(8) + kJoinLead);
  EXPECT_EQ(plan.from, (Position{1, samples_of(seconds(1) + kJoinLead)}));
}

TEST(ProgrammePlan, LateInAGapStartsWithTheNextRepetition) {
  const StartPlan plan = plan_start(kShape, kNow, kNow + seconds(6), true);
  EXPECT_EQ(plan.at, kNow + seconds(7));
  EXPECT_EQ(plan.from, (Position{1, 0}));
}

TEST(ProgrammePlan, AfterItsEndItIsPlayedWhole) {
  const WallTime now = kNow + seconds(19);
  const StartPlan plan = plan_start(kShape, kNow, now, true);
  EXPECT_EQ(plan.at, now);
  EXPECT_EQ(plan.from, Position{});
}

TEST(ProgrammePlan, NotJoiningIsPlayedWhole) {
  const StartPlan plan = plan_start(kShape, kNow, kNow + seconds(8), false);
  EXPECT_EQ(plan.at, kNow + seconds(8));
  EXPECT_EQ(plan.from, Position{});
}

TEST(ProgrammePlan, TheCommonInstantIsClampedToTheWindow) {
  const wire::Occurrence window{1, kNow, kNow + seconds(10), kNow + seconds(20)};
  EXPECT_EQ(target_start(window, {}), kNow);
  EXPECT_EQ(target_start(window, kNow - seconds(1)), kNow);
  EXPECT_EQ(target_start(window, kNow + seconds(5)), kNow + seconds(5));
  EXPECT_EQ(target_start(window, kNow + seconds(11)), kNow + seconds(10));
}

}  // namespace
}  // namespace tongluo::terminal

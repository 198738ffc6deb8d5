// The small machines: replay memory, owed writes, refusal reporter, programme plan.

#include <algorithm>
#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/event_log.hpp"
#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/core/owed_writes.hpp"
#include "terminal-fw/core/play_log.hpp"
#include "terminal-fw/core/programme_plan.hpp"
#include "terminal-fw/core/refusal_reporter.hpp"
#include "terminal-fw/core/replay_memory.hpp"

namespace tongluo::terminal {
namespace {

constexpr WallTime kMorning = wall_from_us(1'800'000'000'000'000);

Digest digest(std::size_t number) { return sign::digest_of(as_bytes(std::to_string(number))); }

const ReplayMemory::Trusted kAll = [](const KeyId&) { return true; };
const ReplayMemory::Trusted kNone = [](const KeyId&) { return false; };

KeyId issuer(std::size_t number) {
  return {{static_cast<std::byte>(1 + number % 200), static_cast<std::byte>(number / 200)}};
}

TEST(ReplayMemory, IsFullPerIssuerAndOthersAreUnharmed) {
  ReplayMemory memory;
  const KeyId one = issuer(1);
  const KeyId two = issuer(2);
  for (std::size_t i = 0; i < kMaxReplaysPerIssuer; ++i)
    EXPECT_TRUE(memory.remember({digest(i), one, kMorning + seconds(1)}));
  EXPECT_FALSE(memory.remember({digest(9'999), one, kMorning + seconds(1)}));
  EXPECT_EQ(memory.check({digest(9'999), one, kMorning + seconds(1)}, false), ReplayMemory::Verdict::full);
  EXPECT_EQ(memory.check({digest(9'999), two, kMorning + seconds(1)}, false), ReplayMemory::Verdict::fresh);
  EXPECT_EQ(memory.check({digest(0), two, kMorning + seconds(1)}, false), ReplayMemory::Verdict::seen)
      << "whoever signed it";
  memory.tidy(kMorning + seconds(1), kAll);
  EXPECT_EQ(memory.check({digest(9'999), one, kMorning + seconds(2)}, false), ReplayMemory::Verdict::fresh)
      << "what has expired made room, though nothing was accepted since";
}

TEST(ReplayMemory, ForgettingLeavesALowWaterMarkThatOutlivesAClockSetBack) {
  ReplayMemory memory;
  const KeyId one = issuer(1);
  memory.remember({digest(1), one, kMorning});
  memory.remember({digest(2), one, kMorning + seconds(10)});
  memory.tidy(kMorning, kNone);
  const auto forgotten = memory.take_forgotten();
  ASSERT_TRUE(forgotten.has_value());
  EXPECT_EQ(forgotten->low_waters, (std::vector<LowWater>{{one, kMorning}}));
  EXPECT_TRUE(forgotten->issuers.empty()) << "there is room for more";
  EXPECT_EQ(memory.check({digest(1), one, kMorning}, false), ReplayMemory::Verdict::below);
  EXPECT_EQ(memory.check({digest(3), one, kMorning + microseconds(1)}, false), ReplayMemory::Verdict::fresh);
  memory.tidy(kMorning, kNone);
  EXPECT_EQ(memory.take_forgotten(), std::nullopt);

  JournalSnapshot journal;
  journal.low_waters = forgotten->low_waters;
  ReplayMemory restored;
  restored.load(journal);
  EXPECT_EQ(restored.check({digest(1), one, kMorning}, false), ReplayMemory::Verdict::below);
}

// A memory in which each of so many issuers as it takes had one order, the first of them the shortest.
ReplayMemory crowded() {
  ReplayMemory memory;
  for (std::size_t i = 0; i < kMaxReplayIssuers; ++i)
    EXPECT_TRUE(memory.remember({digest(i), issuer(i), kMorning + seconds(static_cast<int>(i))}));
  return memory;
}

TEST(ReplayMemory, AnIssuerWhoIsTrustedNoMoreMakesRoomOnceAllOfHisHasExpired) {
  ReplayMemory memory = crowded();
  const StoredReplay fresh{digest(9'999), issuer(999), kMorning + seconds(7'200)};
  memory.tidy(kMorning - seconds(1), kNone);
  EXPECT_EQ(memory.check(fresh, false), ReplayMemory::Verdict::full) << "nothing has expired";
  EXPECT_EQ(memory.check(fresh, true), ReplayMemory::Verdict::fresh) << "an alert is never refused for that";
  memory.tidy(kMorning + seconds(3'600), kAll);
  EXPECT_EQ(memory.check(fresh, false), ReplayMemory::Verdict::full) << "all are trusted";
  memory.tidy(kMorning + seconds(3'600), kNone);
  EXPECT_EQ(memory.issuers(), kMaxReplayIssuers - 1);
  EXPECT_EQ(memory.check(fresh, false), ReplayMemory::Verdict::fresh);
  EXPECT_TRUE(memory.remember(fresh));
}

TEST(ReplayMemory, NothingOfAForgottenIssuerComesBackWithHimWhateverTheClockSays) {
  JournalSnapshot journal;
  ReplayMemory memory = crowded();
  memory.tidy(kMorning + seconds(3'600), kNone);
  const ForgetReplays forgotten = memory.take_forgotten().value();
  ASSERT_EQ(forgotten.issuers, std::vector{issuer(0)}) << "whose mark is the lowest";
  journal.low_waters = forgotten.low_waters;
  ReplayMemory restored;
  restored.load(journal);
  for (ReplayMemory* each : {&memory, &restored}) {
    EXPECT_EQ(each->issuers(), kMaxReplayIssuers - 1);
    EXPECT_EQ(each->check({digest(0), issuer(0), kMorning}, true), ReplayMemory::Verdict::below);
    const StoredReplay back{digest(7'777), issuer(0), kMorning + seconds(7'200)};
    EXPECT_EQ(each->check(back, false), ReplayMemory::Verdict::fresh) << "but he himself may";
    EXPECT_TRUE(each->remember(back));
    EXPECT_EQ(each->check({digest(0), issuer(0), kMorning}, true), ReplayMemory::Verdict::below) << "and still not";
  }
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
  const StartPlan plan = plan_start(kShape, kMorning, kMorning - seconds(1), true);
  EXPECT_EQ(plan.at, kMorning);
  EXPECT_EQ(plan.from, Position{});
}

TEST(ProgrammePlan, LateJoinsInsideTheRunningRepetition) {
  const StartPlan plan = plan_start(kShape, kMorning, kMorning + seconds(8), true);
  EXPECT_EQ(plan.at, kMorning + seconds(8) + kJoinLead);
  EXPECT_EQ(plan.from, (Position{1, samples_of(seconds(1) + kJoinLead)}));
}

TEST(ProgrammePlan, LateInAGapStartsWithTheNextRepetition) {
  const StartPlan plan = plan_start(kShape, kMorning, kMorning + seconds(6), true);
  EXPECT_EQ(plan.at, kMorning + seconds(7));
  EXPECT_EQ(plan.from, (Position{1, 0}));
}

TEST(ProgrammePlan, AfterItsEndItIsPlayedWhole) {
  const WallTime now = kMorning + seconds(19);
  const StartPlan plan = plan_start(kShape, kMorning, now, true);
  EXPECT_EQ(plan.at, now);
  EXPECT_EQ(plan.from, Position{});
}

TEST(ProgrammePlan, NotJoiningIsPlayedWhole) {
  const StartPlan plan = plan_start(kShape, kMorning, kMorning + seconds(8), false);
  EXPECT_EQ(plan.at, kMorning + seconds(8));
  EXPECT_EQ(plan.from, Position{});
}

// A drill: tone 4 s, then 5 + 30, 5 + 30, 5 + 10 s: 89 s, and a gap of 2 s, twice.
constexpr Shape kDrill{4 * 48'000, 70 * 48'000, 2 * 48'000, 2, true};

struct Join {
  milliseconds late;
  milliseconds starts;  // after the target
  Position from;
};

TEST(ProgrammePlan, ADrillIsJoinedInItsToneOrWhereAPrefixBegins) {
  EXPECT_EQ(duration_of(kDrill.sound_samples()), seconds(89));
  const auto at = [](int second) { return std::uint64_t{48'000} * static_cast<std::uint64_t>(second); };
  for (const Join& join :
       {Join{milliseconds(1'950), seconds(2), {0, at(2)}},                   // inside the tone
        Join{milliseconds(3'950), seconds(4), {0, at(4)}},                   // exactly where the first prefix begins
        Join{milliseconds(4'050), milliseconds(4'100), {0, at(4) + 4'800}},  // it begins with silence
        Join{milliseconds(4'051), seconds(39), {0, at(39)}},
        Join{milliseconds(5'000), seconds(39), {0, at(39)}},                 // half a prefix is none
        Join{milliseconds(20'000), seconds(39), {0, at(39)}},                // nor may words come without it
        Join{milliseconds(38'950), seconds(39), {0, at(39)}},                //
        Join{milliseconds(40'000), seconds(74), {0, at(74)}},                //
        Join{milliseconds(75'000), seconds(91), {1, 0}},                     // behind the last prefix: the next time
        Join{milliseconds(90'000), seconds(91), {1, 0}},                     // the gap
        Join{milliseconds(96'000), seconds(91 + 39), {1, at(39)}},           //
        Join{milliseconds(91'000 + 76'000), milliseconds(167'000), {0, 0}},  // nothing left: played whole
        Join{milliseconds(181'000), milliseconds(181'000), {0, 0}}}) {       // over
    const StartPlan plan = plan_start(kDrill, kMorning, kMorning + join.late, true);
    EXPECT_EQ(plan.at, kMorning + join.starts) << join.late.count();
    EXPECT_EQ(plan.from, join.from) << join.late.count();
  }
}

TEST(ProgrammePlan, AnInterruptedDrillGoesOnWithThePrefixOfItsBlock) {
  const std::uint64_t second = 48'000;
  EXPECT_EQ(resume_position(kDrill, {1, 3 * second}), (Position{1, 3 * second})) << "in the tone";
  EXPECT_EQ(resume_position(kDrill, {0, 6 * second}), (Position{0, 4 * second})) << "in the prefix";
  EXPECT_EQ(resume_position(kDrill, {0, 38 * second}), (Position{0, 4 * second})) << "in the words";
  EXPECT_EQ(resume_position(kDrill, {1, 45 * second}), (Position{1, 39 * second}));
  Shape actual = kDrill;
  actual.drill = false;
  EXPECT_EQ(resume_position(actual, {1, 45 * second}), (Position{1, 45 * second}));
}

TEST(ProgrammePlan, TheCommonInstantIsClampedToTheWindow) {
  const wire::Occurrence window{1, kMorning, kMorning + seconds(10), kMorning + seconds(20)};
  EXPECT_EQ(target_start(window, {}), kMorning);
  EXPECT_EQ(target_start(window, kMorning - seconds(1)), kMorning);
  EXPECT_EQ(target_start(window, kMorning + seconds(5)), kMorning + seconds(5));
  EXPECT_EQ(target_start(window, kMorning + seconds(11)), kMorning + seconds(10));
}

template <class Item>
std::size_t count(const JournalWrite& write) {
  return static_cast<std::size_t>(
      std::count_if(write.begin(), write.end(), [](const auto& each) { return std::holds_alternative<Item>(each); }));
}

TEST(OwedWrites, TheNewestWordOnEachRowIsOwedWhateverFailsFirst) {
  OwedWrites owed;
  owed.add(7, {PutPlace{Bytes(7)}});
  owed.add(6, {PutPlace{Bytes(6)}, PutStop{{digest(1), {}, {}}}});
  owed.add(8, {RemoveStop{digest(1)}});
  const JournalWrite write = owed.take();
  ASSERT_EQ(write.size(), 2U);
  EXPECT_EQ(count<RemoveStop>(write), 1U);
  for (const auto& each : write)
    if (std::holds_alternative<PutPlace>(each)) {
      EXPECT_EQ(std::get<PutPlace>(each).envelope.size(), 7U);
    }
  EXPECT_EQ(owed.size(), 0U);
}

TEST(OwedWrites, WhatWasStoredSinceIsOwedNoMore) {
  OwedWrites owed;
  owed.add(5, {PutPlace{Bytes(5)}, PutTimeReset{1}});
  owed.on_stored(4, {PutPlace{Bytes(4)}});
  EXPECT_EQ(owed.size(), 2U) << "an older one changes nothing";
  owed.on_stored(6, {PutPlace{Bytes(6)}});
  EXPECT_EQ(count<PutTimeReset>(owed.take()), 1U);
}

TEST(OwedWrites, AnOrderThatLeavesTakesItsStagesAlong) {
  OwedWrites owed;
  owed.add(
      1, {PutStage{digest(1), {.number = 1}}, PutStage{digest(1), {.number = 2}}, PutStage{digest(2), {.number = 1}}});
  owed.add(2, {RemoveOrder{digest(1)}});
  const JournalWrite write = owed.take();
  EXPECT_EQ(count<PutStage>(write), 1U);
  EXPECT_EQ(count<RemoveOrder>(write), 1U);
}

TEST(OwedWrites, FullItLosesLinesOfThePlayLogFirstAndCounts) {
  OwedWrites owed;
  EXPECT_EQ(owed.add(1, {RemoveOrder{digest(0)}, PutStop{{digest(0), {}, {}}}}), 0U);
  std::size_t lost = 0;
  for (std::uint32_t i = 0; i < kMaxOwedOperations; ++i) lost += owed.add(2 + i, {PutPlay{{.order = digest(i)}, {}}});
  EXPECT_EQ(lost, 2U);
  EXPECT_EQ(owed.size(), kMaxOwedOperations);
  const JournalWrite write = owed.take();
  EXPECT_EQ(count<RemoveOrder>(write) + count<PutStop>(write), 2U);
}

TEST(Logs, CountWhatLeavesForWantOfRoom) {
  PlayLog plays;
  for (std::size_t i = 0; i < kMaxPlaysKept + 3; ++i) plays.note({.at = kMorning}, std::nullopt);
  EXPECT_EQ(plays.evicted(), 3U);
  EventLog events;
  for (std::size_t i = 0; i < kMaxEventsKept + 2; ++i)
    events.note({SteadyTime{}, kMorning}, {.kind = wire::EventKind::mains_lost});
  EXPECT_EQ(events.evicted(), 2U);
  EXPECT_EQ(events.given_up(), kMaxEventsKept + 2 - kMaxEventsWaiting);
}

}  // namespace
}  // namespace tongluo::terminal

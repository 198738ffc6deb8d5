// Curfew, quotas, duplicates, plausibility; level I of class actual is never held and never refused.

#include "controller/core/guard.hpp"

#include <gtest/gtest.h>

namespace tongluo::controller {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// 2026-11-23, midnight in Beijing (UTC+8).
const WallTime kLocalMidnight = wall_from_us(1'795'392'000'000'000) - hours(8);
static_assert(1'795'392'000 % 86'400 == 0);

wire::Order order_of(OrderClass order_class, Level level, WallTime start) {
  wire::Order order;
  order.order_class = order_class;
  order.level = level;
  order.targets = {*AreaCode::parse("500116101000")};
  order.tone = Tone::none;
  order.volume_percent = 80;
  order.interrupt_rule = InterruptRule::drop;
  order.programme = wire::ClipProgramme{{{Digest{}, seconds(10)}}, 1, {}};
  order.issued_at = order.valid_from = start;
  order.valid_until = start + hours(1);
  order.occurrences = {{1, start, start + seconds(60), start + seconds(600)}};
  return order;
}

KeyId guard_key(int number) {
  KeyId id;
  id.octets[0] = static_cast<std::byte>(number);
  return id;
}

GuardInput input_of(const wire::Order& order) {
  return {.order = order,
          .issuer = guard_key(1),
          .by_relay = false,
          .addressed = 5,
          .terminals = 100,
          .longest_sound = seconds(10),
          .clip_warnings = {}};
}

std::vector<std::string> codes(const GuardVerdict& verdict) {
  std::vector<std::string> found;
  for (const Warning& warning : verdict.warnings) found.push_back(warning.code);
  return found;
}

struct CurfewRow {
  OrderClass order_class;
  Level level;
  minutes local;
  bool held;
};
constexpr CurfewRow kCurfew[] = {
    {OrderClass::routine, Level::routine, minutes(7), true},  // 00:07 instead of 07:00
    {OrderClass::routine, Level::routine, hours(5) + minutes(59), true},
    {OrderClass::routine, Level::routine, hours(6), false},
    {OrderClass::routine, Level::routine, hours(21) + minutes(59), false},
    {OrderClass::routine, Level::routine, hours(22), true},
    {OrderClass::exercise, Level::ii, hours(7), true},
    {OrderClass::exercise, Level::ii, hours(8), false},
    {OrderClass::test, Level::iv, hours(20), true},
    {OrderClass::actual, Level::i, minutes(7), false},
    {OrderClass::actual, Level::iv, hours(3), false},
};

TEST(Guard, CurfewHoldsByClassAndLocalTime) {
  const Guard guard{GuardSettings{}};
  for (const CurfewRow& row : kCurfew) {
    const wire::Order order = order_of(row.order_class, row.level, kLocalMidnight + row.local);
    const GuardVerdict verdict = guard.look(input_of(order), kLocalMidnight);
    EXPECT_EQ(!verdict.holds.empty(), row.held) << to_string(row.order_class) << " at " << row.local.count();
    if (row.held) {
      EXPECT_EQ(verdict.holds, std::vector<std::string>{"curfew"});
    }
    EXPECT_EQ(verdict.refusal, Refusal::none);
  }
}

TEST(Guard, OneStartOutsideTheHoursHoldsTheWholeSchedule) {
  const Guard guard{GuardSettings{}};
  wire::Order order = order_of(OrderClass::routine, Level::routine, kLocalMidnight + hours(7));
  order.occurrences.push_back(
      {2, kLocalMidnight + hours(24) + minutes(7), kLocalMidnight + hours(25), kLocalMidnight + hours(26)});
  EXPECT_EQ(guard.look(input_of(order), kLocalMidnight).holds.size(), 1U);
}

TEST(Guard, AWindowThatReachesOutOfTheHoursHoldsBeyondTheUsualOne) {
  const Guard guard{GuardSettings{}};
  const struct {
    minutes from;
    minutes within;
    bool held;
  } rows[] = {{hours(21) + minutes(59), minutes(10), false},
              {hours(21) + minutes(55), minutes(11), true},
              {hours(21), minutes(59), false},
              {hours(21), minutes(60), true},
              {hours(21), hours(9), true},
              {hours(7), hours(14), false},
              {hours(7), hours(24), true},
              {hours(7), hours(24 * 30), true}};
  for (const auto& row : rows) {
    for (const OrderClass kind : {OrderClass::routine, OrderClass::actual}) {
      wire::Order order =
          order_of(kind, kind == OrderClass::actual ? Level::ii : Level::routine, kLocalMidnight + row.from);
      order.occurrences.front().latest_start = kLocalMidnight + row.from + row.within;
      EXPECT_EQ(!guard.look(input_of(order), kLocalMidnight).holds.empty(), row.held && kind == OrderClass::routine)
          << row.from.count() << " min, within " << row.within.count() << " min";
    }
  }
}

TEST(Guard, AnUpstreamOrderOutsideItsHoursIsHeldButLevelOnePasses) {
  const Guard guard{GuardSettings{}};
  const wire::Order routine = order_of(OrderClass::routine, Level::routine, kLocalMidnight + minutes(7));
  GuardInput input = input_of(routine);
  input.by_relay = true;
  EXPECT_EQ(guard.look(input, kLocalMidnight).holds, (std::vector<std::string>{"curfew", "upstream"}));
  const wire::Order red = order_of(OrderClass::actual, Level::i, kLocalMidnight + minutes(7));
  GuardInput alert = input_of(red);
  alert.by_relay = true;
  EXPECT_TRUE(guard.look(alert, kLocalMidnight).holds.empty());
}

TEST(Guard, AQuotaIsPerKeyAndClassAndComesBackWithTime) {
  GuardSettings settings;
  settings.quota_burst = 2;
  settings.quota_per_hour = 60;
  Guard guard{settings};
  WallTime now = kLocalMidnight + hours(10);
  for (int i = 0; i < 2; ++i) {
    wire::Order order = order_of(OrderClass::routine, Level::routine, now);
    order.headline = std::to_string(i);
    EXPECT_EQ(guard.look(input_of(order), now).refusal, Refusal::none);
    guard.took(input_of(order), now);
  }
  wire::Order third = order_of(OrderClass::routine, Level::routine, now);
  third.headline = "third";
  EXPECT_EQ(guard.look(input_of(third), now).refusal, Refusal::quota_exceeded);
  GuardInput other = input_of(third);
  other.issuer = guard_key(2);
  EXPECT_EQ(guard.look(other, now).refusal, Refusal::none);
  EXPECT_EQ(guard.look(input_of(third), now + seconds(59)).refusal, Refusal::quota_exceeded);
  EXPECT_EQ(guard.look(input_of(third), now + seconds(60)).refusal, Refusal::none);
}

TEST(Guard, LevelsOneAndTwoOfClassActualHaveNoQuotaAndNoDuplicates) {
  GuardSettings settings;
  settings.quota_burst = 1;
  Guard guard{settings};
  const WallTime now = kLocalMidnight;
  for (int i = 0; i < 50; ++i) {
    const wire::Order order = order_of(OrderClass::actual, i % 2 == 0 ? Level::i : Level::ii, now);
    EXPECT_EQ(guard.look(input_of(order), now).refusal, Refusal::none);
    guard.took(input_of(order), now);
  }
}

TEST(Guard, TheSameAgainWithinTheWindowIsADuplicateUnlessItSupersedes) {
  Guard guard{GuardSettings{}};
  const WallTime now = kLocalMidnight + hours(10);
  const wire::Order first = order_of(OrderClass::routine, Level::routine, now);
  guard.took(input_of(first), now);
  wire::Order again = order_of(OrderClass::routine, Level::routine, now + seconds(10));
  again.nonce.octets[0] = std::byte{9};
  EXPECT_EQ(guard.look(input_of(again), now + seconds(119)).refusal, Refusal::duplicate);
  EXPECT_EQ(guard.look(input_of(again), now + seconds(120)).refusal, Refusal::none);
  again.volume_percent = 81;
  EXPECT_EQ(guard.look(input_of(again), now + seconds(10)).refusal, Refusal::none);
  again.volume_percent = 80;
  again.supersedes = Digest{};
  EXPECT_EQ(guard.look(input_of(again), now + seconds(10)).refusal, Refusal::none);
}

TEST(Guard, WarnsOfWhatIsUnusual) {
  const Guard guard{GuardSettings{}};
  const wire::Order day = order_of(OrderClass::actual, Level::i, kLocalMidnight + hours(12));
  EXPECT_TRUE(codes(guard.look(input_of(day), kLocalMidnight)).empty());
  wire::Order night = order_of(OrderClass::routine, Level::routine, kLocalMidnight + hours(23));
  night.volume_percent = 95;
  GuardInput input = input_of(night);
  input.addressed = 90;
  input.longest_sound = minutes(11);
  input.clip_warnings = {"the recording is clipped"};
  EXPECT_EQ(codes(guard.look(input, kLocalMidnight)),
            (std::vector<std::string>{"night", "whole_county", "very_long", "very_loud", "clip"}));
}

TEST(Guard, ItsMemoryIsBounded) {
  Guard guard{GuardSettings{}};
  for (int i = 0; i < 10'000; ++i) {
    wire::Order order = order_of(OrderClass::routine, Level::routine, kLocalMidnight + hours(10));
    order.headline = std::to_string(i);
    GuardInput input = input_of(order);
    input.issuer->octets[1] = static_cast<std::byte>(i);
    input.issuer->octets[2] = static_cast<std::byte>(i >> 8);
    guard.took(input, kLocalMidnight + hours(10));
  }
  EXPECT_LE(guard.remembered(), kMaxGuardedIssuers + kMaxRecentOrders);
}

}  // namespace
}  // namespace tongluo::controller

// The status as numbers: deltas, fields of a newer version, what a hostile delta may say.

#include "protocol/wire/status.hpp"

#include <gtest/gtest.h>
#include <random>
#include <set>

#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

TEST(Status, AbsentIsNotZero) {
  TerminalStatus status;
  EXPECT_FALSE(status.get(StatusField::battery_percent));
  status.set(StatusField::battery_percent, 0);
  EXPECT_EQ(status.get(StatusField::battery_percent), 0);
  EXPECT_NE(status, TerminalStatus());
  status.set(StatusField::battery_percent, std::nullopt);
  EXPECT_EQ(status, TerminalStatus());
}

TEST(Status, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kStatusFields; ++i) names.insert(to_string(static_cast<StatusField>(i)));
  EXPECT_EQ(names.size(), kStatusFields);
}

TerminalStatus any_status(std::mt19937& random) {
  TerminalStatus status;
  for (std::size_t i = 0; i < kStatusFields; ++i)
    if (random() % 2 == 0) status.set(static_cast<StatusField>(i), static_cast<std::int32_t>(random() % 5) - 2);
  return status;
}

TEST(Status, ADeltaOfTheDifferenceMakesOneTheOther) {
  std::mt19937 random(7);
  for (int i = 0; i < 1'000; ++i) {
    const TerminalStatus from = any_status(random), to = any_status(random);
    TerminalStatus held = from;
    apply(make_delta(to, to.difference(from), 1), held);
    ASSERT_EQ(held, to);
    apply(make_delta(from, from.known(), 0), held);  // the whole: nothing of before stays
    ASSERT_EQ(held, from);
  }
}

TEST(Status, FieldsOfANewerVersionAreSkippedWithTheirValues) {
  TerminalStatus status;
  constexpr std::uint32_t kNewest = 1U << 31;
  apply({1, kNewest | bit_of(StatusField::door_open), 1U << 30, {1, -77}}, status);
  EXPECT_EQ(status.get(StatusField::door_open), 1);
  EXPECT_EQ(status.known(), bit_of(StatusField::door_open));
}

Heartbeat with(StatusDelta delta) {
  Heartbeat beat{.sequence = 1, .sent_at = {}, .state = TerminalState::idle};
  beat.status = std::move(delta);
  return beat;
}

TEST(Status, AnyWellFormedDeltaReadsBack) {
  std::mt19937 random(3);
  for (int i = 0; i < 1'000; ++i) {
    StatusDelta delta{random(), static_cast<std::uint32_t>(random()), 0, {}};
    delta.gone = static_cast<std::uint32_t>(random()) & ~delta.set;
    for (int k = 0; k < std::popcount(delta.set); ++k) delta.values.push_back(static_cast<std::int32_t>(random()));
    const auto parsed = parse_message(serialize(Message(with(delta))));
    ASSERT_TRUE(parsed);
    ASSERT_EQ(std::get<Heartbeat>(*parsed).status, delta);
    TerminalStatus status;
    apply(delta, status);
  }
}

TEST(Status, ADeltaWhoseBitsAndValuesDisagreeIsRefused) {
  const StatusDelta bad[] = {
      {0, 0x1, 0, {}}, {0, 0, 0, {5}}, {0, 0x3, 0, {5}}, {0, 0x3, 0, {5, 6, 7}}, {3, 0x1, 0x1, {5}}};
  for (const StatusDelta& delta : bad) {
    const auto parsed = parse_message(serialize(Message(with(delta))));
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().fault, WireFault::bad_value);
  }
}

TEST(Status, AHeartbeatWithoutStatusIsAWholeEmptyOne) {
  const auto parsed = parse_message(serialize(Message(with({}))));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(std::get<Heartbeat>(*parsed).status, StatusDelta{});
}

}  // namespace
}  // namespace tongluo::wire

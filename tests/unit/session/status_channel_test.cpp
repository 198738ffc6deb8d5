// The delta-coded status: whatever is acknowledged when, the receiver holds what the sender says.

#include "protocol/session/status_channel.hpp"

#include <gtest/gtest.h>
#include <random>

#include "protocol/wire/messages.hpp"

namespace tongluo::session {
namespace {

using wire::StatusField;
using wire::TerminalStatus;

TerminalStatus with(StatusField field, std::int32_t value, TerminalStatus status = {}) {
  status.set(field, value);
  return status;
}

TEST(StatusChannel, TheFirstIsWholeThenOnlyWhatChanged) {
  StatusSender sender;
  sender.set(with(StatusField::door_open, 0, with(StatusField::battery_percent, 80)));
  EXPECT_EQ(sender.next(1),
            wire::make_delta(with(StatusField::door_open, 0, with(StatusField::battery_percent, 80)),

                             (wire::bit_of(StatusField::door_open) | wire::bit_of(StatusField::battery_percent)), 0));
  sender.on_seen(1);
  const wire::StatusDelta nothing = sender.next(2);
  EXPECT_EQ(nothing.base, 1U);
  EXPECT_EQ(nothing.set | nothing.gone, 0U);
  sender.on_seen(2);
  sender.set(with(StatusField::door_open, 1));
  const wire::StatusDelta change = sender.next(3);
  EXPECT_EQ(change.base, 2U);
  EXPECT_EQ(change.set, wire::bit_of(StatusField::door_open));
  EXPECT_EQ(change.gone, wire::bit_of(StatusField::battery_percent));
}

TEST(StatusChannel, WhatWasNotAcknowledgedGoesAgain) {
  StatusSender sender;
  sender.next(1);
  sender.on_seen(1);
  sender.set(with(StatusField::door_open, 1));
  sender.next(2);  // never seen
  sender.set(TerminalStatus());
  EXPECT_EQ(sender.next(3).gone, wire::bit_of(StatusField::door_open));
}

TEST(StatusChannel, WithoutAnswersTheWholeGoesAgain) {
  StatusSender sender;
  sender.set(with(StatusField::battery_percent, 50));
  sender.next(1);
  sender.on_seen(1);
  for (std::uint64_t i = 2; i < 2 + kMaxUnseenStatuses; ++i) EXPECT_EQ(sender.next(i).base, 1U);
  EXPECT_EQ(sender.next(100).base, 0U);
  sender.on_seen(2);  // long forgotten
  sender.on_seen(7'777);
  EXPECT_EQ(sender.next(101).base, 0U);
}

TEST(StatusChannel, ADeltaOfAnotherSessionIsDropped) {
  StatusReceiver receiver;
  EXPECT_FALSE(receiver.take(5, wire::make_delta(with(StatusField::door_open, 1), 0xFFFF, 4)));
  EXPECT_EQ(receiver.status(), TerminalStatus());
  EXPECT_TRUE(receiver.take(1, wire::make_delta(with(StatusField::door_open, 1), 0xFFFF, 0)));
  EXPECT_FALSE(receiver.take(2, wire::make_delta(with(StatusField::door_open, 0), 0xFFFF, 9)));
  EXPECT_EQ(receiver.status(), with(StatusField::door_open, 1));
}

// Heartbeats arrive in order (TCP); their answers may come late, or never.
TEST(StatusChannel, TheReceiverHoldsWhatTheSenderSaysWhateverIsAcknowledgedWhen) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    StatusSender sender;
    StatusReceiver receiver;
    TerminalStatus status;
    std::vector<std::uint64_t> answers;
    for (std::uint64_t sequence = 1; sequence < 60; ++sequence) {
      const auto field = static_cast<StatusField>(random() % wire::kStatusFields);
      if (random() % 3 != 0)
        status.set(field, random() % 3 == 0 ? std::nullopt : std::optional(static_cast<std::int32_t>(random() % 3)));
      sender.set(status);
      ASSERT_TRUE(receiver.take(sequence, sender.next(sequence))) << "seed " << seed;
      ASSERT_EQ(receiver.status(), status) << "seed " << seed << " heartbeat " << sequence;
      answers.push_back(sequence);
      while (!answers.empty() && random() % 2 == 0) {
        if (random() % 4 != 0) sender.on_seen(answers.front());
        answers.erase(answers.begin());
      }
    }
  }
}

// A month of a pole whose sensors move all day, at one heartbeat each 120 s: octets of frames upwards, TLS records
// (RFC 8446: 5 of header, 16 of tag, 1 of type) included. The whole budget of control data is 7 MB.
TEST(StatusChannel, AMonthOfHeartbeatsKeepsToItsShareOfTheBudget) {
  constexpr std::uint64_t kBeats = 30 * 24 * 30;
  constexpr std::size_t kRecord = 22, kFrameHeader = 4;
  StatusSender sender;
  std::size_t up = 0;
  for (std::uint64_t sequence = 1; sequence <= kBeats; ++sequence) {
    const auto step = static_cast<std::int32_t>(sequence);
    TerminalStatus status;
    status.set(StatusField::journal_free_percent, 90);
    status.set(StatusField::signal_dbm, -90 + (step % 7 == 0 ? 3 : 0));
    status.set(StatusField::mains_present, 1);
    status.set(StatusField::battery_percent, 60 + step / 30 % 40);
    status.set(StatusField::battery_millivolts, 24'000 + step / 5 % 20 * 100);
    status.set(StatusField::solar_watts, step / 5 % 30 * 5);
    status.set(StatusField::cabinet_celsius, step / 15 % 25);
    status.set(StatusField::humidity_percent, 40 + step / 20 % 20 * 2);
    sender.set(status);
    wire::Heartbeat beat{.sequence = sequence,
                         .sent_at = wall_from_us(1'790'000'000'000'000 + step * 120'000'000LL),
                         .state = wire::TerminalState::idle};
    beat.status = sender.next(sequence);
    up += kRecord + kFrameHeader + wire::serialize(wire::Message(beat)).size();
    sender.on_seen(sequence);
  }
  RecordProperty("heartbeat_up_bytes_month", static_cast<int>(up));
  EXPECT_LT(up / kBeats, 56U) << up;
}

}  // namespace
}  // namespace tongluo::session

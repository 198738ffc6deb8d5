// Keys between prepare and issue: used once, for ten minutes, and never many.

#include "controller/capture/prepared_streams.hpp"

#include <gtest/gtest.h>

#include "controller/capture/limits.hpp"

namespace tongluo::capture {
namespace {

constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);

PreparedStream stream(std::uint32_t id) {
  static const auto key = std::make_shared<const sign::PrivateKey>(*sign::PrivateKey::generate(Algorithm::ed25519));
  Digest order;
  order.octets[0] = static_cast<std::byte>(id);
  order.octets[1] = static_cast<std::byte>(id >> 8);
  return {id, order, key, {}, "token", false};
}

TEST(PreparedStreams, AKeyIsTakenOnceAndOnlyByItsOwnName) {
  PreparedStreams streams;
  streams.keep(kNow, stream(7));
  const Bytes spki = stream(7).key->spki();
  Bytes other = spki;
  other.back() ^= std::byte{1};
  EXPECT_TRUE(streams.holds(7, spki, kNow));
  EXPECT_FALSE(streams.holds(8, spki, kNow));
  EXPECT_FALSE(streams.holds(7, other, kNow));
  EXPECT_FALSE(streams.holds(7, {}, kNow));
  EXPECT_TRUE(streams.take(7, spki, kNow));
  EXPECT_FALSE(streams.take(7, spki, kNow));
}

TEST(PreparedStreams, AKeyLivesTenMinutes) {
  PreparedStreams streams;
  streams.keep(kNow, stream(7));
  const Bytes spki = stream(7).key->spki();
  EXPECT_TRUE(streams.holds(7, spki, kNow + kPreparedKeyLife));
  EXPECT_FALSE(streams.holds(7, spki, kNow + kPreparedKeyLife + microseconds(1)));
  streams.expire(kNow + kPreparedKeyLife + microseconds(1));
  EXPECT_EQ(streams.size(), 0U);
}

TEST(PreparedStreams, ForWantOfRoomTheOldestIsDestroyedAndCounted) {
  PreparedStreams streams;
  for (std::uint32_t id = 1; id <= kMaxPreparedStreams + 1; ++id) streams.keep(kNow, stream(id));
  EXPECT_EQ(streams.size(), kMaxPreparedStreams);
  EXPECT_FALSE(streams.knows(1));
  EXPECT_TRUE(streams.knows(2));
  EXPECT_EQ(streams.displaced(), 1U);
}

TEST(PreparedStreams, WhatIsSentBackIsForgotten) {
  PreparedStreams streams;
  streams.keep(kNow, stream(7));
  ASSERT_NE(streams.of_order(stream(7).order), nullptr);
  streams.forget(stream(7).order);
  EXPECT_EQ(streams.of_order(stream(7).order), nullptr);
}

}  // namespace
}  // namespace tongluo::capture

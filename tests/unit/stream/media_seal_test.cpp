#include "protocol/stream/media_seal.hpp"

#include <gtest/gtest.h>

namespace tongluo::stream {
namespace {

Bytes exported(int seed) {
  Bytes key(kExporterBytes);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(seed + static_cast<int>(i));
  return key;
}

struct Pair {
  MediaSeal terminal{End::terminal, Nonce{}, exported(1)};
  MediaSeal controller{End::controller, Nonce{}, exported(1)};
};

TEST(MediaSeal, OneEndOpensWhatTheOtherSealed) {
  Pair pair;
  const auto up = pair.controller.open(pair.terminal.seal(rtp::Open{9}));
  ASSERT_TRUE(up);
  EXPECT_EQ(*up, rtp::ControlBody(rtp::Open{9}));
  const auto down = pair.terminal.open(pair.controller.seal(rtp::Opened{9, rtp::StreamState::flowing}));
  ASSERT_TRUE(down);
}

TEST(MediaSeal, ItsOwnPacketReflectedIsRefused) {
  Pair pair;
  EXPECT_EQ(pair.terminal.open(pair.terminal.seal(rtp::Open{9})).error(), SealFault::bad_seal);
}

TEST(MediaSeal, OneChangedBitAnywhereIsRefused) {
  Pair pair;
  const Bytes good = pair.terminal.seal(rtp::TimeQuery{123});
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    EXPECT_FALSE(pair.controller.open(bad)) << bit;
  }
  EXPECT_TRUE(pair.controller.open(good));  // none of them used up its counter
}

TEST(MediaSeal, AnotherSessionsKeyAndTokenAreRefused) {
  Pair pair;
  MediaSeal other_key(End::terminal, Nonce{}, exported(2));
  EXPECT_EQ(pair.controller.open(other_key.seal(rtp::Open{1})).error(), SealFault::bad_seal);
  Nonce token;
  token.octets.fill(std::byte{1});
  MediaSeal other_token(End::terminal, token, exported(1));
  EXPECT_EQ(pair.controller.open(other_token.seal(rtp::Open{1})).error(), SealFault::foreign_token);
}

TEST(MediaSeal, TakesEachPacketOnceInAnyOrderInsideTheWindow) {
  Pair pair;
  std::vector<Bytes> sent;
  for (int i = 0; i < 100; ++i) sent.push_back(pair.terminal.seal(rtp::TimeQuery{i}));
  EXPECT_TRUE(pair.controller.open(sent[99]));
  for (int i = 36; i < 99; ++i) EXPECT_TRUE(pair.controller.open(sent[static_cast<std::size_t>(i)])) << i;
  for (int i = 36; i < 100; ++i)
    EXPECT_EQ(pair.controller.open(sent[static_cast<std::size_t>(i)]).error(), SealFault::replayed) << i;
  EXPECT_EQ(pair.controller.open(sent[35]).error(), SealFault::replayed);  // too old to know
}

TEST(MediaSeal, AGapOfManyCountersForgetsTheOldOnes) {
  Pair pair;
  const Bytes first = pair.terminal.seal(rtp::TimeQuery{0});
  EXPECT_TRUE(pair.controller.open(first));
  for (int i = 0; i < 1'000; ++i) pair.terminal.seal(rtp::TimeQuery{i});
  EXPECT_TRUE(pair.controller.open(pair.terminal.seal(rtp::TimeQuery{1})));
  EXPECT_EQ(pair.controller.open(first).error(), SealFault::replayed);
}

}  // namespace
}  // namespace tongluo::stream

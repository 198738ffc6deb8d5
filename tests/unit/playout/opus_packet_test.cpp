#include "terminal-fw/playout/opus_packet.hpp"

#include <gtest/gtest.h>

namespace tongluo::playout {
namespace {

Bytes packet(unsigned config, unsigned code, unsigned count = 0) {
  return {static_cast<std::byte>(config << 3 | code), static_cast<std::byte>(count)};
}

TEST(OpusPacket, LengthFollowsTheTableOfRfc6716) {
  EXPECT_EQ(packet_samples(packet(0, 0)), 480u);     // SILK 10 ms
  EXPECT_EQ(packet_samples(packet(11, 0)), 2'880u);  // SILK 60 ms
  EXPECT_EQ(packet_samples(packet(13, 1)), 1'920u);  // two hybrid frames of 20 ms
  EXPECT_EQ(packet_samples(packet(16, 0)), 120u);    // CELT 2.5 ms
  EXPECT_EQ(packet_samples(packet(31, 2)), 1'920u);  // two CELT frames of 20 ms
  EXPECT_EQ(packet_samples(packet(31, 3, 6)), 5'760u);
}

TEST(OpusPacket, ImpossiblePacketsHaveNoLength) {
  EXPECT_EQ(packet_samples({}), 0u);
  EXPECT_EQ(packet_samples(packet(31, 3, 0)), 0u);
  EXPECT_EQ(packet_samples(packet(31, 3, 7)), 0u);  // 140 ms
  const Bytes cut = {std::byte{3}};
  EXPECT_EQ(packet_samples(cut), 0u);
}

}  // namespace
}  // namespace tongluo::playout

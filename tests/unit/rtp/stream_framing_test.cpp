#include "protocol/rtp/stream_framing.hpp"

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"

namespace tongluo::rtp {
namespace {

TEST(StreamFraming, PacketsComeBackInOrder) {
  const Bytes one = to_bytes("a");
  const Bytes two(limits::kMaxMediaPacketBytes, std::byte{2});
  const std::vector<ByteView> packets = {one, two, one};
  const Bytes framed = frame_packets(packets);
  const auto again = unframe_packets(framed);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->size(), 3U);
  EXPECT_EQ(Bytes((*again)[1].begin(), (*again)[1].end()), two);
}

TEST(StreamFraming, CutInsideAPacketIsTruncated) {
  const Bytes one = to_bytes("abc");
  const std::vector<ByteView> packets = {one, one};
  const Bytes framed = frame_packets(packets);
  for (std::size_t size = 1; size < framed.size(); ++size) {
    if (size == 5) continue;  // exactly one packet
    EXPECT_EQ(unframe_packets(ByteView(framed).first(size)).error(), MediaFault::truncated) << size;
  }
}

TEST(StreamFraming, RefusesEmptyLongAndTooManyPackets) {
  EXPECT_EQ(unframe_packets(*from_hex("0000")).error(), MediaFault::truncated);
  EXPECT_EQ(unframe_packets(*from_hex("ffff00")).error(), MediaFault::too_long);
  Bytes many;
  for (std::size_t i = 0; i <= limits::kMaxFramedPackets; ++i) {
    const Bytes frame = *from_hex("000161");
    many.insert(many.end(), frame.begin(), frame.end());
  }
  EXPECT_EQ(unframe_packets(many).error(), MediaFault::bad_count);
}

}  // namespace
}  // namespace tongluo::rtp

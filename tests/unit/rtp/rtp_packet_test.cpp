#include "protocol/rtp/rtp_packet.hpp"

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"

namespace tongluo::rtp {
namespace {

Bytes sample(const Bytes& payload) { return serialize({true, 96, 0xfffe, 0x01020304, 0xa0b0c0d0, payload}); }

TEST(RtpPacket, SerialisesAsRfc3550Says) {
  EXPECT_EQ(to_hex(sample(to_bytes("abc"))), "80e0fffe01020304a0b0c0d0616263");
}

TEST(RtpPacket, WhatWasSerialisedParsesBack) {
  const Bytes payload = to_bytes("opus");
  const Bytes datagram = sample(payload);
  const auto packet = parse_rtp(datagram);
  ASSERT_TRUE(packet);
  EXPECT_TRUE(packet->marker);
  EXPECT_EQ(packet->payload_type, 96);
  EXPECT_EQ(packet->sequence, 0xfffe);
  EXPECT_EQ(packet->timestamp, 0x01020304U);
  EXPECT_EQ(packet->ssrc, 0xa0b0c0d0U);
  EXPECT_EQ(Bytes(packet->payload.begin(), packet->payload.end()), payload);
}

TEST(RtpPacket, StepsOverContributorsExtensionAndPadding) {
  const auto datagram = from_hex(
      "b2600001000000020000000300000004"
      "00000005"
      "bede0001"
      "11223344"
      "6162"
      "000003");
  const auto packet = parse_rtp(*datagram);
  ASSERT_TRUE(packet);
  EXPECT_EQ(as_text(packet->payload), "ab");
}

TEST(RtpPacket, CutAnywhereInItsHeaderIsTruncated) {
  const Bytes whole = sample({});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto packet = parse_rtp(ByteView(whole).first(size));
    ASSERT_FALSE(packet) << size;
    EXPECT_EQ(packet.error(), MediaFault::truncated);
  }
}

TEST(RtpPacket, RefusesWhatIsNoneOfOurs) {
  EXPECT_EQ(parse_rtp(*from_hex("40600001000000020000000300")).error(), MediaFault::not_rtp);          // version 1
  EXPECT_EQ(parse_rtp(*from_hex("81cc0001000000020000000300")).error(), MediaFault::not_rtp);          // RTCP
  EXPECT_EQ(parse_rtp(*from_hex("a06000010000000200000003ff")).error(), MediaFault::not_rtp);          // padding
  EXPECT_EQ(parse_rtp(*from_hex("9060000100000002000000030000ffff")).error(), MediaFault::truncated);  // extension
  EXPECT_EQ(parse_rtp(Bytes(limits::kMaxMediaPacketBytes + 1, std::byte{0x80})).error(), MediaFault::too_long);
}

TEST(RtpPacket, RtcpIsToldFromRtp) {
  EXPECT_TRUE(is_rtcp(*from_hex("81cc")));
  EXPECT_TRUE(is_rtcp(*from_hex("80c8")));
  EXPECT_FALSE(is_rtcp(*from_hex("8060")));
  EXPECT_FALSE(is_rtcp(*from_hex("80e0")));
  EXPECT_FALSE(is_rtcp(*from_hex("80")));
}

}  // namespace
}  // namespace tongluo::rtp

#include "protocol/rtp/train_manifest.hpp"

#include <gtest/gtest.h>

#include "protocol/rtp/rtp_packet.hpp"

namespace tongluo::rtp {
namespace {

TrainManifest sample(std::size_t packets, bool end = false) {
  TrainManifest manifest;
  manifest.stream_id = 0x01020304;
  manifest.end = end;
  manifest.first_sequence = 0x10000;
  manifest.first_timestamp = 2'880;
  manifest.capture = wall_from_us(1'800'000'000'000'000);
  manifest.previous.fill(std::byte{7});
  for (std::size_t i = 0; i < packets; ++i) manifest.packets.emplace_back().fill(static_cast<std::byte>(i));
  return manifest;
}

Bytes datagram(const TrainManifest& manifest) {
  Bytes bytes = serialize_unsigned(manifest);
  bytes.insert(bytes.end(), kSignatureBytes, std::byte{9});
  return bytes;
}

TEST(TrainManifest, WhatWasSerialisedParsesBack) {
  for (std::size_t packets = 0; packets <= limits::kMaxTrainPackets; ++packets) {
    const TrainManifest manifest = sample(packets, packets % 2 == 0);
    const Bytes bytes = datagram(manifest);
    const auto parsed = parse_manifest(bytes);
    ASSERT_TRUE(parsed) << packets;
    EXPECT_EQ(parsed->manifest, manifest);
    EXPECT_EQ(parsed->signature.size(), kSignatureBytes);
    EXPECT_EQ(Bytes(parsed->signed_part.begin(), parsed->signed_part.end()), serialize_unsigned(manifest));
  }
}

// A larger last segment of a UDP_SEGMENT train would be cut.
TEST(TrainManifest, IsNeverLargerThanAMediaPacket) {
  EXPECT_LE(datagram(sample(limits::kMaxTrainPackets)).size(), 12 + limits::kLivePayloadBytes);
}

TEST(TrainManifest, IsRtcpToAStandardPlayer) {
  const Bytes bytes = datagram(sample(4));
  EXPECT_TRUE(is_rtcp(bytes));
  EXPECT_FALSE(parse_rtp(bytes));
  EXPECT_EQ(4 * (std::to_integer<std::size_t>(bytes[3]) + 1), bytes.size());
}

TEST(TrainManifest, CutAnywhereOrTooLongIsRefused) {
  Bytes bytes = datagram(sample(2));
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(parse_manifest(ByteView(bytes).first(size)));
  bytes.push_back(std::byte{0});
  EXPECT_EQ(parse_manifest(bytes).error(), MediaFault::too_long);
}

TEST(TrainManifest, RefusesEachFieldOutOfRange) {
  const auto with = [](std::size_t at, int value) {
    Bytes bytes = datagram(sample(2));
    bytes[at] = static_cast<std::byte>(value);
    return parse_manifest(bytes).error();
  };
  EXPECT_EQ(with(0, 0x80), MediaFault::not_ours);    // another subtype
  EXPECT_EQ(with(1, 201), MediaFault::not_ours);     // a receiver report
  EXPECT_EQ(with(8, 'X'), MediaFault::not_ours);     // another name
  EXPECT_EQ(with(3, 1), MediaFault::bad_value);      // a length that lies
  EXPECT_EQ(with(12, 5), MediaFault::bad_count);     // more packets than a train has
  EXPECT_EQ(with(13, 2), MediaFault::bad_value);     // an unknown flag
  EXPECT_EQ(with(15, 1), MediaFault::bad_value);     // not zero
  EXPECT_EQ(with(24, 0x80), MediaFault::bad_value);  // before 1970
  EXPECT_EQ(with(24, 0x7f), MediaFault::bad_value);  // after 9999
}

TEST(TrainManifest, NamesNoPacketOnlyAtTheEnd) {
  Bytes bytes = datagram(sample(0, true));
  bytes[13] = std::byte{0};
  EXPECT_EQ(parse_manifest(bytes).error(), MediaFault::bad_count);
}

}  // namespace
}  // namespace tongluo::rtp

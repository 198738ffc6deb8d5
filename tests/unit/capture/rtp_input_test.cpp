// What unmodified senders send, as samples; what is late, foreign or no RTP is counted and heard by nobody.

#include "controller/capture/rtp_input.hpp"

#include <gtest/gtest.h>
#include <opus/opus.h>

namespace tongluo::capture {
namespace {

constexpr SteadyTime kArrival(seconds(100));

Bytes packet(std::uint16_t sequence, ByteView payload, std::uint8_t type = 97, std::uint32_t ssrc = 5) {
  return rtp::serialize({false, type, sequence, 0, ssrc, payload});
}

RtpInput input(RtpFormat format) { return *RtpInput::create(format); }

TEST(RtpInput, L16IsReadInNetworkOrderAndMixedToMono) {
  RtpInput stereo = input({Encoding::l16, 48'000, 2});
  const Bytes payload{std::byte{0x40}, std::byte{0}, std::byte{0x20}, std::byte{0}};
  const auto heard = stereo.take(kArrival, packet(1, payload));
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->rate, 48'000U);
  EXPECT_EQ(heard->samples, std::vector<float>{0.375F});
}

TEST(RtpInput, PcmuHasItsStaticPayloadType) {
  RtpInput any = input({});
  const auto heard = any.take(kArrival, packet(1, Bytes{std::byte{0x80}, std::byte{0x00}, std::byte{0xff}}, 0));
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->rate, 8'000U);
  EXPECT_NEAR(heard->samples[0], 0.98, 0.01);
  EXPECT_NEAR(heard->samples[1], -0.98, 0.01);
  EXPECT_EQ(heard->samples[2], 0.0F);
}

TEST(RtpInput, OpusOfEveryFrameSizeIsTakenAndAGapIsConcealed) {
  int error = 0;
  OpusEncoder* encoder = opus_encoder_create(48'000, 2, OPUS_APPLICATION_VOIP, &error);
  for (const int samples : {120, 480, 960, 1'920, 2'880}) {
    RtpInput opus = input({});
    const std::vector<float> sound(static_cast<std::size_t>(samples) * 2, 0.1F);
    Bytes payload(1'000);
    payload.resize(static_cast<std::size_t>(
        opus_encode_float(encoder, sound.data(), samples, reinterpret_cast<unsigned char*>(payload.data()), 1'000)));
    const auto first = opus.take(kArrival, packet(65'535, payload));
    ASSERT_TRUE(first) << samples;
    EXPECT_EQ(first->samples.size(), static_cast<std::size_t>(samples));
    const auto after_gap = opus.take(kArrival, packet(1, payload));  // 0 is lost
    ASSERT_TRUE(after_gap) << samples;
    EXPECT_EQ(after_gap->samples.size(), static_cast<std::size_t>(2 * samples));
    EXPECT_EQ(opus.counters().lost, 1U);
  }
  opus_encoder_destroy(encoder);
}

TEST(RtpInput, LateRepeatedForeignAndBrokenPacketsAreCountedOnly) {
  RtpInput l16 = input({Encoding::l16, 48'000, 1});
  const Bytes payload(4);
  EXPECT_TRUE(l16.take(kArrival, packet(10, payload)));
  EXPECT_FALSE(l16.take(kArrival, packet(10, payload)));
  EXPECT_FALSE(l16.take(kArrival, packet(9, payload)));
  EXPECT_FALSE(l16.take(kArrival, packet(11, payload, 97, 6)));
  EXPECT_FALSE(l16.take(kArrival, Bytes{std::byte{0x80}}));
  EXPECT_FALSE(l16.take(kArrival, Bytes{}));
  EXPECT_FALSE(l16.take(kArrival, packet(12, payload, 33)));
  EXPECT_EQ(l16.counters().late, 2U);
  EXPECT_EQ(l16.counters().foreign, 1U);
  EXPECT_EQ(l16.counters().malformed, 3U);
}

TEST(RtpInput, AnotherSenderIsHeardOnceTheFirstIsSilent) {
  RtpInput l16 = input({Encoding::l16, 48'000, 1});
  EXPECT_TRUE(l16.take(kArrival, packet(10, Bytes(4))));
  EXPECT_FALSE(l16.take(kArrival + seconds(1), packet(99, Bytes(4), 97, 6)));
  EXPECT_TRUE(l16.take(kArrival + seconds(1) + microseconds(1), packet(100, Bytes(4), 97, 6)));
}

TEST(RtpInput, ASenderThatBeganAnewIsHeardAtOnce) {
  RtpInput l16 = input({Encoding::l16, 48'000, 1});
  EXPECT_TRUE(l16.take(kArrival, packet(30'000, Bytes(4))));
  const auto heard = l16.take(kArrival, packet(10, Bytes(4)));
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->samples.size(), 2U);
}

TEST(RtpInput, LargePacketsOfOtherSendersAreTaken) {
  RtpInput l16 = input({Encoding::l16, 48'000, 1});
  Bytes datagram = packet(1, Bytes(4));
  datagram.resize(12 + 1'460);
  const auto heard = l16.take(kArrival, datagram);
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->samples.size(), 730U);
}

}  // namespace
}  // namespace tongluo::capture

// The packet trace: a line for each packet, bounded, and what a datagram is in a few words.

#include "terminal-fw/main/packet_trace.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "protocol/rtp/control_packet.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/train_manifest.hpp"
#include "terminal-fw/main/datagram_text.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::firmware {
namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Bytes with_room(Bytes bytes, std::size_t more) {
  bytes.resize(bytes.size() + more);
  return bytes;
}

TEST(PacketTraceTest, ALineForEachPacketWithWhatBecameOfIt) {
  test::TempFolder folder;
  auto trace = PacketTrace::open(folder.path() / "trace.txt");
  ASSERT_TRUE(trace);
  (*trace)->note(WallTime(microseconds(1'000'001)), PacketFate::received, "OrderDelivery", 231);
  (*trace)->note(WallTime(microseconds(1'000'002)), PacketFate::sent, "Receipt", 68);
  (*trace)->note(WallTime(microseconds(1'000'003)), PacketFate::not_sent, "datagram open", 52);
  EXPECT_EQ((*trace)->summary(), "1 packets received, 1 sent, 1 not sent");
  trace->reset();
  EXPECT_EQ(content(folder.path() / "trace.txt"),
            "1000001 in    231 OrderDelivery\n1000002 out    68 Receipt\n1000003 out NOT SENT    52 datagram open\n");
}

TEST(PacketTraceTest, AFullFileTakesNoMoreAndTheSummarySaysSo) {
  test::TempFolder folder;
  auto trace = PacketTrace::open(folder.path() / "trace.txt");
  ASSERT_TRUE(trace);
  constexpr int kMany = 50'000;
  for (int i = 0; i < kMany; ++i)
    (*trace)->note(WallTime(microseconds(i)), PacketFate::received, "datagram rtp stream=7 seq=812", 212);
  const std::string summary = (*trace)->summary();
  EXPECT_TRUE(summary.starts_with("50000 packets received, 0 sent, 0 not sent, ")) << summary;
  EXPECT_TRUE(summary.ends_with(" of them without a line: the file is full")) << summary;
  trace->reset();
  EXPECT_LE(std::filesystem::file_size(folder.path() / "trace.txt"), kMaxTraceBytes + 100);
}

TEST(PacketTraceTest, ADatagramIsNamedWithItsPlaceInItsStream) {
  const Bytes payload(60);
  EXPECT_EQ(datagram_text(rtp::serialize(rtp::RtpPacket{.sequence = 812, .ssrc = 7, .payload = payload})),
            "rtp stream=7 seq=812");
  rtp::TrainManifest manifest{.stream_id = 7, .first_sequence = 809, .packets = std::vector<rtp::ShortHash>(4)};
  EXPECT_EQ(datagram_text(with_room(rtp::serialize_unsigned(manifest), rtp::kSignatureBytes)),
            "manifest stream=7 first=809 packets=4");
  const rtp::ControlPacket open{.body = rtp::Open{7}};
  EXPECT_EQ(datagram_text(with_room(rtp::serialize_unsealed(open), rtp::kSealBytes)), "open");
  const rtp::ControlPacket answer{.body = rtp::TimeAnswer{}};
  EXPECT_EQ(datagram_text(with_room(rtp::serialize_unsealed(answer), rtp::kSealBytes)), "time-answer");
}

TEST(PacketTraceTest, AnythingElseIsUnknown) {
  EXPECT_EQ(datagram_text({}), "unknown");
  for (std::size_t size = 1; size < 80; ++size)
    for (const int first : {0x00, 0x01, 0x3f, 0x80, 0xff}) {
      const Bytes noise(size, static_cast<std::byte>(first));
      EXPECT_FALSE(datagram_text(noise).empty());
    }
}

}  // namespace
}  // namespace tongluo::firmware

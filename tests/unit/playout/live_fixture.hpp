#pragma once
// Live packets whose first octets say what the decoder makes of them, so that every sample of the result is known.

#include "tests/unit/playout/player_fixture.hpp"

namespace tongluo::playout {

constexpr std::int64_t kLive = limits::kLivePacketSamples;

// Packet `sequence` of a stream whose packet `first` stands at position 0. Decodes to samples of its own value.
inline std::int16_t live_sample(std::uint32_t sequence) { return static_cast<std::int16_t>(1'000 + sequence % 997); }
inline rtp::LivePacket live_packet(std::uint32_t sequence, std::uint32_t first) {
  rtp::LivePacket packet;
  packet.sequence = sequence;
  packet.position = (std::int64_t{sequence} - first) * kLive;
  packet.size = 2;
  const auto value = static_cast<std::uint16_t>(live_sample(sequence));
  packet.octets[0] = static_cast<std::byte>(value >> 8);
  packet.octets[1] = static_cast<std::byte>(value & 0xff);
  return packet;
}
inline rtp::LivePacket end_mark(std::uint32_t sequence, std::uint32_t first) {
  rtp::LivePacket packet = live_packet(sequence, first);
  packet.size = 0;
  packet.last = true;
  return packet;
}

constexpr std::int16_t kConcealed = 5'000;

class LiveDecoder final : public Decoder {
 public:
  void reset() override { ++resets; }
  std::size_t decode(ByteView packet, std::span<std::int16_t> out) override {
    const auto value =
        static_cast<std::int16_t>(std::to_integer<int>(packet[0]) << 8 | std::to_integer<int>(packet[1]));
    order.push_back(value);
    std::fill_n(out.begin(), limits::kLivePacketSamples, value);
    return limits::kLivePacketSamples;
  }
  std::size_t conceal(std::size_t samples, std::span<std::int16_t> out) override {
    std::fill_n(out.begin(), samples, kConcealed);
    return samples;
  }
  int resets = 0;
  std::vector<std::int16_t> order;
};

}  // namespace tongluo::playout

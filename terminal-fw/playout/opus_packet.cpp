#include "terminal-fw/playout/opus_packet.hpp"

#include <array>

namespace tongluo::playout {
namespace {

std::size_t samples_per_opus_frame(unsigned config) {
  constexpr std::array<std::size_t, 4> kSilk = {480, 960, 1'920, 2'880};
  constexpr std::array<std::size_t, 4> kCelt = {120, 240, 480, 960};
  if (config < 12) return kSilk[config % 4];
  if (config < 16) return kSilk[config % 2];  // hybrid: 10 or 20 ms
  return kCelt[config % 4];
}

std::size_t opus_frames(ByteView packet) {
  switch (std::to_integer<unsigned>(packet[0]) & 3u) {
    case 0:
      return 1;
    case 3:
      return packet.size() < 2 ? 0 : std::to_integer<std::size_t>(packet[1] & std::byte{0x3F});
    default:
      return 2;
  }
}

}  // namespace

std::size_t packet_samples(ByteView packet) {
  if (packet.empty()) return 0;
  const std::size_t samples = opus_frames(packet) * samples_per_opus_frame(std::to_integer<unsigned>(packet[0]) >> 3);
  return samples <= kMaxPacketSamples ? samples : 0;
}

}  // namespace tongluo::playout

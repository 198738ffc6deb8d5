#include "protocol/rtp/stream_framing.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/rtp/big_endian.hpp"

namespace tongluo::rtp {

Bytes frame_packets(std::span<const ByteView> packets) {
  TL_ASSERT(packets.size() <= limits::kMaxFramedPackets);
  Bytes out;
  for (const ByteView packet : packets) {
    TL_ASSERT(!packet.empty() && packet.size() <= limits::kMaxMediaPacketBytes);
    append_be(out, static_cast<std::uint16_t>(packet.size()));
    append(out, packet);
  }
  return out;
}

MediaResult<std::vector<ByteView>> unframe_packets(ByteView framed) {
  std::vector<ByteView> packets;
  while (!framed.empty()) {
    if (packets.size() == limits::kMaxFramedPackets) return fail(MediaFault::bad_count);
    if (framed.size() < 2) return fail(MediaFault::truncated);
    const std::size_t length = read_be<std::uint16_t>(framed, 0);
    if (length > limits::kMaxMediaPacketBytes) return fail(MediaFault::too_long);
    if (length == 0 || framed.size() - 2 < length) return fail(MediaFault::truncated);
    packets.push_back(framed.subspan(2, length));
    framed = framed.subspan(2 + length);
  }
  return packets;
}

}  // namespace tongluo::rtp

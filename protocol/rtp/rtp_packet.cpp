#include "protocol/rtp/rtp_packet.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/rtp/big_endian.hpp"

namespace tongluo::rtp {
namespace {

constexpr std::size_t kFixedHeaderBytes = 12;
constexpr std::uint8_t kVersion2 = 0x80;
constexpr std::uint8_t kVersionBits = 0xc0;
constexpr std::uint8_t kPaddingBit = 0x20;
constexpr std::uint8_t kExtensionBit = 0x10;
constexpr std::uint8_t kContributors = 0x0f;
constexpr std::uint8_t kMarkerBit = 0x80;
constexpr std::uint8_t kFirstRtcp = 192;
constexpr std::uint8_t kLastRtcp = 223;

// Where the payload begins: behind contributors and one extension.
MediaResult<std::size_t> payload_begin(ByteView datagram) {
  const auto first = read_be<std::uint8_t>(datagram, 0);
  std::size_t at = kFixedHeaderBytes + 4U * (first & kContributors);
  if ((first & kExtensionBit) != 0) {
    if (datagram.size() < at + 4) return fail(MediaFault::truncated);
    at += 4 + 4U * read_be<std::uint16_t>(datagram, at + 2);
  }
  if (datagram.size() < at) return fail(MediaFault::truncated);
  return at;
}

}  // namespace

std::string_view to_string(MediaFault fault) {
  switch (fault) {
    case MediaFault::truncated:
      return "truncated";
    case MediaFault::too_long:
      return "too_long";
    case MediaFault::not_rtp:
      return "not_rtp";
    case MediaFault::not_ours:
      return "not_ours";
    case MediaFault::bad_count:
      return "bad_count";
    case MediaFault::bad_value:
      return "bad_value";
    case MediaFault::unknown_kind:
      return "unknown_kind";
  }
  return "unknown";
}

bool is_rtcp(ByteView datagram) {
  if (datagram.size() < 2 || (read_be<std::uint8_t>(datagram, 0) & kVersionBits) != kVersion2) return false;
  const auto type = read_be<std::uint8_t>(datagram, 1);
  return type >= kFirstRtcp && type <= kLastRtcp;
}

MediaResult<RtpPacket> parse_rtp(ByteView datagram, std::size_t limit_bytes) {
  if (datagram.size() > limit_bytes) return fail(MediaFault::too_long);
  if (datagram.size() < kFixedHeaderBytes) return fail(MediaFault::truncated);
  const auto first = read_be<std::uint8_t>(datagram, 0);
  if ((first & kVersionBits) != kVersion2 || is_rtcp(datagram)) return fail(MediaFault::not_rtp);
  const auto begin = payload_begin(datagram);
  if (!begin) return fail(begin.error());
  std::size_t end = datagram.size();
  if ((first & kPaddingBit) != 0) {
    const auto padding = read_be<std::uint8_t>(datagram, end - 1);
    if (padding == 0 || end - *begin < padding) return fail(MediaFault::not_rtp);
    end -= padding;
  }
  const auto second = read_be<std::uint8_t>(datagram, 1);
  RtpPacket packet;
  packet.marker = (second & kMarkerBit) != 0;
  packet.payload_type = second & static_cast<std::uint8_t>(~kMarkerBit);
  packet.sequence = read_be<std::uint16_t>(datagram, 2);
  packet.timestamp = read_be<std::uint32_t>(datagram, 4);
  packet.ssrc = read_be<std::uint32_t>(datagram, 8);
  packet.payload = datagram.subspan(*begin, end - *begin);
  return packet;
}

Bytes serialize(const RtpPacket& packet) {
  TL_ASSERT(kFixedHeaderBytes + packet.payload.size() <= limits::kMaxMediaPacketBytes);
  TL_ASSERT(packet.payload_type < kMarkerBit);
  Bytes out;
  out.reserve(kFixedHeaderBytes + packet.payload.size());
  append_be(out, kVersion2);
  append_be(out, static_cast<std::uint8_t>((packet.marker ? kMarkerBit : 0) | packet.payload_type));
  append_be(out, packet.sequence);
  append_be(out, packet.timestamp);
  append_be(out, packet.ssrc);
  append(out, packet.payload);
  return out;
}

}  // namespace tongluo::rtp

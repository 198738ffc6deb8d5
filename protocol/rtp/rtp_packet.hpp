#pragma once
// One RTP packet of a live stream (RFC 3550 section 5.1, RFC 7587), PROTOCOL.md section 11.3.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
//   |                           timestamp                           |
//   |                       SSRC: the stream id                     |
//   |                    one Opus packet (RFC 6716) …               |
//
// Pure. The parser also takes what standard senders send (contributors, one header extension, padding) and steps over
// it.

#include "protocol/base/bytes.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/rtp/media_fault.hpp"

namespace tongluo::rtp {

struct RtpPacket {
  bool marker = false;
  std::uint8_t payload_type = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
  ByteView payload;  // of the parsed datagram, or what to serialise
};

// RFC 5761 section 4: an RTCP packet type in the place of RTP's payload type.
bool is_rtcp(ByteView datagram);

// Errors: truncated, too_long (above `limit_bytes`; foreign senders use more than we do), not_rtp.
MediaResult<RtpPacket> parse_rtp(ByteView datagram, std::size_t limit_bytes = limits::kMaxMediaPacketBytes);
// Without contributors, extension and padding. Header and payload together at most kMaxMediaPacketBytes (asserted).
Bytes serialize(const RtpPacket& packet);

}  // namespace tongluo::rtp

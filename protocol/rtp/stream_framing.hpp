#pragma once
// RTP and RTCP packets in a row, as on a connection (RFC 4571): a 16-bit length, then the packet. PROTOCOL.md section
// 11.6. Pure.

#include <span>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/rtp/media_fault.hpp"

namespace tongluo::rtp {

Bytes frame_packets(std::span<const ByteView> packets);  // each 1 … kMaxMediaPacketBytes (asserted)
// Views into `framed`, at most kMaxFramedPackets. Errors: truncated, too_long, bad_count.
MediaResult<std::vector<ByteView>> unframe_packets(ByteView framed);

}  // namespace tongluo::rtp

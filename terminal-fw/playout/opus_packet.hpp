#pragma once
// What the first bytes of an Opus packet tell about its length (RFC 6716 section 3.1), without decoding it.

#include <cstddef>

#include "protocol/base/bytes.hpp"

namespace tongluo::playout {

constexpr std::size_t kMaxPacketSamples = 5'760;  // 120 ms, the longest that RFC 6716 allows

// Samples at 48 kHz, or 0 if no Opus packet starts like this.
std::size_t packet_samples(ByteView packet);

}  // namespace tongluo::playout

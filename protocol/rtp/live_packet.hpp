#pragma once
// One verified packet of live speech on its way to the loudspeaker: what terminal-fw/live hands out and
// terminal-fw/playout takes. A value of fixed size, so that it passes between threads without allocation. Samples at
// 48 kHz.

#include <array>
#include <cstddef>
#include <cstdint>

#include "protocol/base/bytes.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::rtp {

struct LivePacket {
  std::uint32_t sequence = 0;  // extended
  std::int64_t position = 0;   // of its first sample on the live time line; 0 is T of PROTOCOL.md 11.5; may be below
  std::uint16_t size = 0;      // octets of `octets` in use; 0 exactly with `last`
  bool last = false;           // no sound: the stream ends at `position`; its number is the last packet's plus one
  std::array<std::byte, limits::kLivePayloadBytes> octets{};

  ByteView payload() const { return ByteView(octets).first(size); }
};

}  // namespace tongluo::rtp

#pragma once
// Turns one packet into samples; the adapter is OpusDecoder in terminal-fw/audio. Owner: the audio thread.

#include <cstddef>
#include <cstdint>
#include <span>

#include "protocol/base/bytes.hpp"

namespace tongluo::playout {

class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual void reset() = 0;  // called before the first packet of an item
  // Returns samples written (at most out.size()), or 0 if the packet is unusable (then the player conceals).
  virtual std::size_t decode(ByteView packet, std::span<std::int16_t> out) = 0;
  virtual std::size_t conceal(std::size_t samples, std::span<std::int16_t> out) = 0;
};

}  // namespace tongluo::playout

#pragma once
// One verified, resident clip as Opus packets. Filled on the control side; the audio side only reads. Grows while it
// plays: packets below available() never change.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "protocol/base/bytes.hpp"

namespace tongluo::playout {

class PacketSource {
 public:
  virtual ~PacketSource() = default;
  virtual std::size_t available() const = 0;             // packets that may be read now
  virtual bool complete() const = 0;                     // no more will come; read it before available()
  virtual ByteView packet(std::size_t index) const = 0;  // index < available()
  virtual std::uint32_t pre_skip() const = 0;  // samples to drop at the start; known once a packet is available
  // Samples in all after pre-skip, from the last granule position; known no later than the last packet is available.
  virtual std::optional<std::uint64_t> total_samples() const = 0;
};

}  // namespace tongluo::playout

#pragma once
// Which live streams can be spoken on: their private keys are made per order and live in memory only, outside the core.

#include <cstdint>

#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::controller {

class StreamKeys {
 public:
  virtual ~StreamKeys() = default;
  // The private key of `spki` is held for this stream, and no order has been issued for it yet.
  virtual bool holds(std::uint32_t stream_id, ByteView spki, WallTime now) const = 0;
};

}  // namespace tongluo::controller

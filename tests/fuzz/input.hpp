#pragma once
// The fuzzer's octets as decisions, for machines: each read takes some; behind the end there are zeros.

#include <algorithm>

#include "protocol/base/envelope.hpp"

namespace tongluo::fuzz {

class Input {
 public:
  explicit Input(ByteView bytes) : rest_(bytes) {}
  bool empty() const { return rest_.empty(); }
  unsigned octet() { return static_cast<unsigned>(std::to_integer<unsigned char>(octets(1).front())); }
  bool flag() { return (octet() & 1U) != 0; }
  Bytes octets(std::size_t count) {
    Bytes bytes(count);
    const std::size_t held = std::min(count, rest_.size());
    std::copy_n(rest_.begin(), held, bytes.begin());
    rest_ = rest_.subspan(held);
    return bytes;
  }

 private:
  ByteView rest_;
};

// The envelope with one octet of it changed.
inline Envelope spoiled(Input& input, Envelope envelope) {
  const std::size_t at = input.octet() + 256U * input.flag();
  const std::byte change{static_cast<unsigned char>(input.octet() | 1U)};
  Bytes& octets = input.flag() ? envelope.payload : envelope.signatures.front().octets;
  octets[at % octets.size()] ^= change;
  return envelope;
}

}  // namespace tongluo::fuzz

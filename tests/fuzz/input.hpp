#pragma once
// The fuzzer's octets as decisions, for machines, and what they sign. Behind the end of the input there are zeros.

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
    const ByteView held = at_most(count);
    Bytes bytes(count);
    std::copy(held.begin(), held.end(), bytes.begin());
    return bytes;
  }
  // What is left of so many: nothing stands for what is missing.
  ByteView at_most(std::size_t count) {
    const ByteView held = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(held.size());
    return held;
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

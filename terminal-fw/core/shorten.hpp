#pragma once
// Text that the journal keeps, no longer than its limit.

#include <cstddef>
#include <string>

namespace tongluo::terminal {

// Not in the middle of a UTF-8 sequence.
inline void shorten(std::string& text, std::size_t octets) {
  if (text.size() <= octets) return;
  constexpr unsigned kContinuationMask = 0xC0;
  constexpr unsigned kContinuation = 0x80;
  while (octets > 0 && (static_cast<unsigned char>(text[octets]) & kContinuationMask) == kContinuation) --octets;
  text.resize(octets);
}

}  // namespace tongluo::terminal

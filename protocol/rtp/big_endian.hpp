#pragma once
// Integers in network byte order, read and written at fixed offsets inside a length that was checked. Private to
// protocol/rtp and protocol/stream. Pure.

#include <cstdint>
#include <type_traits>

#include "protocol/base/assert.hpp"
#include "protocol/base/bytes.hpp"

namespace tongluo::rtp {

template <class Integer>
Integer read_be(ByteView bytes, std::size_t at) {
  TL_ASSERT(at + sizeof(Integer) <= bytes.size());
  using Unsigned = std::make_unsigned_t<Integer>;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) value = value << 8 | std::to_integer<std::uint64_t>(bytes[at + i]);
  return static_cast<Integer>(static_cast<Unsigned>(value));
}

template <class Integer>
void append_be(Bytes& out, Integer value) {
  const auto bits = static_cast<std::uint64_t>(static_cast<std::make_unsigned_t<Integer>>(value));
  for (std::size_t i = sizeof(Integer); i-- > 0;) out.push_back(static_cast<std::byte>(bits >> (8 * i) & 0xffU));
}

inline void append(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

}  // namespace tongluo::rtp

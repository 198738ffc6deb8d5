#pragma once
// A property that must hold for every input: the fuzzer sees the abort.

#include <cstdint>

#include "protocol/base/assert.hpp"
#include "protocol/base/bytes.hpp"

namespace tongluo::fuzz {

inline ByteView view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

}  // namespace tongluo::fuzz

#pragma once
// RTP sequence numbers (16 bits, RFC 3550 section 5.1) as numbers that never wrap: solved here once. Pure values.

#include <cstdint>

namespace tongluo::rtp {

// The number nearest to `reference` whose low 16 bits are `wire`; never below 0.
constexpr std::uint32_t extend_sequence(std::uint32_t reference, std::uint16_t wire) {
  const auto distance = static_cast<std::int16_t>(static_cast<std::uint16_t>(wire - reference));
  const std::int64_t extended = static_cast<std::int64_t>(reference) + distance;
  if (extended < 0) return static_cast<std::uint32_t>(extended + 0x1'0000);
  return static_cast<std::uint32_t>(extended);
}

}  // namespace tongluo::rtp

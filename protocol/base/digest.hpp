#pragma once
// The SHA-256 digest that names an object for ever. Computed by protocol/sign; carried and compared everywhere.

#include <array>
#include <compare>
#include <cstddef>
#include <cstring>
#include <functional>
#include <optional>
#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo {

struct Digest {
  static constexpr std::size_t kSize = 32;
  std::array<std::byte, kSize> octets{};

  auto operator<=>(const Digest&) const = default;
  bool is_zero() const { return *this == Digest{}; }
  ByteView view() const { return octets; }
};

inline std::string to_string(const Digest& digest) { return to_hex(digest.view()); }

// Exactly 32 bytes, else nothing.
std::optional<Digest> digest_from_bytes(ByteView bytes);
// Exactly 64 hexadecimal digits, else nothing.
std::optional<Digest> digest_from_hex(std::string_view text);

}  // namespace tongluo

template <>
struct std::hash<tongluo::Digest> {
  std::size_t operator()(const tongluo::Digest& digest) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, digest.octets.data(), sizeof value);  // a digest is uniform already
    return value;
  }
};

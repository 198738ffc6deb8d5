#include "protocol/base/digest.hpp"

#include <algorithm>

namespace tongluo {

std::optional<Digest> digest_from_bytes(ByteView bytes) {
  if (bytes.size() != Digest::kSize) return std::nullopt;
  Digest digest;
  std::copy(bytes.begin(), bytes.end(), digest.octets.begin());
  return digest;
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  return bytes ? digest_from_bytes(*bytes) : std::nullopt;
}

}  // namespace tongluo

#pragma once
// Fixed fields of a file, bounds-checked: outside the file there is nothing to read. Pure values.

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/base/bytes.hpp"

namespace tongluo::ingest {

inline std::optional<std::uint64_t> big_endian(ByteView file, std::size_t offset, std::size_t bytes) {
  if (offset > file.size() || file.size() - offset < bytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = (value << 8) | std::to_integer<std::uint64_t>(file[offset + i]);
  return value;
}

inline std::optional<std::uint64_t> little_endian(ByteView file, std::size_t offset, std::size_t bytes) {
  if (offset > file.size() || file.size() - offset < bytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i > 0; --i) value = (value << 8) | std::to_integer<std::uint64_t>(file[offset + i - 1]);
  return value;
}

inline bool has_text(ByteView file, std::size_t offset, std::string_view text) {
  return offset <= file.size() && file.size() - offset >= text.size() &&
         as_text(file.subspan(offset, text.size())) == text;
}

}  // namespace tongluo::ingest

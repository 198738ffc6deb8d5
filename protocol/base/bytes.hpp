#pragma once
// Byte strings and their text forms. Pure values.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tongluo {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

ByteView as_bytes(std::string_view text);
std::string_view as_text(ByteView bytes);
Bytes to_bytes(std::string_view text);

std::string to_hex(ByteView bytes);
// Lower or upper case, even length; nothing else.
std::optional<Bytes> from_hex(std::string_view text);

// RFC 4648 section 4, with padding. Decoding refuses anything that encoding would not have produced.
std::string to_base64(ByteView bytes);
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace tongluo

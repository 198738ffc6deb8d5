#pragma once
// UTF-8 to code points and back; the few character classes that reading aloud needs. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace tongluo::speech {

// Nothing for overlong forms, surrogates, cut sequences or values above U+10FFFF.
std::optional<std::u32string> from_utf8(std::string_view text);
std::string to_utf8(std::u32string_view text);

// Full-width letters, digits and signs become their ASCII forms; the rest stays.
std::u32string to_half_width(std::u32string text);

constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
constexpr bool is_lower(char32_t c) { return c >= U'a' && c <= U'z'; }
constexpr bool is_upper(char32_t c) { return c >= U'A' && c <= U'Z'; }
constexpr bool is_letter(char32_t c) { return is_lower(c) || is_upper(c); }
constexpr bool is_ideograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF) || c == U'〇';
}
constexpr bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

}  // namespace tongluo::speech

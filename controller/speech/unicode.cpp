#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

struct Lead {
  std::size_t more;
  char32_t bits;
  char32_t smallest;
};

std::optional<Lead> lead_of(unsigned char octet) {
  if (octet < 0x80) return Lead{0, octet, 0};
  if (octet >= 0xC2 && octet < 0xE0) return Lead{1, octet & 0x1FU, 0x80};
  if (octet >= 0xE0 && octet < 0xF0) return Lead{2, octet & 0x0FU, 0x800};
  if (octet >= 0xF0 && octet < 0xF5) return Lead{3, octet & 0x07U, 0x10000};
  return std::nullopt;
}

}  // namespace

std::optional<std::u32string> from_utf8(std::string_view text) {
  std::u32string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = lead_of(static_cast<unsigned char>(text[i++]));
    if (!lead || text.size() - i < lead->more) return std::nullopt;
    char32_t value = lead->bits;
    for (std::size_t k = 0; k < lead->more; ++k) {
      const auto octet = static_cast<unsigned char>(text[i++]);
      if ((octet & 0xC0U) != 0x80U) return std::nullopt;
      value = value << 6 | (octet & 0x3FU);
    }
    if (value < lead->smallest || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return std::nullopt;
    result.push_back(value);
  }
  return result;
}

std::string to_utf8(std::u32string_view text) {
  std::string result;
  const auto put = [&result](char32_t value) {
    result.push_back(static_cast<char>(static_cast<unsigned char>(value)));
  };
  for (const char32_t c : text) {
    if (c < 0x80) {
      put(c);
      continue;
    }
    if (c < 0x800) {
      put(0xC0 | c >> 6);
    } else {
      if (c < 0x10000) {
        put(0xE0 | c >> 12);
      } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
      }
      put(0x80 | (c >> 6 & 0x3F));
    }
    put(0x80 | (c & 0x3F));
  }
  return result;
}

std::u32string to_half_width(std::u32string text) {
  for (char32_t& c : text) {
    if (c >= 0xFF01 && c <= 0xFF5E && !is_one_of(c, U"，！？；：（）"))
      c -= 0xFEE0;
    else if (c == 0x3000 || c == 0xA0 || c == U'\t' || c == U'\n' || c == U'\r')
      c = U' ';
    else if (c == U'−' || c == U'–' || c == U'—' || c == U'‐' || c == U'‑')
      c = U'-';
    else if (c == U'～' || c == U'〜')
      c = U'~';
  }
  return text;
}

}  // namespace tongluo::speech

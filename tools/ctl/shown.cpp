#include "tools/ctl/shown.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tongluo::ctl {
namespace {

struct Range {
  char32_t first, last;
};
constexpr std::array<Range, 7> kHidden = {{{0x00, 0x1F},        // C0
                                           {0x7F, 0x9F},        // DEL, C1
                                           {0x061C, 0x061C},    // Arabic letter mark
                                           {0x200E, 0x200F},    // left-to-right and right-to-left marks
                                           {0x2028, 0x2029},    // line and paragraph separators
                                           {0x202A, 0x202E},    // bidi embeddings and overrides
                                           {0x2066, 0x2069}}};  // bidi isolates

bool is_hidden(char32_t code) {
  return std::any_of(kHidden.begin(), kHidden.end(),
                     [code](const Range& range) { return code >= range.first && code <= range.last; });
}

// The sequences of UTF-8 by their first byte; `least` excludes overlong ones.
struct Form {
  unsigned char mask, mark;
  std::size_t bytes;
  char32_t least;
};
constexpr std::array<Form, 4> kForms = {
    {{0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}}};
constexpr char32_t kLastCode = 0x10FFFF;

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: no UTF-8 here
};

Character first_of(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto* form =
      std::find_if(kForms.begin(), kForms.end(), [&](const Form& one) { return (byte(0) & one.mask) == one.mark; });
  if (form == kForms.end() || text.size() < form->bytes) return {};
  auto code = static_cast<char32_t>(byte(0) & ~form->mask);
  for (std::size_t i = 1; i < form->bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < form->least || code > kLastCode || surrogate) return {};
  return {code, form->bytes};
}

std::string numbered(char32_t code, bool one_byte) {
  std::array<char, 16> text{};
  const auto number = static_cast<unsigned>(code);
  if (one_byte)
    std::snprintf(text.data(), text.size(), "\\x%02x", number);
  else
    std::snprintf(text.data(), text.size(), "\\u%04x", number);
  return text.data();
}

std::string shown_but(std::string_view text, char32_t kept) {
  std::string result;
  while (!text.empty()) {
    const Character next = first_of(text);
    if (next.bytes == 0)
      result += numbered(static_cast<unsigned char>(text.front()), true);
    else if (next.code != kept && is_hidden(next.code))
      result += numbered(next.code, next.bytes == 1);
    else
      result += text.substr(0, next.bytes);
    text.remove_prefix(std::max<std::size_t>(next.bytes, 1));
  }
  return result;
}

constexpr char32_t kNothing = kLastCode + 1;

}  // namespace

std::string shown(std::string_view text) { return shown_but(text, kNothing); }
std::string shown_lines(std::string_view text) { return shown_but(text, U'\n'); }

Try<void> check_plain(std::string_view option, std::string_view text) {
  const std::string visible = shown(text);
  if (visible == text) return {};
  return refuse_usage(std::string(option) + ": \"" + visible + "\" holds control characters or is no UTF-8");
}

}  // namespace tongluo::ctl

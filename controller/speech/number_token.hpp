#pragma once
// A number as it is written: 1,204 · 3.14. And a cursor over the text that the rules of both languages walk. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tongluo::speech {

// Where the rules stand in the text. Out of range there is a zero character.
struct Cursor {
  std::u32string_view text;
  std::size_t at = 0;

  char32_t peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : U'\0'; }
  char32_t before() const { return at > 0 ? text[at - 1] : U'\0'; }
  bool done() const { return at >= text.size(); }
  bool starts_with(std::u32string_view word) const { return text.substr(at).starts_with(word); }
  void skip_spaces();
};

struct NumberToken {
  std::u32string integer;   // without thousands separators
  std::u32string fraction;  // may be empty
  std::size_t length = 0;   // characters in the text
  int value() const;        // of a short integer; −1 when longer than four digits or with a fraction
};

// At the cursor: digits, thousands separated rightly, a fraction.
std::optional<NumberToken> number_at(const Cursor& cursor);
// Digits only, `smallest` to `largest` of them, not followed by another digit.
std::optional<std::u32string> digits_at(const Cursor& cursor, std::size_t ahead, std::size_t smallest,
                                        std::size_t largest);
int to_int(std::u32string_view digits);  // up to nine digits

}  // namespace tongluo::speech

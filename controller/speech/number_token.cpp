#include "controller/speech/number_token.hpp"

#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

std::size_t count_digits(const Cursor& cursor, std::size_t ahead) {
  std::size_t count = 0;
  while (is_digit(cursor.peek(ahead + count))) ++count;
  return count;
}

}  // namespace

void Cursor::skip_spaces() {
  while (peek() == U' ') ++at;
}

int NumberToken::value() const { return fraction.empty() && integer.size() <= 4 ? to_int(integer) : -1; }

std::optional<NumberToken> number_at(const Cursor& cursor) {
  NumberToken number;
  number.length = count_digits(cursor, 0);
  if (number.length == 0) return std::nullopt;
  number.integer = cursor.text.substr(cursor.at, number.length);
  if (number.length <= 3)
    while (cursor.peek(number.length) == U',' && count_digits(cursor, number.length + 1) == 3) {
      number.integer += cursor.text.substr(cursor.at + number.length + 1, 3);
      number.length += 4;
    }
  if (cursor.peek(number.length) == U'.') {
    const std::size_t digits = count_digits(cursor, number.length + 1);
    const bool another_point =
        cursor.peek(number.length + 1 + digits) == U'.' && is_digit(cursor.peek(number.length + 2 + digits));
    if (digits > 0 && !another_point) {
      number.fraction = cursor.text.substr(cursor.at + number.length + 1, digits);
      number.length += 1 + digits;
    }
  }
  return number;
}

std::optional<std::u32string> digits_at(const Cursor& cursor, std::size_t ahead, std::size_t smallest,
                                        std::size_t largest) {
  const std::size_t count = count_digits(cursor, ahead);
  if (count < smallest || count > largest) return std::nullopt;
  return std::u32string(cursor.text.substr(cursor.at + ahead, count));
}

int to_int(std::u32string_view digits) {
  int value = 0;
  for (const char32_t digit : digits.substr(0, 9)) value = value * 10 + static_cast<int>(digit - U'0');
  return value;
}

}  // namespace tongluo::speech

#include <algorithm>
#include <array>

#include "controller/speech/mandarin_numbers.hpp"
#include "controller/speech/mandarin_rules.hpp"
#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2099;
constexpr char32_t kRomanOne = 0x2160;
constexpr char32_t kSmallRomanOne = 0x2170;
constexpr char32_t kRomanNumerals = 12;

bool is_year(std::u32string_view digits) {
  return digits.size() == 4 && to_int(digits) >= kFirstYear && to_int(digits) <= kLastYear;
}

std::u32string number_words(int value) {
  const auto digits = std::to_string(value);
  return mandarin_integer(std::u32string(digits.begin(), digits.end()));
}

std::optional<Reading> read_numeric_date(const Cursor& cursor, const std::u32string& year) {
  const char32_t separator = cursor.peek(4);
  if (!is_one_of(separator, U"-/.")) return std::nullopt;
  const auto month = digits_at(cursor, 5, 1, 2);
  if (!month || cursor.peek(5 + month->size()) != separator) return std::nullopt;
  const auto day = digits_at(cursor, 6 + month->size(), 1, 2);
  if (!day || to_int(*month) < 1 || to_int(*month) > 12 || to_int(*day) < 1 || to_int(*day) > 31) return std::nullopt;
  return Reading{
      mandarin_digits(year, false) + U"年" + number_words(to_int(*month)) + U"月" + number_words(to_int(*day)) + U"日",
      6 + month->size() + day->size()};
}

}  // namespace

std::optional<Reading> read_date(const Cursor& cursor) {
  const auto year = digits_at(cursor, 0, 4, 4);
  if (!year || !is_year(*year) || is_digit(cursor.before())) return std::nullopt;
  if (auto date = read_numeric_date(cursor, *year)) return date;
  if (cursor.peek(4) == U'年') return Reading{mandarin_digits(*year, false), 4};
  const auto second = digits_at(cursor, 5, 4, 4);
  if (is_one_of(cursor.peek(4), U"-~") && second && is_year(*second) && cursor.peek(9) == U'年')
    return Reading{mandarin_digits(*year, false) + U"到" + mandarin_digits(*second, false), 9};
  return std::nullopt;
}

std::optional<Reading> read_time(const Cursor& cursor) {
  const auto hour = digits_at(cursor, 0, 1, 2);
  if (!hour || is_digit(cursor.before()) || !is_one_of(cursor.peek(hour->size()), U":：")) return std::nullopt;
  std::size_t length = hour->size() + 1;
  const auto minute = digits_at(cursor, length, 2, 2);
  if (!minute || to_int(*hour) > 24 || to_int(*minute) > 59) return std::nullopt;
  length += 2;
  std::u32string words = (to_int(*hour) == 2 ? U"两" : number_words(to_int(*hour))) + U"点";
  const auto second = is_one_of(cursor.peek(length), U":：") ? digits_at(cursor, length + 1, 2, 2) : std::nullopt;
  if (to_int(*minute) == 0 && !second) return Reading{words + U"整", length};
  words += (to_int(*minute) < 10 ? U"零" : U"") + (to_int(*minute) == 0 ? U"" : number_words(to_int(*minute))) + U"分";
  if (!second) return Reading{words, length};
  words += (to_int(*second) < 10 && to_int(*second) > 0 ? U"零" : U"") + number_words(to_int(*second)) + U"秒";
  return Reading{words, length + 3};
}

std::optional<Reading> read_roman(const Cursor& cursor) {
  static constexpr std::array<std::u32string_view, 8> kLetters{U"VIII", U"VII", U"III", U"VI",
                                                               U"IV",   U"II",  U"V",   U"I"};
  static constexpr std::array<int, 8> kValues{8, 7, 3, 6, 4, 2, 5, 1};
  const char32_t c = cursor.peek();
  if (c >= kRomanOne && c < kRomanOne + kRomanNumerals)
    return Reading{number_words(static_cast<int>(c - kRomanOne) + 1), 1};
  if (c >= kSmallRomanOne && c < kSmallRomanOne + kRomanNumerals)
    return Reading{number_words(static_cast<int>(c - kSmallRomanOne) + 1), 1};
  if (is_letter(cursor.before())) return std::nullopt;
  for (std::size_t i = 0; i < kLetters.size(); ++i)
    if (cursor.starts_with(kLetters[i]) && is_one_of(cursor.peek(kLetters[i].size()), U"级类型期度区号标"))
      return Reading{number_words(kValues[i]), kLetters[i].size()};
  return std::nullopt;
}

}  // namespace tongluo::speech

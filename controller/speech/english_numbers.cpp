#include "controller/speech/english_numbers.hpp"

#include <array>
#include <cstdint>

namespace tongluo::speech {
namespace {

constexpr std::size_t kMaxCardinalDigits = 13;

constexpr std::array<std::u32string_view, 20> kSmall{U"zero",    U"one",     U"two",       U"three",    U"four",
                                                     U"five",    U"six",     U"seven",     U"eight",    U"nine",
                                                     U"ten",     U"eleven",  U"twelve",    U"thirteen", U"fourteen",
                                                     U"fifteen", U"sixteen", U"seventeen", U"eighteen", U"nineteen"};
constexpr std::array<std::u32string_view, 10> kTens{U"",      U"",      U"twenty",  U"thirty", U"forty",
                                                    U"fifty", U"sixty", U"seventy", U"eighty", U"ninety"};

std::uint64_t value_of(std::u32string_view digits) {
  std::uint64_t value = 0;
  for (const char32_t digit : digits.substr(0, kMaxCardinalDigits))
    value = value * 10 + static_cast<std::uint64_t>(digit - U'0');
  return value;
}

std::u32string below_hundred(std::uint64_t value) {
  if (value < kSmall.size()) return std::u32string(kSmall[value]);
  std::u32string words(kTens[value / 10]);
  if (value % 10 != 0) words += U"-" + std::u32string(kSmall[value % 10]);
  return words;
}

std::u32string below_thousand(std::uint64_t value) {
  if (value < 100) return below_hundred(value);
  auto words = std::u32string(kSmall[value / 100]) + U" hundred";
  if (value % 100 != 0) words += U" and " + below_hundred(value % 100);
  return words;
}

std::u32string cardinal(std::uint64_t value) {
  static constexpr std::array<std::u32string_view, 5> kScales{U"", U" thousand", U" million", U" billion",
                                                              U" trillion"};
  if (value == 0) return U"zero";
  std::u32string words;
  std::uint64_t divisor = 1'000'000'000'000;
  for (std::size_t scale = kScales.size(); scale-- > 0; divisor /= 1'000) {
    const auto part = value / divisor % 1'000;
    if (part == 0) continue;
    if (!words.empty()) words += scale == 0 && part < 100 ? U" and " : U" ";
    words += below_thousand(part);
    words += kScales[scale];
  }
  return words;
}

}  // namespace

std::u32string english_integer(std::u32string_view digits) {
  return digits.size() > kMaxCardinalDigits ? english_digits(digits) : cardinal(value_of(digits));
}

std::u32string english_digits(std::u32string_view digits) {
  std::u32string words;
  for (const char32_t digit : digits) {
    if (!words.empty()) words += U' ';
    words += kSmall[static_cast<std::size_t>(digit - U'0')];
  }
  return words;
}

std::u32string english_year(std::u32string_view four_digits) {
  const auto year = value_of(four_digits);
  if (year % 1'000 < 10) return cardinal(year);
  if (year % 100 == 0) return below_hundred(year / 100) + U" hundred";
  return below_hundred(year / 100) + (year % 100 < 10 ? U" oh " : U" ") + below_hundred(year % 100);
}

std::u32string english_ordinal(std::u32string_view digits) {
  struct Irregular {
    std::u32string_view cardinal;
    std::u32string_view ordinal;
  };
  static constexpr std::array<Irregular, 7> kIrregular{{{U"one", U"first"},
                                                        {U"two", U"second"},
                                                        {U"three", U"third"},
                                                        {U"five", U"fifth"},
                                                        {U"eight", U"eighth"},
                                                        {U"nine", U"ninth"},
                                                        {U"twelve", U"twelfth"}}};
  auto words = english_integer(digits);
  const auto start = words.find_last_of(U" -") == std::u32string::npos ? 0 : words.find_last_of(U" -") + 1;
  for (const auto& irregular : kIrregular)
    if (words.substr(start) == irregular.cardinal) return words.replace(start, std::u32string::npos, irregular.ordinal);
  if (words.back() == U'y') return words.replace(words.size() - 1, 1, U"ieth");
  return words + U"th";
}

std::u32string english_decimal(std::u32string_view integer, std::u32string_view fraction) {
  auto words = english_integer(integer);
  if (!fraction.empty()) words += U" point " + english_digits(fraction);
  return words;
}

}  // namespace tongluo::speech

#pragma once
// Numbers as an English announcer says them. Pure. Digits are ASCII.

#include <string>
#include <string_view>

namespace tongluo::speech {

std::u32string english_integer(std::u32string_view digits);    // 1204 → one thousand two hundred and four
std::u32string english_digits(std::u32string_view digits);     // 119 → one one nine
std::u32string english_year(std::u32string_view four_digits);  // 2026 → twenty twenty-six
std::u32string english_ordinal(std::u32string_view digits);    // 3 → third
std::u32string english_decimal(std::u32string_view integer, std::u32string_view fraction);

}  // namespace tongluo::speech

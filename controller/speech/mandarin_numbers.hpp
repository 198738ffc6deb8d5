#pragma once
// Numbers as a Mandarin announcer says them. Pure. Digits are ASCII.

#include <string>
#include <string_view>

namespace tongluo::speech {

constexpr std::size_t kMaxSpokenDigits = 13;  // up to 10^12 and its neighbours; longer numbers are read digit by digit

// 1,204 → 一千二百零四. Leading zeros are dropped; 两 stands before 千, 万 and 亿.
std::u32string mandarin_integer(std::u32string_view digits);
// 2026 → 二零二六; as a code, 119 → 幺幺九.
std::u32string mandarin_digits(std::u32string_view digits, bool as_code);
// "3", "14" → 三点一四
std::u32string mandarin_decimal(std::u32string_view integer, std::u32string_view fraction);

}  // namespace tongluo::speech

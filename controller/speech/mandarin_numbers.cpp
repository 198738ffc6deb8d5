#include "controller/speech/mandarin_numbers.hpp"

#include <array>

namespace tongluo::speech {
namespace {

constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
constexpr std::size_t kGroup = 4;  // ten thousands, not thousands

std::size_t value_of(char32_t digit) { return static_cast<std::size_t>(digit - U'0'); }

// One group of up to four digits; a gap of zeros inside is one 零.
std::u32string group_in_words(std::u32string_view digits) {
  static constexpr std::array<std::u32string_view, kGroup> kPlaceWords{U"", U"十", U"百", U"千"};
  std::u32string words;
  bool gap = false;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t unit = digits.size() - 1 - i;
    if (digits[i] == U'0') {
      gap = true;
      continue;
    }
    if (gap && !words.empty()) words += U'零';
    gap = false;
    words += unit == 3 && digits[i] == U'2' ? U'两' : kDigits[value_of(digits[i])];
    words += kPlaceWords[unit];
  }
  return words;
}

}  // namespace

std::u32string mandarin_integer(std::u32string_view digits) {
  static constexpr std::array<std::u32string_view, 4> kGroupWords{U"", U"万", U"亿", U"万亿"};
  while (digits.size() > 1 && digits.front() == U'0') digits.remove_prefix(1);
  if (digits == U"0") return U"零";
  if (digits.size() > kMaxSpokenDigits) return mandarin_digits(digits, false);
  std::u32string words;
  bool gap = false;
  while (!digits.empty()) {
    const std::size_t groups = (digits.size() - 1) / kGroup;
    const auto group = digits.substr(0, digits.size() - groups * kGroup);
    digits.remove_prefix(group.size());
    const auto spoken = group_in_words(group);
    if (spoken.empty()) {
      gap = true;
      continue;
    }
    if (!words.empty() && (gap || group.front() == U'0')) words += U'零';
    gap = false;
    words += spoken == U"二" && groups > 0 && words.empty() ? U"两" : spoken;
    words += kGroupWords[groups];
  }
  if (words.starts_with(U"一十")) words.erase(0, 1);
  return words;
}

std::u32string mandarin_digits(std::u32string_view digits, bool as_code) {
  std::u32string words;
  for (const char32_t digit : digits) words += as_code && digit == U'1' ? U'幺' : kDigits[value_of(digit)];
  return words;
}

std::u32string mandarin_decimal(std::u32string_view integer, std::u32string_view fraction) {
  auto words = mandarin_integer(integer);
  if (!fraction.empty()) words += U"点" + mandarin_digits(fraction, false);
  return words;
}

}  // namespace tongluo::speech

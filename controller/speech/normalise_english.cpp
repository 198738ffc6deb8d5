#include <algorithm>
#include <array>
#include <utility>

#include "controller/speech/english_numbers.hpp"
#include "controller/speech/normaliser.hpp"
#include "controller/speech/number_token.hpp"
#include "controller/speech/unicode.hpp"
#include "controller/speech/units.hpp"

namespace tongluo::speech {
namespace {

constexpr std::size_t kMobileDigits = 11;  // of a mobile telephone, the first of them 1
constexpr std::array<std::u32string_view, 7> kEnglishPublicNumbers{U"110",   U"119",   U"120",  U"122",
                                                                   U"12345", U"12379", U"95598"};
constexpr std::array<std::u32string_view, 12> kEnglishMonths{U"January",   U"February", U"March",    U"April",
                                                             U"May",       U"June",     U"July",     U"August",
                                                             U"September", U"October",  U"November", U"December"};

constexpr std::array kEnglishSigns{
    std::pair{U'，', U","}, std::pair{U'。', U"."},    std::pair{U'！', U"!"},       std::pair{U'？', U"?"},
    std::pair{U'；', U";"}, std::pair{U'：', U":"},    std::pair{U'、', U","},       std::pair{U'（', U","},
    std::pair{U'）', U","}, std::pair{U'&', U" and "}, std::pair{U'%', U" percent"}, std::pair{U'+', U" plus "},
    std::pair{U'(', U","},  std::pair{U')', U","},     std::pair{U'/', U", "},       std::pair{U'’', U"'"}};

class EnglishReader {
 public:
  explicit EnglishReader(std::u32string_view text) : cursor_{text} {}

  std::u32string read() {
    while (!cursor_.done())
      if (!(take_date() || take_time() || take_telephone() || take_fraction() || take_ordinal() || take_code() ||
            take_quantity() || take_roman()))
        take_character();
    while (!words_.empty() && words_.back() == U' ') words_.pop_back();
    return std::move(words_);
  }

 private:
  bool say(std::u32string_view words, std::size_t length) {
    const char32_t last = words_.empty() ? U' ' : words_.back();
    if (last != U' ' && last != U'\'') words_ += U' ';
    words_ += words;
    cursor_.at += length;
    if (is_letter(cursor_.peek()) || is_digit(cursor_.peek())) words_ += U' ';
    return true;
  }

  bool take_date() {
    const auto year = digits_at(cursor_, 0, 4, 4);
    const auto month = year && cursor_.peek(4) == U'-' ? digits_at(cursor_, 5, 2, 2) : std::nullopt;
    const auto day = month && cursor_.peek(7) == U'-' ? digits_at(cursor_, 8, 2, 2) : std::nullopt;
    if (day && to_int(*month) >= 1 && to_int(*month) <= 12 && to_int(*day) >= 1 && to_int(*day) <= 31) {
      const auto name = std::u32string(kEnglishMonths[static_cast<std::size_t>(to_int(*month)) - 1]);
      return say(U"the " + english_ordinal(*day) + U" of " + name + U" " + english_year(*year), 10);
    }
    if (year && follows_month()) return say(english_year(*year), 4);
    return take_day();
  }

  // "3 July": the third of July.
  bool take_day() {
    const auto day = digits_at(cursor_, 0, 1, 2);
    if (!day || is_one_of(cursor_.before(), U".,:-/") || is_digit(cursor_.before()) ||
        cursor_.peek(day->size()) != U' ')
      return false;
    const bool month = std::any_of(kEnglishMonths.begin(), kEnglishMonths.end(), [&](auto name) {
      return cursor_.text.substr(cursor_.at + day->size() + 1).starts_with(name);
    });
    return month && to_int(*day) >= 1 && to_int(*day) <= 31 &&
           say(U"the " + english_ordinal(*day) + U" of", day->size());
  }

  // 2/3: two thirds.
  bool take_fraction() {
    constexpr int kLargest = 20;
    const auto over = digits_at(cursor_, 0, 1, 2);
    if (!over || cursor_.peek(over->size()) != U'/' || is_one_of(cursor_.before(), U"/.,")) return false;
    const auto under = digits_at(cursor_, over->size() + 1, 1, 2);
    if (!under || to_int(*under) < 2 || to_int(*under) > kLargest || to_int(*over) >= to_int(*under)) return false;
    if (is_one_of(cursor_.peek(over->size() + 1 + under->size()), U"/.")) return false;
    auto part = *under == U"2" ? std::u32string(U"half") : english_ordinal(*under);
    if (to_int(*over) > 1) part += U's';
    return say(english_integer(*over) + U" " + part, over->size() + 1 + under->size());
  }

  // 023-47521234, 400-123-4567.
  bool take_telephone() {
    if (is_digit(cursor_.before()) || is_letter(cursor_.before())) return false;
    const auto first = digits_at(cursor_, 0, 3, 4);
    if (!first || cursor_.peek(first->size()) != U'-') return false;
    const auto second = digits_at(cursor_, first->size() + 1, 3, 8);
    if (!second) return false;
    std::size_t length = first->size() + 1 + second->size();
    std::u32string words = english_digits(*first) + U", " + english_digits(*second);
    const auto third = cursor_.peek(length) == U'-' ? digits_at(cursor_, length + 1, 4, 4) : std::nullopt;
    if (!third && (first->front() != U'0' || second->size() < 7)) return false;
    if (third) words += U", " + english_digits(*third);
    return say(words, length + (third ? 1 + third->size() : 0));
  }

  // "July 2026", "July 3, 2026"
  bool follows_month() const {
    const auto context =
        cursor_.text.substr(cursor_.at - std::min<std::size_t>(cursor_.at, 16), std::min<std::size_t>(cursor_.at, 16));
    return std::any_of(kEnglishMonths.begin(), kEnglishMonths.end(),
                       [&](auto month) { return context.find(month) != std::u32string_view::npos; });
  }

  bool take_time() {
    const auto hour = digits_at(cursor_, 0, 1, 2);
    if (!hour || cursor_.peek(hour->size()) != U':' || is_digit(cursor_.before())) return false;
    const auto minute = digits_at(cursor_, hour->size() + 1, 2, 2);
    if (!minute || to_int(*hour) > 24 || to_int(*minute) > 59) return false;
    const auto words = english_integer(*hour);
    const std::size_t length = hour->size() + 3;
    if (to_int(*minute) == 0)
      return say(words + (to_int(*hour) > 12 || to_int(*hour) == 0 ? U" hundred hours" : U" o'clock"), length);
    return say(words + (to_int(*minute) < 10 ? U" oh " : U" ") + english_integer(*minute), length);
  }

  bool take_ordinal() {
    const auto digits = digits_at(cursor_, 0, 1, 4);
    if (!digits) return false;
    for (const std::u32string_view ending : {U"st", U"nd", U"rd", U"th"})
      if (cursor_.text.substr(cursor_.at + digits->size()).starts_with(ending) &&
          !is_letter(cursor_.peek(digits->size() + 2)))
        return say(english_ordinal(*digits), digits->size() + 2);
    return false;
  }

  // Telephone numbers, road numbers and whatever begins with a zero are read digit by digit.
  bool take_code() {
    const auto digits = digits_at(cursor_, 0, 3, 64);
    if (!digits || is_digit(cursor_.before()) || cursor_.peek(digits->size()) == U'%') return false;
    if (is_one_of(cursor_.peek(digits->size()), U".,") && is_digit(cursor_.peek(digits->size() + 1))) return false;
    if (unit_after(digits->size()).first != nullptr) return false;
    const bool known = std::find(kEnglishPublicNumbers.begin(), kEnglishPublicNumbers.end(),
                                 std::u32string_view(*digits)) != kEnglishPublicNumbers.end();
    const bool mobile = digits->size() == kMobileDigits && digits->front() == U'1';
    if (!known && !mobile && digits->front() != U'0' && !is_letter(cursor_.before())) return false;
    return say(english_digits(*digits), digits->size());
  }

  std::pair<const Unit*, std::size_t> unit_after(std::size_t length) const {
    Cursor after{cursor_.text, cursor_.at + length};
    after.skip_spaces();
    const Unit* unit = unit_at(after);
    return {unit, unit == nullptr ? length : after.at - cursor_.at + unit->written.size()};
  }

  bool take_quantity() {
    const char32_t before = cursor_.before();
    const bool negative =
        is_one_of(cursor_.peek(), U"-") && !is_digit(before) && !is_letter(before) && is_digit(cursor_.peek(1));
    const bool range = is_one_of(cursor_.peek(), U"-~") && !negative && is_digit(before) && is_digit(cursor_.peek(1));
    if (range) return say(U"to", 1);
    const auto number = number_at(Cursor{cursor_.text, cursor_.at + (negative ? 1U : 0U)});
    if (!number) return false;
    const std::size_t length = number->length + (negative ? 1U : 0U);
    std::u32string words = (negative ? U"minus " : U"") + english_decimal(number->integer, number->fraction);
    const auto [unit, whole] = unit_after(length);
    const bool one = number->integer == U"1" && number->fraction.empty();
    if (unit != nullptr) words += U" " + std::u32string(one ? unit->english_singular : unit->english);
    return say(words, whole);
  }

  bool take_roman() {
    static constexpr std::array<std::u32string_view, 4> kLetters{U"III", U"IV", U"II", U"I"};
    static constexpr std::array<std::u32string_view, 4> kWords{U"three", U"four", U"two", U"one"};
    if (!words_.ends_with(U"evel ") || is_letter(cursor_.before())) return false;
    for (std::size_t i = 0; i < kLetters.size(); ++i)
      if (cursor_.starts_with(kLetters[i]) && !is_letter(cursor_.peek(kLetters[i].size())))
        return say(kWords[i], kLetters[i].size());
    if (cursor_.peek() < 0x2160 || cursor_.peek() > 0x2163) return false;
    static constexpr std::array<std::u32string_view, 4> kSigns4{U"one", U"two", U"three", U"four"};
    return say(kSigns4[cursor_.peek() - 0x2160], 1);
  }

  void take_character() {
    const char32_t c = cursor_.peek();
    ++cursor_.at;
    for (const auto& [sign, words] : kEnglishSigns)
      if (sign == c) {
        words_ += words;
        return;
      }
    const bool kept = is_letter(c) || is_one_of(c, U",.!?;:'-") || (c >= 0xC0 && c < 0x250) || is_ideograph(c);
    if (kept || (c == U' ' && !words_.empty() && words_.back() != U' ')) words_ += c;
  }

  Cursor cursor_;
  std::u32string words_;
};

}  // namespace

std::u32string normalise_english(const std::u32string& text) {
  const auto plain = to_half_width(text);
  return EnglishReader(plain).read();
}

}  // namespace tongluo::speech

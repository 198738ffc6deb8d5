#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "controller/speech/mandarin_numbers.hpp"
#include "controller/speech/mandarin_rules.hpp"
#include "controller/speech/unicode.hpp"
#include "controller/speech/units.hpp"

namespace tongluo::speech {
namespace {

constexpr std::size_t kContextCharacters = 16;
constexpr std::u32string_view kCounted =
    U"个人户名位家小天次座辆台处条只间栋套组队艘架头亩倍种周年点米公吨千万亿村镇乡区所层支批件张颗场";
constexpr std::u32string_view kMeasured = U"毫厘平立度级时分秒月日号元岁楼期类百余多℃%‰";
constexpr std::array<std::u32string_view, 17> kPublicNumbers{U"110",   U"119",   U"120",   U"122",   U"114",   U"12119",
                                                             U"12306", U"12315", U"12319", U"12333", U"12345", U"12350",
                                                             U"12369", U"12379", U"12395", U"95598", U"95519"};

bool is_measured(const Cursor& cursor, std::size_t ahead) {
  const char32_t next = cursor.peek(ahead);
  const Cursor after{cursor.text, cursor.at + ahead};
  return (next != U'\0' && (is_one_of(next, kCounted) || is_one_of(next, kMeasured))) || unit_at(after) != nullptr;
}

// "拨打110、119或120": within the sentence, before the number.
bool is_about_telephones(const Cursor& cursor) {
  auto context =
      cursor.text.substr(cursor.at - std::min(cursor.at, kContextCharacters), std::min(cursor.at, kContextCharacters));
  if (const auto end = context.find_last_of(U"，。！？；,;!?"); end != std::u32string_view::npos)
    context.remove_prefix(end + 1);
  for (const std::u32string_view word : {U"电话", U"热线", U"拨", U"致电", U"号码", U"手机", U"报警"})
    if (context.find(word) != std::u32string_view::npos) return true;
  return false;
}

std::size_t digits_ahead(const Cursor& cursor, std::size_t ahead) {
  std::size_t count = 0;
  while (is_digit(cursor.peek(ahead + count))) ++count;
  return count;
}

// Groups of digits joined by hyphens: their lengths.
std::vector<std::size_t> hyphenated_groups(const Cursor& cursor) {
  std::vector<std::size_t> groups{digits_ahead(cursor, 0)};
  std::size_t at = groups.front();
  while (groups.size() < 6 && cursor.peek(at) == U'-' && is_digit(cursor.peek(at + 1))) {
    groups.push_back(digits_ahead(cursor, at + 1));
    at += 1 + groups.back();
  }
  return groups;
}

// 023-47521234 and 400-123-4567 are telephone numbers; 3-2-101 is a house, its hyphens are read.
std::optional<Reading> read_hyphenated(const Cursor& cursor) {
  const auto groups = hyphenated_groups(cursor);
  if (groups.size() < 2) return std::nullopt;
  const bool area_code =
      groups.size() == 2 && cursor.peek() == U'0' && groups[0] >= 3 && groups[0] <= 4 && groups[1] >= 7;
  const bool service = groups.size() == 3 && groups[0] == 3 && groups[1] >= 3 && groups[2] == 4;
  if (!area_code && !service && groups.size() < 3) return std::nullopt;
  Reading reading;
  for (const std::size_t group : groups) {
    if (reading.length > 0) reading.words += area_code || service ? U"，" : U"杠";
    if (reading.length > 0) ++reading.length;
    reading.words += mandarin_digits(cursor.text.substr(cursor.at + reading.length, group), true);
    reading.length += group;
  }
  return reading;
}

bool is_plain_code(const Cursor& cursor, const std::u32string& digits) {
  if (digits.size() > kMaxSpokenDigits) return true;
  if (digits.size() == 11 && digits.front() == U'1' && !is_measured(cursor, digits.size())) return true;
  if (digits.size() >= 3 && digits.front() == U'0') return true;
  if (digits.size() < 3 || is_measured(cursor, digits.size())) return false;
  return is_about_telephones(cursor) ||
         std::find(kPublicNumbers.begin(), kPublicNumbers.end(), std::u32string_view(digits)) != kPublicNumbers.end();
}

struct Quantity {
  NumberToken number;
  bool negative = false;
  bool percent = false;
  bool permille = false;
  std::u32string scale;  // 万 or 亿, written between the digits and a unit in letters: 3.2万m³/s
  const Unit* unit = nullptr;
  std::size_t length = 0;
};

// 29.59°N is 北纬 and so on; the unit itself is 度.
std::u32string_view hemisphere(const Unit* unit) {
  constexpr std::array<std::pair<std::u32string_view, std::u32string_view>, 4> kHemispheres{
      {{U"°N", U"北纬"}, {U"°S", U"南纬"}, {U"°E", U"东经"}, {U"°W", U"西经"}}};
  for (const auto& [written, words] : kHemispheres)
    if (unit != nullptr && unit->written == written) return words;
  return {};
}

std::optional<Quantity> quantity_at(const Cursor& cursor) {
  Quantity quantity;
  const char32_t before = cursor.before();
  const bool sign_possible = !is_digit(before) && !is_letter(before) && !is_one_of(before, U"%℃日月号年时点分秒级楼");
  quantity.negative = cursor.peek() == U'-' && sign_possible;
  Cursor at{cursor.text, cursor.at + (quantity.negative ? 1U : 0U)};
  const auto number = number_at(at);
  if (!number) return std::nullopt;
  quantity.number = *number;
  at.at += number->length;
  quantity.percent = at.peek() == U'%';
  quantity.permille = at.peek() == U'‰';
  if (quantity.percent || quantity.permille) ++at.at;
  Cursor after_space = at;
  after_space.skip_spaces();
  if (is_one_of(after_space.peek(), U"万亿") && unit_at({after_space.text, after_space.at + 1}) != nullptr) {
    quantity.scale = after_space.peek();
    ++after_space.at;
  }
  if (!quantity.percent && !quantity.permille) quantity.unit = unit_at(after_space);
  if (quantity.unit != nullptr) at.at = after_space.at + quantity.unit->written.size();
  quantity.length = at.at - cursor.at;
  return quantity;
}

std::u32string number_words(const Quantity& quantity, char32_t before, char32_t after) {
  const auto& number = quantity.number;
  const char32_t counted = quantity.unit != nullptr ? quantity.unit->mandarin.front() : after;
  if (number.fraction.empty() && number.integer.size() == 2 && number.integer.front() == U'0' &&
      is_one_of(after, U"分秒"))
    return mandarin_digits(number.integer, false);
  const bool a_pair =
      number.fraction.empty() && number.integer == U"2" && counted != U'\0' && is_one_of(counted, kCounted);
  if (a_pair && before != U'第' && !quantity.percent && !quantity.permille) return U"两";
  return mandarin_decimal(number.integer, number.fraction);
}

std::u32string words_of(const Quantity& quantity, char32_t before, char32_t after, bool with_unit) {
  const bool temperature = quantity.unit != nullptr && quantity.unit->mandarin == U"摄氏度";
  std::u32string words;
  if (quantity.negative && before != U'下') words = temperature ? U"零下" : U"负";
  if (quantity.percent) words += U"百分之";
  if (quantity.permille) words += U"千分之";
  words += hemisphere(quantity.unit);
  words += number_words(quantity, before, after);
  words += quantity.scale;
  if (with_unit && quantity.unit != nullptr) words += quantity.unit->mandarin;
  return words;
}

}  // namespace

std::optional<Reading> read_code(const Cursor& cursor) {
  if (!is_digit(cursor.peek()) || is_digit(cursor.before())) return std::nullopt;
  if (auto hyphenated = read_hyphenated(cursor)) return hyphenated;
  const std::u32string digits(cursor.text.substr(cursor.at, digits_ahead(cursor, 0)));
  const bool has_fraction = is_one_of(cursor.peek(digits.size()), U".,") && is_digit(cursor.peek(digits.size() + 1));
  if (is_letter(cursor.before()) && !has_fraction)
    return Reading{mandarin_digits(digits, digits.size() > 1), digits.size()};
  if (has_fraction || !is_plain_code(cursor, digits)) return std::nullopt;
  return Reading{mandarin_digits(digits, true), digits.size()};
}

std::optional<Reading> read_fraction(const Cursor& cursor) {
  const auto first = digits_at(cursor, 0, 1, 4);
  if (!first || is_one_of(cursor.before(), U"/.") || is_digit(cursor.before())) return std::nullopt;
  const char32_t sign = cursor.peek(first->size());
  const auto second = digits_at(cursor, first->size() + 1, 1, 6);
  if (!second || !is_one_of(sign, U"/:：")) return std::nullopt;
  const std::size_t length = first->size() + 1 + second->size();
  if (is_one_of(cursor.peek(length), U"/:：.")) return std::nullopt;
  if (sign == U'/') return Reading{mandarin_integer(*second) + U"分之" + mandarin_integer(*first), length};
  return Reading{mandarin_integer(*first) + U"比" + mandarin_integer(*second), length};
}

std::optional<Reading> read_range(const Cursor& cursor) {
  auto first = quantity_at(cursor);
  if (!first || !is_one_of(cursor.peek(first->length), U"-~")) return std::nullopt;
  const Cursor second_at{cursor.text, cursor.at + first->length + 1};
  const auto second = quantity_at(second_at);
  if (!second || (second->negative && cursor.peek(first->length) == U'-')) return std::nullopt;
  if (is_one_of(cursor.peek(first->length + 1 + second->length), U":：/")) return std::nullopt;
  first->percent = first->percent || second->percent;
  first->permille = first->permille || second->permille;
  const bool own_unit = first->unit != nullptr && first->unit != second->unit;
  if (first->unit == nullptr) first->unit = second->unit;
  const char32_t after = cursor.peek(first->length + 1 + second->length);
  return Reading{words_of(*first, cursor.before(), after, own_unit) + U"到" + words_of(*second, U'到', after, true),
                 first->length + 1 + second->length};
}

std::optional<Reading> read_quantity(const Cursor& cursor) {
  const auto quantity = quantity_at(cursor);
  if (!quantity) return std::nullopt;
  Cursor after{cursor.text, cursor.at + quantity->length};
  after.skip_spaces();
  return Reading{words_of(*quantity, cursor.before(), after.peek(), true), quantity->length};
}

}  // namespace tongluo::speech

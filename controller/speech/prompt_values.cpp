#include "controller/speech/prompt_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <sstream>

#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

using Words = Result<std::string, std::string>;

constexpr std::array<std::string_view, 5> kKinds{"text", "number", "level", "time", "phone"};
constexpr std::size_t kMinPhoneDigits = 3;
constexpr std::size_t kMaxPhoneDigits = 15;
constexpr double kMaxTextCharacters = 200;
constexpr unsigned kMaxDecimals = 4;

struct LevelWord {
  std::array<std::string_view, 6> written;
  std::string_view mandarin;
  std::string_view english;
};
constexpr std::array<LevelWord, 4> kLevels{{{{"I", "Ⅰ", "1", "red", "红色", "红"}, "红色", "red"},
                                            {{"II", "Ⅱ", "2", "orange", "橙色", "橙"}, "橙色", "orange"},
                                            {{"III", "Ⅲ", "3", "yellow", "黄色", "黄"}, "黄色", "yellow"},
                                            {{"IV", "Ⅳ", "4", "blue", "蓝色", "蓝"}, "蓝色", "blue"}}};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

Words text_in_words(const ParameterRule& rule, std::string_view value, Language language) {
  const auto text = from_utf8(value);
  if (!text) return fail(std::string("is not UTF-8"));
  const auto size = static_cast<double>(text->size());
  if (size < rule.min || size > rule.max) {
    std::ostringstream words;
    words << "must have " << rule.min << " to " << rule.max << " characters";
    return fail(words.str());
  }
  if (std::any_of(text->begin(), text->end(), [](char32_t c) { return c < U' ' || is_one_of(c, U"{}[]"); }))
    return fail(std::string("must be plain words in one line"));
  const bool chinese = std::any_of(text->begin(), text->end(), is_ideograph);
  if (language == Language::english && chinese)
    return fail("is in Chinese; give it in English as " + rule.name + ".en");
  if (!chinese && std::none_of(text->begin(), text->end(), is_letter)) return fail(std::string("has no word in it"));
  return std::string(value);
}

// Digits, one point, a sign: no exponent, no separator, so that what is checked is what is read.
bool is_plain_number(std::string_view value) {
  if (value.starts_with('-')) value.remove_prefix(1);
  const auto point = std::min(value.find('.'), value.size());
  const auto fraction = value.substr(std::min(value.size(), point + 1));
  const auto all_digits = [](std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return all_digits(value.substr(0, point)) && (point == value.size() || all_digits(fraction));
}

Words number_in_words(const ParameterRule& rule, std::string_view value) {
  double number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  if (!is_plain_number(value) || read.ec != std::errc()) return fail(std::string("must be a number"));
  if (number < rule.min || number > rule.max) {
    std::ostringstream words;
    words << "must be " << rule.min << " to " << rule.max;
    return fail(words.str());
  }
  const auto point = value.find('.');
  if (point != std::string_view::npos && value.size() - point - 1 > rule.decimals)
    return fail("must have at most " + std::to_string(rule.decimals) + " decimals");
  return std::string(value);
}

Words level_in_words(std::string_view value, Language language) {
  for (const LevelWord& level : kLevels)
    if (std::find(level.written.begin(), level.written.end(), value) != level.written.end())
      return std::string(language == Language::mandarin ? level.mandarin : level.english);
  return fail(std::string("must be one of I, II, III, IV"));
}

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  if (text.size() < at + digits) return std::nullopt;
  const auto read = std::from_chars(text.data() + at, text.data() + at + digits, number);
  if (read.ec != std::errc() || read.ptr != text.data() + at + digits || text[at] == '-') return std::nullopt;
  return number;
}

// English speakers outside an army do not say "fifteen hundred hours".
std::string english_clock(int hour, int minute) {
  const auto twelve = hour % 12 == 0 ? 12 : hour % 12;
  std::string words = std::to_string(twelve);
  if (minute > 0) words += (minute < 10 ? ":0" : ":") + std::to_string(minute);
  return words + (hour < 12 ? " a m" : " p m");
}

Words time_in_words(std::string_view value, Language language) {
  const auto wrong = fail(std::string("must be a local time, as 15:30 or 2026-07-03T15:30"));
  std::string day;
  if (value.size() == 16) {
    const auto month = number_at(value, 5, 2), date = number_at(value, 8, 2);
    if (!number_at(value, 0, 4) || value[4] != '-' || value[7] != '-' || value[10] != 'T' || !month || !date)
      return wrong;
    if (*month < 1 || *month > 12 || *date < 1 || *date > 31) return wrong;
    day = language == Language::mandarin
              ? std::to_string(*month) + "月" + std::to_string(*date) + "日"
              : " on " + std::to_string(*date) + " " + std::string(kMonths[static_cast<std::size_t>(*month) - 1]);
    value.remove_prefix(11);
  }
  const auto hour = number_at(value, 0, 2), minute = number_at(value, 3, 2);
  if (value.size() != 5 || value[2] != ':' || !hour || !minute || *hour > 23 || *minute > 59) return wrong;
  if (language == Language::mandarin) return day + std::string(value);
  return english_clock(*hour, *minute) + day;
}

Words phone_in_words(std::string_view value, Language language) {
  std::size_t digits = 0;
  char before = '-';
  for (const char c : value) {
    if (c == '-' ? before == '-' : c < '0' || c > '9') return fail(std::string("must be digits, hyphens between them"));
    digits += c == '-' ? 0 : 1;
    before = c;
  }
  if (before == '-' || digits < kMinPhoneDigits || digits > kMaxPhoneDigits)
    return fail(std::string("must be a telephone number of 3 to 15 digits"));
  if (language == Language::mandarin) return std::string(value);
  std::string spaced;  // 110 is one one zero, not a hundred and ten
  for (const char c : value) spaced += c == '-' ? std::string(",") : std::string(spaced.empty() ? "" : " ") + c;
  return spaced;
}

}  // namespace

std::string_view to_string(ParameterKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

Result<ParameterRule, std::string> parse_rule(const std::string& name, std::string_view written) {
  std::istringstream words{std::string(written)};
  std::string kind, rest;
  words >> kind;
  const auto known = std::find(kKinds.begin(), kKinds.end(), kind);
  if (known == kKinds.end()) return fail("\"" + kind + "\": must be text, number, level, time or phone");
  ParameterRule rule{name, static_cast<ParameterKind>(known - kKinds.begin()), 0, 0, 0};
  if (rule.kind == ParameterKind::text || rule.kind == ParameterKind::number) {
    if (!(words >> rule.min >> rule.max) || !(rule.min <= rule.max)) return fail(name + ": needs its two bounds");
    if (rule.kind == ParameterKind::text && (rule.min < 1 || rule.max > kMaxTextCharacters))
      return fail(name + ": a text has 1 to 200 characters");
  }
  if (rule.kind == ParameterKind::number && (!(words >> rule.decimals) || rule.decimals > kMaxDecimals))
    return fail(name + ": needs its decimals, 0 to 4");
  if (words >> rest) return fail("\"" + rest + "\": one word too many");
  return rule;
}

Result<std::string, std::string> in_words(const ParameterRule& rule, std::string_view value, Language language) {
  if (value.empty()) return fail(std::string("is empty"));
  switch (rule.kind) {
    case ParameterKind::text:
      return text_in_words(rule, value, language);
    case ParameterKind::number:
      return number_in_words(rule, value);
    case ParameterKind::level:
      return level_in_words(value, language);
    case ParameterKind::time:
      return time_in_words(value, language);
    case ParameterKind::phone:
      return phone_in_words(value, language);
  }
  return fail(std::string("has no kind"));
}

}  // namespace tongluo::speech

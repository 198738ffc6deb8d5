#include <algorithm>
#include <array>
#include <utility>

#include "controller/speech/mandarin_rules.hpp"
#include "controller/speech/normaliser.hpp"
#include "controller/speech/unicode.hpp"
#include "controller/speech/units.hpp"

namespace tongluo::speech {
namespace {

constexpr std::u32string_view kPauses = U"，。！？；：、";
constexpr std::size_t kMaxPinyinLetters = 6;  // zhuang

constexpr std::array kSigns{
    std::pair{U',', U"，"},       std::pair{U'.', U"。"},       std::pair{U'!', U"！"},
    std::pair{U'?', U"？"},       std::pair{U';', U"；"},       std::pair{U':', U"："},
    std::pair{U'(', U"，"},       std::pair{U')', U"，"},       std::pair{U'（', U"，"},
    std::pair{U'）', U"，"},      std::pair{U'…', U"，"},       std::pair{U'【', U"，"},
    std::pair{U'】', U"，"},      std::pair{U'[', U"，"},       std::pair{U']', U"，"},
    std::pair{U'-', U"，"},       std::pair{U'~', U"，"},       std::pair{U'/', U"，"},
    std::pair{U'|', U"，"},       std::pair{U'&', U"和"},       std::pair{U'+', U"加"},
    std::pair{U'=', U"等于"},     std::pair{U'>', U"大于"},     std::pair{U'<', U"小于"},
    std::pair{U'≥', U"大于等于"}, std::pair{U'≤', U"小于等于"}, std::pair{U'±', U"正负"},
    std::pair{U'×', U"乘"},       std::pair{U'#', U"号"},       std::pair{U'²', U"的平方"},
    std::pair{U'³', U"的立方"},   std::pair{U'⁴', U"的四次方"}, std::pair{U'⁵', U"的五次方"},
    std::pair{U'⁶', U"的六次方"}, std::pair{U'*', U"乘"},       std::pair{U'%', U"百分号"},
    std::pair{U'○', U"零"},
};

// Walks the text once; each step takes at least one character.
class Reader {
 public:
  explicit Reader(std::u32string_view text) : cursor_{text} {}

  std::u32string read() {
    while (!cursor_.done()) {
      if (take_pinyin() || take_rule() || take_letter() || take_unit_sign() || take_link()) continue;
      take_character();
    }
    while (!words_.empty() && (words_.back() == U' ' || words_.back() == U'，' || words_.back() == U'、'))
      words_.pop_back();
    return std::move(words_);
  }

 private:
  void put(std::u32string_view words) {
    for (const char32_t c : words) {
      const bool pause = is_one_of(c, kPauses);
      if (pause && !words_.empty() && words_.back() == U' ') words_.pop_back();
      const bool after_pause = words_.empty() || is_one_of(words_.back(), kPauses);
      if ((pause || c == U' ') && after_pause) continue;
      if (c == U' ' && words_.back() == U' ') continue;
      words_ += c;
    }
  }

  // Pinyin and letters stand apart from what surrounds them; ideographs need no spaces.
  void put_apart(std::u32string_view word) {
    put(U" ");
    put(word);
    put(U" ");
  }

  bool take_pinyin() {
    if (is_letter(cursor_.before())) return false;
    const auto length = pinyin_length(cursor_.text, cursor_.at);
    if (length == 0) return false;
    put_apart(cursor_.text.substr(cursor_.at, length));
    cursor_.at += length;
    return true;
  }

  bool take_rule() {
    static constexpr std::array kRules{&read_date,     &read_time,  &read_roman,   &read_code,
                                       &read_fraction, &read_range, &read_quantity};
    for (const auto rule : kRules)
      if (const auto reading = rule(cursor_)) {
        put(reading->words);
        cursor_.at += reading->length;
        return true;
      }
    return false;
  }

  bool take_letter() {
    const char32_t c = cursor_.peek();
    if (!is_letter(c)) return false;
    const char32_t capital = is_lower(c) ? c - U'a' + U'A' : c;
    put_apart(std::u32string_view(&capital, 1));
    ++cursor_.at;
    return true;
  }

  // ℃ or ㎡ without a number; letters were taken before.
  bool take_unit_sign() {
    const Unit* unit = unit_at(cursor_);
    if (unit == nullptr) return false;
    put(unit->mandarin);
    cursor_.at += unit->written.size();
    return true;
  }

  // 08:00-10:30 · 7月3日-5日 · 3日～7日
  bool take_link() {
    const char32_t before = cursor_.before();
    if (!is_one_of(cursor_.peek(), U"-~") || !is_digit(cursor_.peek(1))) return false;
    if (!is_digit(before) && !is_ideograph(before)) return false;
    put(U"到");
    ++cursor_.at;
    return true;
  }

  void take_character() {
    const char32_t c = cursor_.peek();
    ++cursor_.at;
    if (is_ideograph(c)) {
      if (!words_.empty() && words_.back() == U' ' && words_.size() > 1 && is_ideograph(words_[words_.size() - 2]))
        words_.pop_back();
      return put(std::u32string_view(&c, 1));
    }
    if (c == U' ' || is_one_of(c, kPauses)) return put(std::u32string_view(&c, 1));
    for (const auto& [sign, words] : kSigns)
      if (sign == c) return put(words);
  }

  Cursor cursor_;
  std::u32string words_;
};

bool is_initial(std::u32string_view letters) {
  static constexpr std::array<std::u32string_view, 24> kInitials{U"",   U"b",  U"p", U"m", U"f", U"d", U"t", U"n",
                                                                 U"l",  U"g",  U"k", U"h", U"j", U"q", U"x", U"zh",
                                                                 U"ch", U"sh", U"r", U"z", U"c", U"s", U"y", U"w"};
  return std::find(kInitials.begin(), kInitials.end(), letters) != kInitials.end();
}

bool is_final(std::u32string_view letters) {
  static constexpr std::array<std::u32string_view, 38> kFinals{
      U"a",   U"o",   U"e",   U"i",  U"u",   U"v",   U"ü",    U"ai",  U"ei", U"ao",   U"ou",  U"an",   U"en",
      U"ang", U"eng", U"er",  U"ia", U"ie",  U"iao", U"iu",   U"ian", U"in", U"iang", U"ing", U"iong", U"ong",
      U"ua",  U"uo",  U"uai", U"ui", U"uan", U"un",  U"uang", U"ue",  U"ve", U"üe",   U"van", U"vn"};
  return std::find(kFinals.begin(), kFinals.end(), letters) != kFinals.end();
}

}  // namespace

std::size_t pinyin_length(std::u32string_view text, std::size_t at) {
  std::size_t letters = 0;
  while (at + letters < text.size() && letters <= kMaxPinyinLetters &&
         (is_lower(text[at + letters]) || text[at + letters] == U'ü'))
    ++letters;
  if (letters == 0 || letters > kMaxPinyinLetters || at + letters >= text.size()) return 0;
  const char32_t tone = text[at + letters];
  const bool number_goes_on = at + letters + 1 < text.size() && is_one_of(text[at + letters + 1], U"0123456789.²³");
  if (tone < U'1' || tone > U'5' || number_goes_on) return 0;
  for (std::size_t initial = 0; initial <= 2 && initial < letters; ++initial)
    if (is_initial(text.substr(at, initial)) && is_final(text.substr(at + initial, letters - initial)))
      return letters + 1;
  return 0;
}

std::u32string normalise_mandarin(const std::u32string& text) {
  const auto plain = to_half_width(text);
  return Reader(plain).read();
}

}  // namespace tongluo::speech

#include "controller/speech/pronunciation.hpp"

#include <algorithm>
#include <unordered_map>

#include "controller/speech/unicode.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::speech {
namespace {

struct WordTable {
  std::unordered_map<std::u32string, std::u32string> readings;
  std::size_t longest = 0;
};

// chong2qing4 → " chong2 qing4 ": run together, the voice would mix the syllables.
std::u32string spaced(std::string_view syllables) {
  std::u32string result = U" ";
  for (const char c : syllables) {
    result += static_cast<char32_t>(static_cast<unsigned char>(c));
    if (c >= '1' && c <= '5') result += U' ';
  }
  return result;
}

WordTable parse(std::string_view table) {
  WordTable words;
  while (!table.empty()) {
    const auto end = std::min(table.find_first_of(" \n"), table.size());
    const auto entry = table.substr(0, end);
    table.remove_prefix(std::min(table.size(), end + 1));
    if (entry.empty()) continue;
    const auto equals = entry.find('=');
    TL_ASSERT(equals != std::string_view::npos);
    const auto word = from_utf8(entry.substr(0, equals));
    TL_ASSERT(word.has_value());
    words.longest = std::max(words.longest, word->size());
    words.readings[*word] = spaced(entry.substr(equals + 1));
  }
  return words;
}

const WordTable& words() {
  static const WordTable parsed = parse(pronunciation_table());
  return parsed;
}

// 区长 is a person, but not in 地区长期.
bool means_duration(std::u32string_view text, std::size_t at, std::size_t length) {
  return text[at + length - 1] == U'长' && at + length < text.size() &&
         is_one_of(text[at + length], U"期时江久达约途度远安");
}

// The reading of the longest word at a place, and that word's length; no reading: none.
struct Found {
  const std::u32string* reading = nullptr;
  std::size_t length = 0;
};

Found longest_word(std::u32string_view text, std::size_t at, const OwnWords* own) {
  const std::size_t longest = std::max(words().longest, own == nullptr ? 0 : own->longest);
  for (std::size_t length = std::min(longest, text.size() - at); length > 0; --length) {
    const std::u32string word(text.substr(at, length));
    if (own != nullptr)
      if (const auto found = own->readings.find(word); found != own->readings.end()) return {&found->second, length};
    const auto found = words().readings.find(word);
    if (found != words().readings.end() && !means_duration(text, at, length)) return {&found->second, length};
  }
  return {};
}

bool begins_falling(std::u32string_view text, std::size_t at, const OwnWords* own) {
  if (at >= text.size()) return false;
  const auto [reading, length] = longest_word(text, at, own);
  if (reading != nullptr) return reading->at(reading->find_first_of(U"12345")) == U'4';
  return is_one_of(text[at], falling_tone_characters());
}

}  // namespace

std::u32string with_pinyin(std::u32string_view normalised, const OwnWords* own) {
  std::u32string result;
  for (std::size_t at = 0; at < normalised.size();) {
    const auto [reading, length] = longest_word(normalised, at, own);
    if (reading != nullptr) {
      result += *reading;
      at += length;
    } else if (normalised[at] == U'不' && begins_falling(normalised, at + 1, own)) {
      result += U" bu2 ";
      ++at;
    } else {
      result += normalised[at++];
    }
  }
  return result;
}

}  // namespace tongluo::speech

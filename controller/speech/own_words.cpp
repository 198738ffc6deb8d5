#include "controller/speech/own_words.hpp"

#include <algorithm>

#include "controller/speech/normaliser.hpp"
#include "controller/speech/text_lines.hpp"
#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

using Problem = std::string;  // empty: none

// "qi2 jiang1" or "qi2jiang1" → " qi2 jiang1 ": run together, the voice would mix the syllables.
Problem read_syllables(std::string_view written, std::u32string& spaced, std::size_t& count) {
  const auto text = from_utf8(written).value_or(U"");
  spaced = U" ";
  count = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == U' ') {
      ++at;
      continue;
    }
    // Alone, so that the next syllable's letters cannot change the verdict.
    const auto end = text.find_first_of(U"0123456789", at);
    const auto syllable = text.substr(at, end == std::u32string::npos ? end : end - at + 1);
    if (pinyin_length(syllable, 0) != syllable.size())
      return "\"" + to_utf8(syllable) + "\" is no pinyin syllable with its tone, such as chong2";
    spaced += syllable + U" ";
    at += syllable.size();
    ++count;
  }
  return {};
}

Problem check_word(const std::u32string& word) {
  if (word.empty()) return "no word before the =";
  if (word.size() > kMaxOwnWordCharacters)
    return "the word has more than " + std::to_string(kMaxOwnWordCharacters) + " characters";
  if (!std::all_of(word.begin(), word.end(), is_ideograph)) return "the word must be of Chinese characters only";
  return {};
}

Problem read_word(std::string_view line, OwnWords& words) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "must be: word = pinyin";
  const auto word = from_utf8(trimmed(line.substr(0, equals))).value_or(U"");
  if (auto wrong = check_word(word); !wrong.empty()) return wrong;
  std::u32string reading;
  std::size_t syllables = 0;
  if (auto wrong = read_syllables(line.substr(equals + 1), reading, syllables); !wrong.empty()) return wrong;
  if (syllables != word.size())
    return to_utf8(word) + " has " + std::to_string(word.size()) + " characters, its pinyin " +
           std::to_string(syllables) + " syllables";
  if (words.readings.size() >= kMaxOwnWords) return "more than " + std::to_string(kMaxOwnWords) + " words";
  if (!words.readings.emplace(word, std::move(reading)).second) return to_utf8(word) + " is there twice";
  words.longest = std::max(words.longest, word.size());
  return {};
}

}  // namespace

std::string to_text(std::string_view file, const LineFaults& faults) {
  std::string text;
  for (const LineFault& fault : faults) {
    text += text.empty() ? std::string(file) : "; ";
    if (fault.line > 0) text += (text.ends_with("; ") ? "line " : ":") + std::to_string(fault.line);
    text += (text.ends_with("; ") ? "" : ": ") + fault.what;
  }
  return text;
}

Result<OwnWords, LineFaults> parse_own_words(std::string_view file) {
  OwnWords words;
  FaultList faults;
  for_each_line(file, faults, [&](std::size_t number, std::string_view line) {
    if (auto wrong = read_word(line, words); !wrong.empty()) faults.add(number, std::move(wrong));
  });
  if (!faults.empty()) return fail(std::move(faults).take());
  return words;
}

}  // namespace tongluo::speech

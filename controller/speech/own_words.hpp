#pragma once
// Words whose reading a county has written down itself, one a line: "綦江 = qi2 jiang1". They go before the built-in
// table (pronunciation.hpp); the longest word wins, an own word among equals. Pure. A file with one bad line is not
// used at all: every bad line is named. Limits: kMaxOwnWords, kMaxOwnWordCharacters, kMaxOwnFileBytes, kMaxLineFaults.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::speech {

constexpr std::size_t kMaxOwnWords = 5'000;
constexpr std::size_t kMaxOwnWordCharacters = 16;
constexpr std::size_t kMaxOwnFileBytes = 256UL * 1024;  // of own words, of own prompts
constexpr std::size_t kMaxLineFaults = 20;              // are named; the rest is counted in the last one

constexpr std::string_view kOwnWordsFile = "pronunciation.txt";  // beside tongluod.toml, if it names no other
constexpr std::string_view kOwnPromptsFile = "templates.txt";

struct LineFault {
  std::size_t line = 0;  // from 1; 0: the file as a whole
  std::string what;
  bool operator==(const LineFault&) const = default;
};
using LineFaults = std::vector<LineFault>;  // never empty as an error

// "words.txt:3: ban2 is one syllable, 板桥 has two characters; …", one line for people.
std::string to_text(std::string_view file, const LineFaults& faults);

struct OwnWords {
  std::unordered_map<std::u32string, std::u32string> readings;  // a word → " qi2 jiang1 "
  std::size_t longest = 0;                                      // characters
};

Result<OwnWords, LineFaults> parse_own_words(std::string_view file);

}  // namespace tongluo::speech

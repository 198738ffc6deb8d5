#pragma once
// Words for each code that the API answers with, in Chinese and English: problem_words.json, which the console shows
// too. Pure.

#include <optional>
#include <string_view>

namespace tongluo::http {

extern const std::string_view kProblemWordsText;

struct ProblemWords {
  std::string_view zh;
  std::string_view en;
};
std::optional<ProblemWords> words_of(std::string_view code);

}  // namespace tongluo::http

#pragma once
// The parameters of prompts: their kinds, and a value that a person gave → words in a sentence. Pure.

#include <string>
#include <string_view>

#include "controller/speech/speech_engine.hpp"

namespace tongluo::speech {

enum class ParameterKind : std::uint8_t { text, number, level, time, phone };
std::string_view to_string(ParameterKind kind);

struct ParameterRule {
  std::string name;
  ParameterKind kind = ParameterKind::text;
  double min = 0;  // of a number; of a text: characters
  double max = 0;
  unsigned decimals = 0;  // of a number: at most
};

// "text 2 40", "number -10 9000 2", "level", … The error is one line.
Result<ParameterRule, std::string> parse_rule(const std::string& name, std::string_view written);

// The value as the sentence holds it (numbers and times are read aloud by the normaliser), or what must be different.
Result<std::string, std::string> in_words(const ParameterRule& rule, std::string_view value, Language language);

}  // namespace tongluo::speech

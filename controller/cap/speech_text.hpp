#pragma once
// What is said aloud, from an info's headline, description and instruction. Pure. Limit: kMaxSpeechCharacters; a longer
// description loses its end, at a sentence; the instruction only if it is longer than that by itself.

#include <string>
#include <string_view>

#include "controller/cap/alert.hpp"

namespace tongluo::cap {

struct SpeechText {
  std::string text;  // empty: there is nothing to say
  bool shortened = false;
};
SpeechText speech_text(const Info& info);

// Does it hold a Han character?
bool is_chinese(std::string_view utf8);
// "zh" for zh, zh-CN, cmn…; "en" for en, en-AU…; empty for every language that nobody here can speak.
std::string_view spoken_language(std::string_view tag);

}  // namespace tongluo::cap

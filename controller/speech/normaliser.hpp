#pragma once
// Text as people write it → words as an announcer reads them. One function per language; speech_engine.hpp's
// normalise() chooses. Pure. Never fails: what cannot be read aloud is left out.

#include <string>

namespace tongluo::speech {

std::u32string normalise_mandarin(const std::u32string& text);
std::u32string normalise_english(const std::u32string& text);

// A lower-case pinyin syllable with its tone, such as chong2, beginning at `at`: its length; 0 if there is none.
std::size_t pinyin_length(std::u32string_view text, std::size_t at);

}  // namespace tongluo::speech

#pragma once
// Where espeak-ng's own dictionary reads a character wrongly, the right syllables are put in its place as pinyin, which
// its voice cmn-latn-pinyin speaks: 重庆 → chong2 qing4. Pure; the table is pronunciation_table.cpp.

#include <string>
#include <string_view>

#include "controller/speech/own_words.hpp"

namespace tongluo::speech {

// Longest word first, `own` (may be null) before the built-in table; then 不 in its second tone before a falling tone.
std::u32string with_pinyin(std::u32string_view normalised, const OwnWords* own = nullptr);

// "word=syllables word=syllables …", one blank between entries; syllables follow one another as chong2qing4.
std::string_view pronunciation_table();
// Characters whose usual reading has the fourth tone.
std::u32string_view falling_tone_characters();

}  // namespace tongluo::speech

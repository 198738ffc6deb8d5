#pragma once
// What a terminal says of itself in English, in Chinese: its firmware's own phrases (terminal-fw/alarms/signs.cpp,
// fieldbus/sound_proof.cpp, maintenance/boot_guard.cpp), and why it refused. Pure.

#include "controller/diagnosis/findings.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::diagnosis {

// What no phrase knows, of newer firmware for instance, stays as the terminal said it, in quotation marks.
std::string in_chinese(std::string_view said);

// The same behind what is said of it, with a colon; nothing when nothing was said.
std::string told_zh(std::string_view said);
std::string told_en(std::string_view said);

Text refusal_words(Refusal reason);

}  // namespace tongluo::diagnosis

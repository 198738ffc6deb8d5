#pragma once
// Text in, samples out: a county's own engine (docs/speech.md), and espeak-ng when there is none or it fails, so that
// no broken engine makes an alert silent. Each is a process of its own, limited. Blocking; any one thread.

#include <string>
#include <vector>

#include "controller/speech/own_words.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::speech {

constexpr std::size_t kMaxSpeechTextBytes = 4'000;

enum class Language : std::uint8_t { mandarin, english };
std::string_view to_string(Language language);  // "zh", "en"

struct SpeechRequest {
  std::string text;  // UTF-8
  Language language = Language::mandarin;
  int words_per_minute = 160;
};

// Commands of external engines, by language; an empty one: espeak-ng.
struct Engines {
  std::vector<std::string> mandarin;
  std::vector<std::string> english;
};

struct Speech {
  std::vector<float> samples;  // 48 kHz mono
  std::string normalised;      // what was really said, numbers written out
  std::string engine;          // the program that spoke: command[0], or "espeak-ng"
  std::string fault;           // why the county's own engine did not; empty: it did, or there is none
};

// `words` may be null; it serves espeak-ng only. Errors: bad_input (empty, too long, not UTF-8, nothing speakable, a
// character that the voice does not know), unavailable, timeout, limit (of the last engine tried; the detail names
// every one).
Result<Speech> synthesise(const SpeechRequest& request, const Engines& engines = {}, const OwnWords* words = nullptr);

// Numbers, decimals, times, dates, units and levels written out as words — espeak-ng reads digits badly.
std::string normalise(const std::string& text, Language language);

// Phonemes as `espeak-ng -q -x` prints them; for tests and the pronunciation table.
Result<std::string> phonemes(const std::string& normalised_text, Language language, const OwnWords* words = nullptr);

}  // namespace tongluo::speech

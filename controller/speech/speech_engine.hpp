#pragma once
// Text in, samples out: espeak-ng (a process of its own, limited) or an external command. Blocking: the media thread
// only.

#include <string>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::speech {

constexpr std::size_t kMaxSpeechTextBytes = 4'000;

enum class Language : std::uint8_t { mandarin, english };

struct SpeechRequest {
  std::string text;  // UTF-8
  Language language = Language::mandarin;
  int words_per_minute = 160;
};

struct Speech {
  std::vector<float> samples;  // 48 kHz mono
  std::string normalised;      // what was really said, numbers written out
};

// An empty command means espeak-ng. Otherwise `command` is run with the normalised text on standard input and must
// write a WAV file to standard output; {lang} in its arguments becomes "zh" or "en". Errors: bad_input (empty, too
// long, not UTF-8, nothing speakable), unavailable (engine or voice missing: an unknown voice is an error, never
// another voice), timeout, limit.
Result<Speech> synthesise(const SpeechRequest& request, const std::vector<std::string>& command = {});

// Numbers, decimals, times, dates, units and levels written out as words (Mandarin) — espeak-ng reads digits badly.
std::string normalise(const std::string& text, Language language);

// Phonemes as `espeak-ng -q -x` prints them; for tests and the pronunciation table.
Result<std::string> phonemes(const std::string& normalised_text, Language language);

}  // namespace tongluo::speech

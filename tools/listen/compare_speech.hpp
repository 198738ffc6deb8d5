#pragma once
// Is what was heard the speech that was to be said: as long, going up and down with it, and nowhere silent where it
// speaks? A codec, a level, a filter and a limiter may lie between them. Pure; 48 kHz.

#include <cstdint>
#include <span>

#include "protocol/base/time.hpp"

namespace tongluo::listen {

constexpr double kSameSpeech = 0.85;             // likeness of the envelopes
constexpr double kSpoken = 0.2;                  // of the level that 100 ms of speech should have
constexpr auto kSameLength = milliseconds(200);  // ends that fade away may be trimmed elsewhere
constexpr auto kSpeechDrift = milliseconds(50);  // of its beginning

struct SpeechComparison {
  milliseconds longer{};  // than the source; negative: shorter
  double likeness = 0.0;  // −1 … 1
  double weakest = 0.0;   // level of the weakest 100 ms in which the source speaks, of what the whole lets expect
  bool same() const;
};

SpeechComparison compare_speech(std::span<const std::int16_t> heard, std::span<const std::int16_t> source);

}  // namespace tongluo::listen

#pragma once
// Is a sentence in a recording, whole? Band-limited waveforms are compared window by window, which survives Opus and
// any change of level, while another sentence is like none of it. Pure.

#include "tools/listen/voice_band.hpp"

namespace tongluo::listen {

constexpr double kDefaultThreshold = 0.7;
constexpr double kWholePart = 0.9;  // of the source's speaking windows must be found, one of its last two among them

struct FoundSpeech {
  bool found = false;
  double correlation = 0.0;  // mean over the source's speaking windows; a missing one counts 0
  double at_s = 0.0;         // where the source begins
  double length_s = 0.0;     // of the windows found
};

FoundSpeech find_speech(const Band& heard, const Band& source, double threshold);

}  // namespace tongluo::listen

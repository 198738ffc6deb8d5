#pragma once
// Is a level's attention tone in a recording, and how long? Compared with the tone as the terminals synthesise it.
// Pure.

#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "tools/listen/voice_band.hpp"

namespace tongluo::listen {

constexpr auto kToneTolerance = milliseconds(100);

struct FoundTone {
  bool found = false;  // this tone, of this length
  double at_s = 0.0;
  milliseconds length{};  // of what is there, 0 if nothing is
};

FoundTone find_tone(const Band& heard, Tone tone, milliseconds length);

}  // namespace tongluo::listen

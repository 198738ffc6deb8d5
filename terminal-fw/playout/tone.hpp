#pragma once
// Attention tones, synthesised sample by sample so that any position can be joined. PROTOCOL.md section 7.6 names them;
// their sound is fixed here. Pure functions. Both frequencies make whole cycles in their half, so the phase never
// jumps.

#include <cstdint>

#include "protocol/base/vocabulary.hpp"

namespace tongluo::playout {

// A tone is two halves in turn. A frequency of 0 is a pause.
struct ToneShape {
  std::uint32_t first_hz = 0;
  std::uint32_t second_hz = 0;
  std::uint32_t first_samples = 0;
  std::uint32_t second_samples = 0;
  double amplitude = 0.0;           // of full scale, peak
  std::uint32_t decay_samples = 0;  // to 1/e, as a struck bell; 0: steady
};

constexpr std::uint32_t kToneEdgeSamples = 480;  // raised cosine, 10 ms

// Tone::none and Tone::unspecified give an empty shape: silence.
ToneShape shape_of(Tone tone);

// Steady and plain: whoever measures it at any instant measures the same. Level of full scale as in level_meter.hpp.
struct TestTone {
  std::uint32_t hz = 1'000;  // at most kSampleRate / 2
  double level_db = -8;
  bool operator==(const TestTone&) const = default;
};
ToneShape shape_of(const TestTone& tone);

// Sample `index` of a tone that lasts `total` samples, −1 … 1; 0 outside it.
double tone_sample(const ToneShape& shape, std::uint64_t index, std::uint64_t total);

}  // namespace tongluo::playout

#pragma once
// How the level of a recording goes up and down: enough to say when it sounds, how long a pause lasts, and whether two
// recordings are of the same speech though a codec, a volume or a filter lies between them. Pure; 48 kHz.

#include <cstdint>
#include <span>
#include <vector>

namespace tongluo::listen {

constexpr std::size_t kEnvelopeStep = 480;  // 10 ms

// RMS of each 10 ms, in steps of 16 bits.
std::vector<float> envelope_of(std::span<const std::int16_t> samples);

// −1 … 1: how alike two envelopes go up and down, `b` moved by up to `drift` steps for the best match. The longer one
// is compared as far as the shorter one reaches. 0 if either does not move.
double envelope_likeness(std::span<const float> a, std::span<const float> b, std::size_t drift = 2);

// The same, and by how many steps `a` comes behind `b` there (negative: before it).
struct EnvelopeMatch {
  double likeness = 0.0;
  int moved = 0;
};
EnvelopeMatch best_match(std::span<const float> a, std::span<const float> b, std::size_t drift);

// A stretch of sound; samples, the end is one past the last.
struct Sounding {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Stretches in which no run of samples below `floor` (absolute, in steps of 16 bits) is as long as `pause` samples.
std::vector<Sounding> sounding_parts(std::span<const std::int16_t> samples, std::size_t pause, int floor = 8);

}  // namespace tongluo::listen

#pragma once
// Where does a recording click? A jump of the wave (a bad joint, lost or repeated samples, a hole) has energy up to
// half the sampling rate; speech coded by Opus, tones and smooth joints have none above 20 kHz, and a plosive or a
// sibilant that has some in a wide recording goes on for longer than an instant. So: an instant above 20 kHz, alone.
// Pure. Judge before anything that resamples. Limit: kMaxClicks are told.

#include <cstdint>
#include <span>
#include <vector>

namespace tongluo::listen {

constexpr std::size_t kMaxClicks = 1'000;
constexpr double kAudibleStep = 100.0;  // of 32,768, about −50 dBFS: a smaller jump is not called a click
constexpr double kMaskedStep = 0.03;    // of the level around it (RMS): a smaller one drowns in the sound

struct Click {
  std::size_t at = 0;   // sample at 48 kHz
  double height = 0.0;  // of the jump that would sound alike, in steps of 16 bits
};

std::vector<Click> find_clicks(std::span<const std::int16_t> samples);

}  // namespace tongluo::listen

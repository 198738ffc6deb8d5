#pragma once
// The part of a sound that a horn and a speech codec both keep: 250 to 3,400 Hz, at 8 kHz. Pure. Filters are linear in
// phase, so that waveforms stay comparable.

#include <cstdint>
#include <span>
#include <vector>

namespace tongluo::listen {

constexpr std::size_t kBandRate = 8'000;
using Band = std::vector<float>;

Band voice_band(std::span<const std::int16_t> samples);  // of 48 kHz

}  // namespace tongluo::listen

#pragma once
// Normalised cross-correlation: where in a long signal does a short one occur, whatever its level? Pure.

#include <optional>
#include <span>
#include <vector>

#include "tools/listen/voice_band.hpp"

namespace tongluo::listen {

// −1 … 1 for two signals of one length; 0 if either is silent.
double similarity(std::span<const float> a, std::span<const float> b);

// Similarity of `pattern` and `signal` at each offset at which the pattern fits, by FFT in blocks. Empty if it nowhere
// fits. Where the signal is silent: 0.
std::vector<float> similarities(const Band& signal, std::span<const float> pattern);

}  // namespace tongluo::listen

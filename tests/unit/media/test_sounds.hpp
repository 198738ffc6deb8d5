#pragma once
// Sounds with known properties, the same in every run.

#include <cstdint>
#include <vector>

namespace tongluo::media {

std::vector<float> tone(double hertz, double amplitude, double duration_s);
// Bursts of noise and tone with pauses, like syllables: its loudness, peaks and level vary as speech does.
std::vector<float> speech_like(double amplitude, double duration_s, std::uint32_t seed = 1);
std::vector<float> silence(double duration_s);
std::vector<float> joined(const std::vector<std::vector<float>>& parts);

}  // namespace tongluo::media

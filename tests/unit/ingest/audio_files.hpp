#pragma once
// Real audio files for the tests, made by the installed ffmpeg once per format and kept in memory.

#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"

namespace tongluo::ingest {

constexpr double kToneHz = 1'000.0;
constexpr double kToneSeconds = 2.0;

// One 1 kHz tone of 2 s; `arguments` are ffmpeg's options for the output, the format last.
Bytes encoded_tone(const std::string& arguments);

// Strength (amplitude) of one frequency in 48 kHz samples.
double amplitude_at(const std::vector<float>& samples, double hertz);

}  // namespace tongluo::ingest

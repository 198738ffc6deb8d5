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

// The file in another container, its packets as they are.
Bytes remuxed(ByteView file, const std::string& arguments);

// `frames` frames (20 ms each) of noise as a phone's voice recorder would write them; no encoder is needed.
Bytes amr_noise(std::size_t frames, bool wide);

Bytes joined(ByteView a, ByteView b);

// Strength (amplitude) of one frequency in 48 kHz samples.
double amplitude_at(const std::vector<float>& samples, double hertz);

}  // namespace tongluo::ingest

#pragma once
// Sentences of several voices (two languages, two engines) as one sound: each trimmed and brought to the same loudness,
// a short pause between them. Pure; 48 kHz mono.

#include <vector>

#include "protocol/base/time.hpp"

namespace tongluo::media {

constexpr auto kPauseBetweenParts = milliseconds(800);

// A silent part adds its pause only. One part is left as it is.
std::vector<float> joined(std::vector<std::vector<float>> parts);

}  // namespace tongluo::media

#pragma once
// The sample format everywhere in the terminal: 48 kHz, mono, signed 16 bit; a frame is 20 ms.

#include <array>
#include <cstddef>
#include <cstdint>

namespace tongluo::playout {

constexpr std::uint32_t kSampleRate = 48'000;
constexpr std::size_t kFrameSamples = 960;
using Frame = std::array<std::int16_t, kFrameSamples>;

}  // namespace tongluo::playout

#include "controller/capture/pcm.hpp"

#include <cstdint>

namespace tongluo::capture {

std::vector<float> from_s16le(ByteView chunk) {
  std::vector<float> samples;
  samples.reserve(chunk.size() / 2);
  for (std::size_t at = 0; at + 1 < chunk.size(); at += 2) {
    const auto bits = std::to_integer<unsigned>(chunk[at + 1]) << 8 | std::to_integer<unsigned>(chunk[at]);
    samples.push_back(static_cast<float>(static_cast<std::int16_t>(bits)) / 32'768.0F);
  }
  return samples;
}

}  // namespace tongluo::capture

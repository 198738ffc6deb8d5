#include "controller/media/joining.hpp"

#include <cmath>

#include "controller/media/loudness.hpp"
#include "controller/media/signal.hpp"

namespace tongluo::media {
namespace {

constexpr double kPartLufs = -23.0;  // leaves room for peaks; the clip maker sets the final loudness
constexpr std::size_t kPauseSamples = kSampleRate * static_cast<std::size_t>(kPauseBetweenParts.count()) / 1'000;

void level(std::vector<float>& samples) {
  const double lufs = samples.empty() ? -HUGE_VAL : loudness_of(samples);
  if (!std::isfinite(lufs)) return;
  const auto gain = static_cast<float>(std::pow(10.0, (kPartLufs - lufs) / 20.0));
  for (float& sample : samples) sample *= gain;
}

}  // namespace

std::vector<float> joined(std::vector<std::vector<float>> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  std::vector<float> whole;
  for (auto& part : parts) {
    if (!whole.empty()) whole.insert(whole.end(), kPauseSamples, 0.0F);
    trim_silence(part);
    level(part);
    whole.insert(whole.end(), part.begin(), part.end());
  }
  return whole;
}

}  // namespace tongluo::media

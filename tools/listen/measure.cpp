#include "tools/listen/measure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "terminal-fw/playout/sound.hpp"

namespace tongluo::listen {
namespace {

constexpr double kFullScale = 32'768.0;

double to_dbfs(double amplitude) {
  return std::max(kFloorDbfs, 20.0 * std::log10(std::max(amplitude, 1e-9) / kFullScale));
}

double power_of(std::span<const std::int16_t> samples) {
  double sum = 0.0;
  for (const std::int16_t sample : samples) sum += static_cast<double>(sample) * sample;
  return sum;
}

}  // namespace

Measurement measure(std::span<const std::int16_t> samples) {
  Measurement result;
  if (samples.empty()) return result;
  result.duration_s = static_cast<double>(samples.size()) / playout::kSampleRate;
  int peak = 0;
  for (const std::int16_t sample : samples) peak = std::max(peak, std::abs(static_cast<int>(sample)));
  result.peak_dbfs = to_dbfs(peak);
  result.rms_dbfs = to_dbfs(std::sqrt(power_of(samples) / static_cast<double>(samples.size())));
  result.silent = result.peak_dbfs < kSilentPeakDbfs;
  for (std::size_t at = 0; at < samples.size(); at += playout::kFrameSamples) {
    const auto frame = samples.subspan(at, std::min(playout::kFrameSamples, samples.size() - at));
    if (to_dbfs(std::sqrt(power_of(frame) / static_cast<double>(frame.size()))) > kSoundingDbfs)
      result.sounding_s += static_cast<double>(frame.size()) / playout::kSampleRate;
  }
  return result;
}

}  // namespace tongluo::listen

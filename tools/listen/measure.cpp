#include "tools/listen/measure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "controller/media/loudness.hpp"
#include "terminal-fw/playout/sound.hpp"
#include "tools/listen/find_clicks.hpp"

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

void measure_loudness(std::span<const std::int16_t> samples, Measurement& result) {
  std::vector<float> exact(samples.size());
  std::ranges::transform(samples, exact.begin(),
                         [](std::int16_t sample) { return static_cast<float>(sample / kFullScale); });
  media::LoudnessMeter meter;
  meter.add(exact);
  result.lufs = std::max(kFloorDbfs, media::loudness_of(exact));
  result.true_peak_dbtp = std::max(kFloorDbfs, meter.true_peak_dbtp());
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
  measure_loudness(samples, result);
  result.clicks = find_clicks(samples).size();
  for (std::size_t at = 0; at < samples.size(); at += playout::kFrameSamples) {
    const auto frame = samples.subspan(at, std::min(playout::kFrameSamples, samples.size() - at));
    if (to_dbfs(std::sqrt(power_of(frame) / static_cast<double>(frame.size()))) > kSoundingDbfs)
      result.sounding_s += static_cast<double>(frame.size()) / playout::kSampleRate;
  }
  return result;
}

}  // namespace tongluo::listen

#include "tools/listen/voice_band.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "terminal-fw/playout/sound.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kDecimation = playout::kSampleRate / kBandRate;

// Windowed-sinc low-pass; `cutoff` in cycles a sample, an odd number of taps, unit gain at 0 Hz.
std::vector<float> low_pass(std::size_t taps, double cutoff) {
  std::vector<double> exact(taps);
  const double middle = static_cast<double>(taps - 1) / 2.0;
  double sum = 0.0;
  for (std::size_t i = 0; i < taps; ++i) {
    const double x = static_cast<double>(i) - middle;
    const double sinc =
        x == 0.0 ? 2.0 * cutoff : std::sin(2.0 * std::numbers::pi * cutoff * x) / (std::numbers::pi * x);
    exact[i] = sinc * (0.54 + 0.46 * std::cos(std::numbers::pi * x / (middle + 1.0)));
    sum += exact[i];
  }
  std::vector<float> result(taps);
  std::ranges::transform(exact, result.begin(), [sum](double tap) { return static_cast<float>(tap / sum); });
  return result;
}

// Every `step`-th sample of the filtered signal, centred: no delay.
template <class Sample>
Band filtered(std::span<const Sample> in, const std::vector<float>& taps, std::size_t step) {
  const auto size = static_cast<std::ptrdiff_t>(in.size());
  const auto half = static_cast<std::ptrdiff_t>(taps.size() / 2);
  Band out;
  out.reserve(in.size() / step + 1);
  for (std::ptrdiff_t centre = 0; centre < size; centre += static_cast<std::ptrdiff_t>(step)) {
    const std::ptrdiff_t first = std::max<std::ptrdiff_t>(0, centre - half);
    const std::ptrdiff_t last = std::min(size - 1, centre + half);
    float sum = 0.0F;
    for (std::ptrdiff_t i = first; i <= last; ++i)
      sum += static_cast<float>(in[static_cast<std::size_t>(i)]) * taps[static_cast<std::size_t>(i - centre + half)];
    out.push_back(sum);
  }
  return out;
}

}  // namespace

Band voice_band(std::span<const std::int16_t> samples) {
  Band band = filtered(samples, low_pass(121, 3'400.0 / playout::kSampleRate), kDecimation);
  const Band rumble = filtered(std::span<const float>(band), low_pass(129, 250.0 / kBandRate), 1);
  for (std::size_t i = 0; i < band.size(); ++i) band[i] -= rumble[i];
  return band;
}

}  // namespace tongluo::listen

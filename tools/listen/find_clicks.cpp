#include "tools/listen/find_clicks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "terminal-fw/playout/sound.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kTaps = 95;
constexpr std::size_t kMiddleTap = kTaps / 2;
constexpr double kCutoff = 21'000.0 / playout::kSampleRate;
constexpr std::size_t kBlock = playout::kSampleRate / 2'000;  // 0.5 ms: a click fills one to four
constexpr std::size_t kGuard = 4;                             // blocks on each side that belong to the click itself
constexpr std::size_t kAround = 20;                           // blocks beyond them that must be quiet
constexpr double kAlone = 6.0;                                // times as high as what is around it
constexpr double kQuietShare = 0.75;                          // of the blocks around; the others may hold other clicks

// Windowed sinc, odd: what is above the cut-off.
const std::array<double, kTaps>& high_pass_taps() {
  static const auto made = [] {
    std::array<double, kTaps> taps{};
    const auto middle = static_cast<double>(kMiddleTap);
    for (std::size_t i = 0; i < kTaps; ++i) {
      const double x = static_cast<double>(i) - middle;
      const double low =
          x == 0.0 ? 2.0 * kCutoff : std::sin(2.0 * std::numbers::pi * kCutoff * x) / (std::numbers::pi * x);
      taps[i] = ((x == 0.0 ? 1.0 : 0.0) - low) * (0.54 + 0.46 * std::cos(std::numbers::pi * x / (middle + 1.0)));
    }
    return taps;
  }();
  return made;
}

// The largest value that a jump by one has behind the filter.
double response_to_step() {
  double largest = 0.0, sum = 0.0;
  for (const double tap : high_pass_taps()) largest = std::max(largest, std::abs(sum += tap));
  return largest;
}

struct Peak {
  double height = 0.0;
  std::size_t at = 0;
};

// The highest value of each block of what lies above the cut-off; the last millisecond at both ends is not judged.
std::vector<Peak> peaks_of(std::span<const std::int16_t> samples) {
  const auto& taps = high_pass_taps();
  std::vector<Peak> peaks((samples.size() + kBlock - 1) / kBlock);
  for (std::size_t first = 0; first + kTaps <= samples.size(); ++first) {
    double value = 0.0;
    for (std::size_t tap = 0; tap < kTaps; ++tap) value += taps[tap] * samples[first + tap];
    const std::size_t at = first + kTaps / 2;
    Peak& peak = peaks[at / kBlock];
    if (std::abs(value) > peak.height) peak = {std::abs(value), at};
  }
  return peaks;
}

// What most blocks of a stretch stay below; 0 where the recording does not reach.
double usual_height(std::span<const Peak> blocks) {
  if (blocks.empty()) return 0.0;
  std::array<double, kAround> heights{};
  std::ranges::transform(blocks, heights.begin(), &Peak::height);
  const auto nth = heights.begin() + static_cast<std::ptrdiff_t>(kQuietShare * static_cast<double>(blocks.size() - 1));
  std::nth_element(heights.begin(), nth, heights.begin() + static_cast<std::ptrdiff_t>(blocks.size()));
  return *nth;
}

bool is_alone(std::span<const Peak> blocks, std::size_t block) {
  const std::size_t before = block < kGuard ? 0 : block - kGuard;
  const std::size_t after = std::min(blocks.size(), block + kGuard + 1);
  const std::size_t reach = std::min(kAround, before);
  const double around = std::max(usual_height(blocks.subspan(before - reach, reach)),
                                 usual_height(blocks.subspan(after, std::min(kAround, blocks.size() - after))));
  return blocks[block].height >= kAlone * around;
}

bool is_highest_near(std::span<const Peak> blocks, std::size_t block) {
  const std::size_t first = block < kGuard ? 0 : block - kGuard;
  const auto near = blocks.subspan(first, std::min(blocks.size(), block + kGuard + 1) - first);
  return std::ranges::max_element(near, {}, &Peak::height) - near.begin() == static_cast<std::ptrdiff_t>(block - first);
}

// RMS within 10 ms on both sides.
double level_around(std::span<const std::int16_t> samples, std::size_t at) {
  constexpr std::size_t reach = playout::kSampleRate / 100;
  const std::size_t first = at < reach ? 0 : at - reach;
  const auto part = samples.subspan(first, std::min(samples.size(), at + reach) - first);
  double power = 0.0;
  for (const std::int16_t sample : part) power += static_cast<double>(sample) * sample;
  return std::sqrt(power / static_cast<double>(part.size()));
}

}  // namespace

std::vector<Click> find_clicks(std::span<const std::int16_t> samples) {
  const double per_step = response_to_step();
  const std::vector<Peak> blocks = peaks_of(samples);
  std::vector<Click> clicks;
  for (std::size_t block = 0; block < blocks.size() && clicks.size() < kMaxClicks; ++block) {
    const double height = blocks[block].height / per_step;
    if (height < kAudibleStep || !is_highest_near(blocks, block) || !is_alone(blocks, block)) continue;
    if (height < kMaskedStep * level_around(samples, blocks[block].at)) continue;
    clicks.push_back({blocks[block].at, height});
  }
  return clicks;
}

}  // namespace tongluo::listen

#include "controller/media/signal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace tongluo::media {
namespace {

constexpr std::size_t kWindow = kSampleRate / 100;         // 10 ms
constexpr std::size_t kLeadMargin = kSampleRate / 20;      // 50 ms
constexpr std::size_t kTailMargin = kSampleRate * 3 / 20;  // 150 ms
constexpr double kAbsoluteFloor = 1e-4;                    // −80 dBFS: below it there is nothing to amplify
constexpr double kRelativeFloor = 0.00562;                 // −45 dB below the loudest window
constexpr float kFlatTolerance = 1e-4F;
constexpr float kFlatShare = 0.98F;  // of the largest sample
constexpr std::size_t kFlatRun = 4;

double window_level(std::span<const float> samples, std::size_t window) {
  const auto part = samples.subspan(window * kWindow, std::min(kWindow, samples.size() - window * kWindow));
  double energy = 0;
  for (const float sample : part) energy += static_cast<double>(sample) * sample;
  return std::sqrt(energy / static_cast<double>(part.size()));
}

// One second-order section, transposed direct form II.
class Section {
 public:
  explicit Section(double quality) {
    const double angle = 2 * std::numbers::pi * kHighPassHz / static_cast<double>(kSampleRate);
    const double alpha = std::sin(angle) / (2 * quality);
    const double scale = 1 + alpha;
    b0_ = (1 + std::cos(angle)) / 2 / scale;
    a1_ = -2 * std::cos(angle) / scale;
    a2_ = (1 - alpha) / scale;
  }

  double step(double in) {
    const double out = b0_ * in + state_1_;
    state_1_ = -2 * b0_ * in - a1_ * out + state_2_;
    state_2_ = b0_ * in - a2_ * out;
    return out;
  }

 private:
  double b0_;
  double a1_;
  double a2_;
  double state_1_ = 0;
  double state_2_ = 0;
};

}  // namespace

bool is_finite(std::span<const float> samples) {
  return std::all_of(samples.begin(), samples.end(), [](float sample) { return std::isfinite(sample); });
}

void trim_silence(std::vector<float>& samples) {
  const std::size_t windows = (samples.size() + kWindow - 1) / kWindow;
  std::vector<double> levels(windows);
  for (std::size_t i = 0; i < windows; ++i) levels[i] = window_level(samples, i);
  const double loudest = windows == 0 ? 0 : *std::max_element(levels.begin(), levels.end());
  const double floor = std::max(kAbsoluteFloor, loudest * kRelativeFloor);
  const auto heard = [floor](double level) { return level >= floor; };
  const auto first = std::find_if(levels.begin(), levels.end(), heard);
  if (first == levels.end()) return samples.clear();
  const auto last = std::find_if(levels.rbegin(), levels.rend(), heard).base();  // one past
  const auto start = static_cast<std::size_t>(first - levels.begin()) * kWindow;
  const auto end = static_cast<std::size_t>(last - levels.begin()) * kWindow;
  samples.resize(std::min(samples.size(), end + kTailMargin));
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(start - std::min(start, kLeadMargin)));
}

void high_pass(std::vector<float>& samples) {
  std::array<Section, 2> sections{Section(0.54119610), Section(1.30656296)};
  for (float& sample : samples) sample = static_cast<float>(sections[1].step(sections[0].step(sample)));
}

std::size_t count_flat_tops(std::span<const float> samples) {
  float largest = 0;
  for (const float sample : samples) largest = std::max(largest, std::abs(sample));
  if (largest <= 0) return 0;
  std::size_t tops = 0;
  std::size_t run = 1;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const bool flat =
        std::abs(samples[i] - samples[i - 1]) < kFlatTolerance && std::abs(samples[i]) > largest * kFlatShare;
    run = flat ? run + 1 : 1;
    if (run == kFlatRun) ++tops;
  }
  return tops;
}

}  // namespace tongluo::media

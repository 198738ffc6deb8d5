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
constexpr float kFlatTolerance = 1e-4F;                    // but of a quiet recording's largest sample
constexpr float kFlatToleranceShare = 1e-3F;               // no more than this
constexpr float kFlatShare = 0.98F;                        // of the largest sample
constexpr std::size_t kFlatRun = 4;

double window_level(std::span<const float> samples, std::size_t window) {
  const auto part = samples.subspan(window * kWindow, std::min(kWindow, samples.size() - window * kWindow));
  double energy = 0;
  for (const float sample : part) energy += static_cast<double>(sample) * sample;
  return std::sqrt(energy / static_cast<double>(part.size()));
}

// For each window, whether it is above the floor.
std::vector<bool> heard_windows(std::span<const float> samples) {
  std::vector<double> levels((samples.size() + kWindow - 1) / kWindow);
  for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = window_level(samples, i);
  const double loudest = levels.empty() ? 0 : *std::max_element(levels.begin(), levels.end());
  const double floor = std::max(kAbsoluteFloor, loudest * kRelativeFloor);
  std::vector<bool> heard(levels.size());
  std::transform(levels.begin(), levels.end(), heard.begin(), [floor](double level) { return level >= floor; });
  return heard;
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

double remove_offset(std::vector<float>& samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample);
  const double offset = samples.empty() ? 0 : sum / static_cast<double>(samples.size());
  for (float& sample : samples) sample = static_cast<float>(static_cast<double>(sample) - offset);
  return offset;
}

void trim_silence(std::vector<float>& samples) {
  const auto heard = heard_windows(samples);
  const auto first = std::find(heard.begin(), heard.end(), true);
  if (first == heard.end()) return samples.clear();
  const auto last = std::find(heard.rbegin(), heard.rend(), true).base();  // one past
  const auto start = static_cast<std::size_t>(first - heard.begin()) * kWindow;
  const auto end = static_cast<std::size_t>(last - heard.begin()) * kWindow;
  samples.resize(std::min(samples.size(), end + kTailMargin));
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(start - std::min(start, kLeadMargin)));
}

Pause longest_pause(std::span<const float> samples) {
  const auto heard = heard_windows(samples);
  Pause longest;
  std::size_t last = heard.size();  // that was heard
  for (std::size_t window = 0; window < heard.size(); ++window) {
    if (!heard[window]) continue;
    if (last < heard.size() && (window - last - 1) * kWindow > longest.samples)
      longest = {(last + 1) * kWindow, (window - last - 1) * kWindow};
    last = window;
  }
  return longest;
}

void high_pass(std::vector<float>& samples) {
  std::array<Section, 2> sections{Section(0.54119610), Section(1.30656296)};
  for (float& sample : samples) sample = static_cast<float>(sections[1].step(sections[0].step(sample)));
}

std::size_t count_flat_tops(std::span<const float> samples) {
  float largest = 0;
  for (const float sample : samples) largest = std::max(largest, std::abs(sample));
  if (largest <= 0) return 0;
  const float tolerance = std::min(kFlatTolerance, largest * kFlatToleranceShare);
  std::size_t tops = 0;
  std::size_t run = 1;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const bool flat = std::abs(samples[i] - samples[i - 1]) < tolerance && std::abs(samples[i]) > largest * kFlatShare;
    run = flat ? run + 1 : 1;
    if (run == kFlatRun) ++tops;
  }
  return tops;
}

}  // namespace tongluo::media

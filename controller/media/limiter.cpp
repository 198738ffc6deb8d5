#include "controller/media/limiter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace tongluo::media {
namespace {

constexpr std::size_t kTaps = Limiter::kTaps;
constexpr std::size_t kCentre = kTaps / 2 - 1;
constexpr std::size_t kOversampling = 4;
constexpr float kMaxOvershoot = 3.0F;  // no interpolated value is larger than this times the largest sample
constexpr double kReleasePerSample = 1.0 / 9'600.0;  // rises with a time constant of 0.2 s

using Phase = std::array<double, kTaps>;

// Windowed sinc at 1/4, 2/4 and 3/4 between the two middle samples.
std::array<Phase, kOversampling - 1> make_phases() {
  std::array<Phase, kOversampling - 1> phases{};
  for (std::size_t phase = 0; phase < phases.size(); ++phase) {
    const double offset = static_cast<double>(phase + 1) / kOversampling;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const double x = static_cast<double>(tap) - static_cast<double>(kCentre) - offset;
      const double window = std::cos(std::numbers::pi * x / (kTaps + 1));
      phases[phase][tap] = std::sin(std::numbers::pi * x) / (std::numbers::pi * x) * window * window;
    }
  }
  return phases;
}

const std::array<Phase, kOversampling - 1>& phases() {
  static const auto made = make_phases();
  return made;
}

}  // namespace

// The gain of a sample is the mean of the smallest gains needed in each window that begins up to one look-ahead before
// it: each of those windows contains the sample, so the mean is never above what the sample itself needs.
Limiter::Limiter(double gain, double ceiling) : gain_(gain), ceiling_(ceiling) {}

void Limiter::process(std::span<const float> in, std::vector<float>& out) {
  for (const float sample : in) push(sample, out);
}

void Limiter::finish(std::vector<float>& out) {
  for (std::size_t i = 0; i < kDelay; ++i) push(0.0F, out);
}

double Limiter::peak_around_centre(std::span<const float, kTaps> newest) const {
  float largest = 0;
  for (const float sample : newest) largest = std::max(largest, std::abs(sample));
  if (static_cast<double>(largest * kMaxOvershoot) < ceiling_) return 0;  // far below: the exact value does not matter
  double peak = static_cast<double>(std::max(std::abs(newest[kCentre]), std::abs(newest[kCentre + 1])));
  for (const auto& phase : phases()) {
    double value = 0;
    for (std::size_t tap = 0; tap < kTaps; ++tap) value += phase[tap] * static_cast<double>(newest[tap]);
    peak = std::max(peak, std::abs(value));
  }
  return peak;
}

double Limiter::smallest_needed(std::size_t index, double gain) {
  while (!smallest_.empty() && smallest_.back().gain >= gain) smallest_.pop_back();
  smallest_.push_back({index, gain});
  while (smallest_.front().index + kLookAhead < index) smallest_.pop_front();
  return smallest_.front().gain;
}

void Limiter::push(float in, std::vector<float>& out) {
  const auto amplified = static_cast<float>(gain_ * static_cast<double>(in));
  const std::size_t slot = pushed_ % kTaps;
  history_[slot] = history_[slot + kTaps] = amplified;
  waiting_.push_back(amplified);
  const double peak = peak_around_centre(std::span(history_).subspan(slot + 1).first<kTaps>());
  const double smallest = smallest_needed(pushed_++, peak > ceiling_ ? ceiling_ / peak : 1.0);
  held_ = std::min(smallest, held_ + (1.0 - held_) * kReleasePerSample);
  recent_.push_back(held_);
  recent_sum_ += held_;
  if (recent_.size() > kLookAhead) {
    recent_sum_ -= recent_.front();
    recent_.pop_front();
  }
  if (pushed_ <= kDelay) return;
  out.push_back(
      static_cast<float>(static_cast<double>(waiting_.front()) * recent_sum_ / static_cast<double>(recent_.size())));
  waiting_.pop_front();
}

}  // namespace tongluo::media

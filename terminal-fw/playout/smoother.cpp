#include "terminal-fw/playout/smoother.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace tongluo::playout {
namespace {

// From 1 to 0 as `left` falls from `length` to 0, flat at both ends.
double window(std::uint32_t left, std::uint32_t length) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * static_cast<double>(left) / length);
}

std::int16_t to_sample(double value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -32'768.0, 32'767.0)));
}

}  // namespace

void Smoother::begin(std::uint32_t volume_percent) {
  *this = Smoother{};
  gain_ = std::min(volume_percent, 100u) / 100.0;
  fade_left_ = kFadeSamples;
}

void Smoother::apply(std::span<std::int16_t> block, bool audible) {
  for (std::int16_t& sample : block) {
    double value = gain_ * sample;
    if (std::exchange(at_joint_, false)) begin_joint();
    if (joint_left_ > 0) {
      const double old = window(joint_left_--, kJointSamples);
      value += old * (old_.next() - value);
    }
    remember(value);
    if (fade_left_ > 0) value *= 1.0 - window(fade_left_, kFadeSamples);
    if (audible && fade_left_ > 0) --fade_left_;
    sample = to_sample(value);
  }
}

void Smoother::begin_joint() {
  if (fade_left_ == kFadeSamples && quiet_samples_ == kQuietSamples) return;  // the fade-in does it alone
  Continuation::History in_order;                                             // NOLINT: filled by rotate_copy
  std::ranges::rotate_copy(history_, history_.begin() + static_cast<std::ptrdiff_t>(newest_), in_order.begin());
  old_.begin(in_order);
  joint_left_ = kJointSamples;
}

void Smoother::remember(double value) {
  history_[newest_] = value;
  newest_ = (newest_ + 1) % kHistorySamples;
  quiet_samples_ = std::abs(value) < kQuietLevel ? std::min<std::uint32_t>(quiet_samples_ + 1, kQuietSamples) : 0;
}

bool Smoother::settled() const { return joint_left_ == 0 && (!at_joint_ || quiet_samples_ == kQuietSamples); }

void fade_out(std::span<std::int16_t> block) {
  std::uint32_t left = kFadeSamples;
  for (std::int16_t& sample : block) {
    sample = to_sample(sample * window(left, kFadeSamples));
    if (left > 0) --left;
  }
}

}  // namespace tongluo::playout

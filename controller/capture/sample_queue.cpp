#include "controller/capture/sample_queue.hpp"

#include <algorithm>

namespace tongluo::capture {
namespace {

constexpr double kSmoothing = 1.0 / 16.0;                                 // of the average, about one second
constexpr double kCorrectionSamples = 10.0 * static_cast<double>(kRate);  // an excess is worked off in ten seconds
constexpr std::uint32_t kPullsBeforeShrinking = 500;                      // half a minute
constexpr std::size_t kReserveStep = kRate / 1'000 * 10;
constexpr std::size_t kFade = 240;  // 5 ms, where the sound breaks off

}  // namespace

void SampleQueue::push(std::span<const float> samples) {
  samples_.insert(samples_.end(), samples.begin(), samples.end());
  if (samples_.size() <= kMaxQueued) return;
  const std::size_t excess = samples_.size() - (kPacketSamples + reserve_);
  samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(excess));
  counters_.dropped_samples += excess;
}

std::size_t SampleQueue::pull(std::span<float> out) {
  if (!flowing_ && samples_.size() >= out.size() + reserve_) {
    flowing_ = true;
    average_ = static_cast<double>(samples_.size() - out.size());
  }
  const std::size_t count = flowing_ ? std::min(out.size(), samples_.size()) : 0;
  const auto end = samples_.begin() + static_cast<std::ptrdiff_t>(count);
  std::copy(samples_.begin(), end, out.begin());
  samples_.erase(samples_.begin(), end);
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(count), out.end(), 0.0F);
  if (!flowing_) return 0;
  if (count == out.size()) return steer(), count;
  const std::size_t fade = std::min(kFade, count);
  for (std::size_t i = 0; i < fade; ++i) out[count - 1 - i] *= static_cast<float>(i) / static_cast<float>(kFade);
  note_underrun();
  return count;
}

void SampleQueue::steer() {
  average_ += (static_cast<double>(samples_.size()) - average_) * kSmoothing;
  const double excess = average_ - static_cast<double>(reserve_);
  stretch_ = std::clamp(1.0 - excess / kCorrectionSamples, 1.0 - kMaxStretch, 1.0 + kMaxStretch);
  if (++good_pulls_ < kPullsBeforeShrinking) return;
  good_pulls_ = 0;
  reserve_ = std::max(kMinReserve, reserve_ - std::min(reserve_, kReserveStep));
}

void SampleQueue::note_underrun() {
  ++counters_.underruns;
  flowing_ = false;
  good_pulls_ = 0;
  stretch_ = 1.0;
  reserve_ = std::min(kMaxReserve, reserve_ * 3 / 2);
}

void SampleQueue::clear() {
  samples_.clear();
  flowing_ = false;
  reserve_ = kMinReserve;
  stretch_ = 1.0;
}

}  // namespace tongluo::capture

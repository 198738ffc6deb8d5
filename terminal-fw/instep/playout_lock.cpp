#include "terminal-fw/instep/playout_lock.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::instep {
namespace {

constexpr double kFrameS = 0.02;
constexpr double kSmoothS = 1;      // time constant against the jitter of what the sound card reports
constexpr double kProportionS = 5;  // an error is worked off with this time constant
constexpr double kIntegralS = 40;   // and becomes drift with this one: eight times slower, so that nothing swings
constexpr double kMostFollowedPpm = 300;
constexpr double kLearnBelowUs = 2'000;  // a larger error is a disturbance, not drift
constexpr double kKnownDriftPpm = 3;     // corrected from the first sample on
constexpr double kStepDoneUs = 1'000;
constexpr std::uint64_t kSettleFrames = 25;
constexpr double kAbsurdUs = 60e6;

}  // namespace

void PlayoutLock::begin() {
  frames_ = 0;
  smoothed_us_ = 0;
  stepping_ = false;
  if (std::abs(drift_ppm_) < kKnownDriftPpm || engaged_) return;
  engaged_ = true;
  ppm_ = drift_ppm_;
}

void PlayoutLock::disengage() {
  engaged_ = false;
  ppm_ = 0;
  frames_ = 0;
  smoothed_us_ = 0;
  stepping_ = false;
}

PlayoutLock::Correction PlayoutLock::on_frame(microseconds late, bool silent) {
  smooth(std::clamp(static_cast<double>(late.count()), -kAbsurdUs, kAbsurdUs));
  if (!engaged_ && frames_ >= kSettleFrames) engaged_ = std::abs(smoothed_us_) > static_cast<double>(kDeadBand.count());
  if (engaged_) control();
  const double above = stepping_ ? kStepDoneUs : static_cast<double>(kStepAbove.count());
  stepping_ = silent && frames_ >= kMedian && std::abs(smoothed_us_) > above;
  return {ppm_, stepping_ ? microseconds(std::llround(smoothed_us_)) : microseconds(0)};
}

void PlayoutLock::on_stepped(microseconds done) {
  const auto shift = static_cast<double>(done.count());
  smoothed_us_ -= shift;
  for (double& value : recent_) value -= shift;
  ++steps_;
}

double PlayoutLock::median() const {
  std::array<double, kMedian> sorted = recent_;
  const auto known = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(frames_, kMedian));
  std::sort(sorted.begin(), sorted.begin() + known);
  return sorted[static_cast<std::size_t>(known / 2)];
}

// At first the mean of what is known, then with its time constant.
void PlayoutLock::smooth(double late_us) {
  recent_[static_cast<std::size_t>(frames_ % kMedian)] = late_us;
  ++frames_;
  const double weight = std::max(kFrameS / kSmoothS, 1.0 / static_cast<double>(frames_));
  smoothed_us_ += weight * (median() - smoothed_us_);
}

void PlayoutLock::control() {
  const double wanted = drift_ppm_ + smoothed_us_ / kProportionS;
  if (std::abs(smoothed_us_) < kLearnBelowUs && std::abs(wanted) < kMostPpm && frames_ >= kSettleFrames) {
    drift_ppm_ += smoothed_us_ / (kProportionS * kIntegralS) * kFrameS;
    drift_ppm_ = std::clamp(drift_ppm_, -kMostFollowedPpm, kMostFollowedPpm);
  }
  ppm_ = std::clamp(std::clamp(wanted, ppm_ - kMostPpmPerFrame, ppm_ + kMostPpmPerFrame), -kMostPpm, kMostPpm);
}

}  // namespace tongluo::instep

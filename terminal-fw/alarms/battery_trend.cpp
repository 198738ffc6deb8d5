#include "terminal-fw/alarms/battery_trend.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tongluo::alarms {
namespace {

// Two digits: more would look like knowledge.
std::uint32_t rounded(double minutes) {
  double step = 1;
  while (minutes / step >= 100) step *= 10;
  return static_cast<std::uint32_t>(std::floor(minutes / step) * step);
}

}  // namespace

void BatteryTrend::reset() {
  samples_.clear();
  step_ = kTrendFirstStep;
}

void BatteryTrend::on_value(SteadyTime now, double value, const BatteryScale& scale) {
  if (scale != scale_) reset();
  scale_ = scale;
  if (!samples_.empty() && now - samples_.back().at < step_) return;
  samples_.push_back({now, value});
  if (samples_.size() == kTrendSamples && step_ < kTrendStep) thin();
  if (samples_.size() > kTrendSamples) samples_.pop_front();
}

// The first and the newest stay.
void BatteryTrend::thin() {
  std::deque<Sample> kept;
  for (std::size_t i = 0; i < samples_.size(); i += 2) kept.push_back(samples_[i]);
  samples_ = std::move(kept);
  step_ *= 2;
}

bool BatteryTrend::says_something() const {
  if (samples_.size() < kTrendLeastSamples) return false;
  const bool clear = scale_.clear_fall && samples_.front().value - samples_.back().value >= *scale_.clear_fall;
  return clear || samples_.back().at - samples_.front().at >= kTrendLeastTime;
}

std::optional<std::uint32_t> BatteryTrend::minutes_left() const {
  if (!says_something()) return std::nullopt;
  const auto minutes = [this](const Sample& sample) {
    return std::chrono::duration<double, std::ratio<60>>(sample.at - samples_.front().at).count();
  };
  const auto count = static_cast<double>(samples_.size());
  double sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  for (const Sample& sample : samples_) {
    const double x = minutes(sample);
    sum_x += x, sum_y += sample.value, sum_xx += x * x, sum_xy += x * sample.value;
  }
  const double slope = (count * sum_xy - sum_x * sum_y) / (count * sum_xx - sum_x * sum_x);  // samples differ in time
  if (!(slope < 0)) return std::nullopt;
  const double now = (sum_y - slope * sum_x) / count + slope * minutes(samples_.back());
  const double left = std::max(0.0, (scale_.empty - now) / slope);
  return left <= kLongestEstimate ? std::optional(rounded(left)) : std::nullopt;
}

}  // namespace tongluo::alarms

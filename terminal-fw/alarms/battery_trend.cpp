#include "terminal-fw/alarms/battery_trend.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::alarms {
namespace {

// Two digits: more would look like knowledge.
std::uint32_t rounded(double minutes) {
  double step = 1;
  while (minutes / step >= 100) step *= 10;
  return static_cast<std::uint32_t>(std::floor(minutes / step) * step);
}

}  // namespace

void BatteryTrend::on_value(SteadyTime now, double value, double empty) {
  if (empty != empty_) samples_.clear();
  empty_ = empty;
  if (!samples_.empty() && now - samples_.back().at < kTrendStep) return;
  if (samples_.size() == kTrendSamples) samples_.pop_front();
  samples_.push_back({now, value});
}

std::optional<std::uint32_t> BatteryTrend::minutes_left() const {
  if (samples_.size() < kTrendLeastSamples) return std::nullopt;
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
  const double left = std::max(0.0, (empty_ - now) / slope);
  return left <= kLongestEstimate ? std::optional(rounded(left)) : std::nullopt;
}

}  // namespace tongluo::alarms

#include "terminal-fw/fieldbus/level_meter.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::fieldbus {
namespace {
constexpr double kFullScale = 32'768;
constexpr double kSineSquare = kFullScale * kFullScale / 2;  // mean square of a full-scale sine
}  // namespace

double level_db(std::uint64_t sum_of_squares, std::size_t samples) {
  if (sum_of_squares == 0 || samples == 0) return kSilenceDb;
  const double mean = static_cast<double>(sum_of_squares) / static_cast<double>(samples);
  return std::max(kSilenceDb, 10 * std::log10(mean / kSineSquare));
}

double level_db_of_percent(double percent) {
  constexpr double kLeastPercent = 1e-3;
  return percent <= kLeastPercent ? kSilenceDb : std::max(kSilenceDb, 20 * std::log10(percent / 100));
}

std::optional<double> LevelMeter::add(std::span<const std::int16_t>& samples) {
  const std::size_t taken = std::min(samples.size(), kMeterBlockSamples - count_);
  for (const std::int16_t sample : samples.first(taken)) {
    const std::int64_t wide = sample;
    sum_of_squares_ += static_cast<std::uint64_t>(wide * wide);
  }
  samples = samples.subspan(taken);
  count_ += taken;
  if (count_ < kMeterBlockSamples) return std::nullopt;
  const double level = level_db(sum_of_squares_, count_);
  reset();
  return level;
}

void LevelMeter::reset() {
  sum_of_squares_ = 0;
  count_ = 0;
}

}  // namespace tongluo::fieldbus

#include "tools/listen/envelope.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tongluo::listen {
namespace {

double mean_of(std::span<const float> values) {
  double sum = 0.0;
  for (const float value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

// Pearson's.
double correlation(std::span<const float> a, std::span<const float> b) {
  const std::size_t size = std::min(a.size(), b.size());
  if (size < 2) return 0.0;
  const double mean_a = mean_of(a.first(size)), mean_b = mean_of(b.first(size));
  double ab = 0.0, aa = 0.0, bb = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double x = static_cast<double>(a[i]) - mean_a, y = static_cast<double>(b[i]) - mean_b;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa <= 0.0 || bb <= 0.0 ? 0.0 : ab / std::sqrt(aa * bb);
}

}  // namespace

std::vector<float> envelope_of(std::span<const std::int16_t> samples) {
  std::vector<float> result;
  result.reserve(samples.size() / kEnvelopeStep + 1);
  for (; !samples.empty(); samples = samples.subspan(std::min(kEnvelopeStep, samples.size()))) {
    const auto part = samples.first(std::min(kEnvelopeStep, samples.size()));
    double power = 0.0;
    for (const std::int16_t sample : part) power += static_cast<double>(sample) * sample;
    result.push_back(static_cast<float>(std::sqrt(power / static_cast<double>(part.size()))));
  }
  return result;
}

EnvelopeMatch best_match(std::span<const float> a, std::span<const float> b, std::size_t drift) {
  EnvelopeMatch best{correlation(a, b), 0};
  const auto consider = [&best](double likeness, int moved) {
    if (likeness > best.likeness) best = {likeness, moved};
  };
  for (std::size_t moved = 1; moved <= drift; ++moved) {
    if (a.size() > moved) consider(correlation(a.subspan(moved), b), static_cast<int>(moved));
    if (b.size() > moved) consider(correlation(a, b.subspan(moved)), -static_cast<int>(moved));
  }
  return best;
}

double envelope_likeness(std::span<const float> a, std::span<const float> b, std::size_t drift) {
  return best_match(a, b, drift).likeness;
}

std::vector<Sounding> sounding_parts(std::span<const std::int16_t> samples, std::size_t pause, int floor) {
  std::vector<Sounding> parts;
  for (std::size_t at = 0; at < samples.size(); ++at) {
    if (std::abs(static_cast<int>(samples[at])) < floor) continue;
    if (parts.empty() || at - parts.back().end >= pause) parts.push_back({at, at});
    parts.back().end = at + 1;
  }
  return parts;
}

}  // namespace tongluo::listen

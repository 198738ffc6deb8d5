#include "terminal-fw/playout/continuation.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::playout {
namespace {

constexpr double kNothingLeft = 1e-9;  // of the power: the prediction is as good as exact

double power_of(const Continuation::History& values) {
  double sum = 0.0;
  for (const double value : values) sum += value * value;
  return sum;
}

using Weights = std::array<double, kPredictionOrder>;

// One more weight: the reflection coefficient, and what it does to the weights so far (Levinson's recursion).
void add_weight(Weights& weights, std::size_t order, double reflection) {
  const Weights before = weights;
  for (std::size_t i = 0; i < order; ++i) weights[i] = before[i] - reflection * before[order - 1 - i];
  weights[order] = reflection;
}

// Forward and backward prediction errors shrink with each order; their likeness is the next reflection coefficient.
Weights burg(const Continuation::History& history) {
  Continuation::History forward = history, backward = history;
  Weights weights{};
  const double least = power_of(history) * kNothingLeft;
  for (std::size_t order = 0; order < kPredictionOrder; ++order) {
    double alike = 0.0, power = 0.0;
    for (std::size_t i = order + 1; i < kHistorySamples; ++i) {
      alike += forward[i] * backward[i - 1];
      power += forward[i] * forward[i] + backward[i - 1] * backward[i - 1];
    }
    if (power <= least) break;
    const double reflection = 2.0 * alike / power;
    add_weight(weights, order, reflection);
    for (std::size_t i = kHistorySamples - 1; i > order; --i) {
      const double ahead = forward[i], behind = backward[i - 1];
      forward[i] = ahead - reflection * behind;
      backward[i] = behind - reflection * ahead;
    }
  }
  return weights;
}

}  // namespace

void Continuation::begin(const History& history) {
  std::copy_n(history.rbegin(), kPredictionOrder, recent_.begin());
  silent_ = std::all_of(recent_.begin(), recent_.begin() + kQuietSamples,
                        [](double value) { return std::abs(value) < kQuietLevel; });
  if (!silent_) weights_ = burg(history);
}

double Continuation::next() {
  if (silent_) return 0.0;
  double value = 0.0;
  for (std::size_t i = 0; i < kPredictionOrder; ++i) value += weights_[i] * recent_[i];
  std::copy_backward(recent_.begin(), recent_.end() - 1, recent_.end());
  recent_[0] = value;
  return value;
}

}  // namespace tongluo::playout

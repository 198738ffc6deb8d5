// The fitted slope against the plain definition of its cost, minimised by brute force.

#include "terminal-fw/instep/drift_fit.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "tools/link_model/seeded_random.hpp"

namespace tongluo::instep {
namespace {

using Segments = std::vector<std::vector<FloorPoint>>;

constexpr Prior kPrior{4, 900, 500};

double distances(const Segments& segments, double slope) {
  double sum = 0;
  for (const auto& points : segments) {
    double lowest = std::numeric_limits<double>::max();
    for (const FloorPoint& point : points) lowest = std::min(lowest, point.value - slope * point.time);
    for (const FloorPoint& point : points) sum += point.value - slope * point.time - lowest;
  }
  return sum;
}

FloorHull hull_of(const Segments& segments) {
  FloorHull hull;
  for (const auto& points : segments) hull.add_segment(points);
  return hull;
}

struct Case {
  Segments up, down;
  double up_jitter = 100, down_jitter = 300;

  double cost(double slope) const {
    return distances(up, slope) / up_jitter + distances(down, -slope) / down_jitter +
           (slope - kPrior.slope) * (slope - kPrior.slope) / (2 * kPrior.variance);
  }
  double fitted() const { return likeliest_slope(hull_of(up), up_jitter, hull_of(down), down_jitter, kPrior); }
};

// The cost is convex: the minimum by thirds.
double by_thirds(const Case& given) {
  double low = -kPrior.most, high = kPrior.most;
  for (int i = 0; i < 200; ++i) {
    const double left = low + (high - low) / 3, right = high - (high - low) / 3;
    if (given.cost(left) < given.cost(right))
      high = right;
    else
      low = left;
  }
  return (low + high) / 2;
}

Segments drawn(link_model::SeededRandom& random, double slope, std::size_t points, std::size_t segments) {
  Segments made(segments);
  double time = 0;
  for (std::size_t i = 0; i < points; ++i) {
    time += 1 + static_cast<double>(random.exponential(seconds(30)).count()) * 1e-6;
    const double delay = static_cast<double>(random.exponential(microseconds(2'000)).count());
    made[i * segments / points].push_back({time, slope * time + delay});
  }
  return made;
}

TEST(DriftFit, WithoutPointsItIsWhatWasExpected) {
  const Case none{};
  EXPECT_DOUBLE_EQ(none.fitted(), kPrior.slope);
}

TEST(DriftFit, ACostThatFallsToTheEndIsHeldThere) {
  Case steep;
  steep.up = {{{0, 0}, {100, 90'000}}};
  steep.down = {{{0, 0}, {100, -90'000}}};
  steep.up_jitter = steep.down_jitter = 0.01;
  EXPECT_DOUBLE_EQ(steep.fitted(), kPrior.most);
}

TEST(DriftFit, OfPointsOfOneInstantTheLowerCounts) {
  Case given;
  given.up = {{{0, 0}, {100, 5'000}, {100, 2'000}}};
  EXPECT_NEAR(given.fitted(), by_thirds(given), 1e-3);
}

TEST(DriftFit, IsTheMinimumOfTheCostForAnyPoints) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    link_model::SeededRandom random(seed);
    const double drift = -200 + static_cast<double>(seed % 41) * 10;
    const std::size_t points = 1 + seed % 48, segments = 1 + seed % std::min<std::size_t>(points, 3);
    Case given{drawn(random, drift, points, segments), drawn(random, -drift, points, segments)};
    const double fitted = given.fitted(), searched = by_thirds(given);
    EXPECT_LE(given.cost(fitted), given.cost(searched) + 1e-9 * (1 + std::abs(given.cost(searched))))
        << "seed " << seed;
    EXPECT_NEAR(fitted, searched, 1e-3) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tongluo::instep

#include "terminal-fw/instep/drift_fit.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::instep {
namespace {

constexpr std::size_t kMostKinks = 2 * FloorHull::kMaxPoints;

// Whether b lies on or above the line from a to c.
bool is_inside(const FloorPoint& a, const FloorPoint& b, const FloorPoint& c) {
  return (b.value - a.value) * (c.time - a.time) >= (c.value - a.value) * (b.time - a.time);
}

struct Kinks {
  std::array<double, kMostKinks + 2> slopes{};
  std::size_t count = 0;
};

// Between −most and most, which are the first and the last.
Kinks kinks_of(const FloorHull& up, const FloorHull& down, double most) {
  Kinks kinks;
  const auto take = [&](double slope) {
    if (slope > -most && slope < most) kinks.slopes[kinks.count++] = slope;
  };
  up.for_kinks(1, take);
  down.for_kinks(-1, take);
  kinks.slopes[kinks.count++] = -most;
  kinks.slopes[kinks.count++] = most;
  std::sort(kinks.slopes.begin(), kinks.slopes.begin() + static_cast<std::ptrdiff_t>(kinks.count));
  return kinks;
}

}  // namespace

void FloorHull::add_segment(std::span<const FloorPoint> points) {
  const std::size_t first = begins_[segments_];
  TL_ASSERT(!points.empty() && first + points.size() <= kMaxPoints);
  std::size_t end = first;
  double sum = 0;
  for (const FloorPoint& point : points) {
    sum += point.time;
    if (end > first && point.time <= vertices_[end - 1].time) {
      if (point.value >= vertices_[end - 1].value) continue;
      --end;
    }
    while (end - first >= 2 && is_inside(vertices_[end - 2], vertices_[end - 1], point)) --end;
    vertices_[end++] = point;
  }
  counts_[segments_] = static_cast<double>(points.size());
  times_[segments_] = sum;
  begins_[++segments_] = end;
}

double FloorHull::slope_after(std::size_t vertex) const {
  const FloorPoint& here = vertices_[vertex];
  const FloorPoint& next = vertices_[vertex + 1];
  return next.time > here.time ? (next.value - here.value) / (next.time - here.time) : 0;
}

double FloorHull::gradient(double slope) const {
  double sum = 0;
  for (std::size_t s = 0; s < segments_; ++s) {
    std::size_t lowest = begins_[s];
    while (lowest + 1 < begins_[s + 1] && slope_after(lowest) < slope) ++lowest;
    sum += vertices_[lowest].time * counts_[s] - times_[s];
  }
  return sum;
}

double likeliest_slope(const FloorHull& up, double up_jitter, const FloorHull& down, double down_jitter,
                       const Prior& prior) {
  const Kinks kinks = kinks_of(up, down, prior.most);
  // Where the gradient between kink `i` and the next would put the minimum if it went on like that: falls with `i`.
  const auto minimum_behind = [&](std::size_t i) {
    const double inside = (kinks.slopes[i] + kinks.slopes[i + 1]) / 2;
    return prior.slope - prior.variance * (up.gradient(inside) / up_jitter - down.gradient(-inside) / down_jitter);
  };
  std::size_t low = 0, high = kinks.count - 2;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (minimum_behind(middle) <= kinks.slopes[middle + 1])
      high = middle;
    else
      low = middle + 1;
  }
  return std::clamp(minimum_behind(low), kinks.slopes[low], kinks.slopes[low + 1]);
}

}  // namespace tongluo::instep

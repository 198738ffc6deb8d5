#pragma once
// Under which slope two floors lie closest to their points. A segment's floor is always a vertex of its lower convex
// hull, so the cost's gradient changes only at the slopes of hull edges ("kinks") and is constant between them. Pure.
// Limit: DelayFloor::kMaxPoints of each floor.

#include <array>
#include <cstddef>
#include <span>

namespace tongluo::instep {

struct FloorPoint {
  double time = 0;   // s
  double value = 0;  // µs
};

// The lower convex hulls of a floor's segments, and what the gradient needs beside them.
class FloorHull {
 public:
  static constexpr std::size_t kMaxPoints = 96;

  // `points`: of one segment, in the order of their times; all segments together at most kMaxPoints.
  void add_segment(std::span<const FloorPoint> points);
  // d/d slope of the sum of distances to the floors.
  double gradient(double slope) const;
  // `side` −1: of slopes that are negated.
  template <class Take>
  void for_kinks(double side, Take take) const {
    for (std::size_t s = 0; s < segments_; ++s)
      for (std::size_t i = begins_[s]; i + 1 < begins_[s + 1]; ++i) take(side * slope_after(i));
  }

 private:
  double slope_after(std::size_t vertex) const;

  std::array<FloorPoint, kMaxPoints> vertices_{};
  std::array<std::size_t, kMaxPoints + 1> begins_{};  // of each segment's vertices
  std::array<double, kMaxPoints> counts_{};           // points of each segment
  std::array<double, kMaxPoints> times_{};            // their sum
  std::size_t segments_ = 0;
};

struct Prior {
  double slope = 0;  // ppm
  double variance = 0;
  double most = 0;  // the slope lies in −most … most
};

// The minimum of up(slope) / up_jitter + down(−slope) / down_jitter + (slope − prior)² / (2 variance), which is convex.
double likeliest_slope(const FloorHull& up, double up_jitter, const FloorHull& down, double down_jitter,
                       const Prior& prior);

}  // namespace tongluo::instep

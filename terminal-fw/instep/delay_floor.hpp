#pragma once
// One direction's measurements and their floor: the line under which no delay falls. Pure value; owner: MediaClock.
//
// A measurement is (clock difference + delay) at an instant; delay is never negative, so the smallest ones tell the
// difference. Times in seconds, values in µs, slopes in µs/s, which are ppm. Limits: kMaxPoints, the oldest leaves;
// measurements of the same kBinSeconds are one point, the smallest.
//
// A change of route moves the floor at once. The points then begin a new segment: the slope is fitted within segments
// only, for a change of route is no drift.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "terminal-fw/instep/drift_fit.hpp"

namespace tongluo::instep {

class DelayFloor {
 public:
  static constexpr std::size_t kMaxPoints = FloorHull::kMaxPoints;
  static constexpr double kBinSeconds = 10;
  static constexpr double kMaxAgeSeconds = 7'200;  // against the newest
  static constexpr double kWanderPpm = 1;          // by which an old point counts as less certain than a new one
  static constexpr double kLeastJitterUs = 20;

  // `time` must not go back. `slope` as fitted so far. True: the route changed.
  bool add(double time, double value, double slope);
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  double first_time() const { return points_[0].time; }
  double last_time() const { return points_[size_ - 1].time; }

  // The smallest value, carried to `now`.
  double level(double now, double slope) const;
  // Sum of the distances to each segment's floor of this slope, in units of the mean distance; convex in `slope`.
  double cost(double slope, double jitter) const;
  FloorHull hull() const;
  // Mean distance of the points from their floors, at least kLeastJitterUs.
  double jitter(double slope) const;

 private:
  struct Point : FloorPoint {
    std::uint32_t segment = 0;
  };
  std::size_t segment_end(std::size_t first) const;
  double distances(std::size_t first, std::size_t end, double slope) const;
  bool fell(double time, double value, double slope) const;
  bool split_if_risen(double slope);
  void forget_old(double now);

  std::array<Point, kMaxPoints> points_{};
  std::size_t size_ = 0;
};

}  // namespace tongluo::instep

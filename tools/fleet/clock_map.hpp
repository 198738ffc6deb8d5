#pragma once
// A terminal's own clock as a line over the true one: offset and drift. Plain value; the time is handed in. The true
// clock is this machine's, read once at the edge.

#include <cmath>

#include "protocol/base/time.hpp"

namespace tongluo::fleet {

class ClockMap {
 public:
  ClockMap() = default;  // the true clock itself
  // At `start` the terminal's wall clock is ahead by `offset`; from then on both of its clocks run fast by `ppm`.
  ClockMap(Now start, WallTime::duration offset, double ppm) : start_(start), offset_(offset), rate_(1 + ppm * 1e-6) {}

  Now local(Now truth) const { return {local_steady(truth.steady), local_wall(truth.wall)}; }
  SteadyTime local_steady(SteadyTime truth) const { return start_.steady + scaled(truth - start_.steady, rate_); }
  WallTime local_wall(WallTime truth) const { return start_.wall + offset_ + scaled(truth - start_.wall, rate_); }
  SteadyTime true_steady(SteadyTime local) const { return start_.steady + scaled(local - start_.steady, 1 / rate_); }
  WallTime true_wall(WallTime local) const { return start_.wall + scaled(local - offset_ - start_.wall, 1 / rate_); }

 private:
  template <class Duration>
  static Duration scaled(Duration passed, double by) {
    // Only the difference goes through a double: it is small, and exact to the microsecond.
    return passed + Duration(std::llround(static_cast<double>(passed.count()) * (by - 1)));
  }
  Now start_{};
  WallTime::duration offset_{};
  double rate_ = 1;
};

}  // namespace tongluo::fleet

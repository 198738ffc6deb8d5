#pragma once
// The controller's wall clock as a line over our steady clock. Plain value.

#include <cmath>

#include "protocol/base/time.hpp"

namespace tongluo::instep {

struct ClockLine {
  SteadyTime at{};
  WallTime wall{};      // the controller's, at `at`
  double rate_ppm = 0;  // by which the controller's clock is faster than ours

  WallTime wall_at(SteadyTime steady) const {
    const auto passed = (steady - at).count();
    return wall + WallTime::duration(passed + std::llround(static_cast<double>(passed) * rate_ppm * 1e-6));
  }
  SteadyTime steady_at(WallTime time) const {
    const auto passed = static_cast<double>((time - wall).count());
    return at + SteadyTime::duration(std::llround(passed / (1 + rate_ppm * 1e-6)));
  }
};

}  // namespace tongluo::instep

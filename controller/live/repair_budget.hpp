#pragma once
// Octets that a session may still be given: refilled with time, never above the burst. Pure value. Time: handed in.

#include <algorithm>

#include "controller/live/limits.hpp"

namespace tongluo::live {

class RepairBudget {
 public:
  bool take(SteadyTime now, std::size_t octets) {
    const auto passed = std::min<microseconds>(now - refilled_, kFull);
    left_us_ = std::min<microseconds>(left_us_ + passed, kFull);
    refilled_ = now;
    const microseconds cost(octets * 1'000'000 / kRepairBytesPerSecond);
    if (cost > left_us_) return false;
    left_us_ -= cost;
    return true;
  }

 private:
  static constexpr microseconds kFull{kRepairBurstBytes * 1'000'000 / kRepairBytesPerSecond};
  microseconds left_us_ = kFull;
  SteadyTime refilled_{};
};

}  // namespace tongluo::live

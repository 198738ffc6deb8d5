#pragma once
// How long the battery will last, from how its charge (or voltage) fell so far: a least-squares line through the last
// kTrendSamples minutes. An estimate, never a fact. Pure; time is handed in. Limit: kTrendSamples, the oldest leaves.

#include <deque>
#include <optional>

#include "protocol/base/time.hpp"
#include "terminal-fw/alarms/limits.hpp"

namespace tongluo::alarms {

class BatteryTrend {
 public:
  // While the battery supplies the terminal. `empty`: the value at which it gives up. Samples come as often as they
  // like; a change of `empty` (another kind of value) begins anew.
  void on_value(SteadyTime now, double value, double empty);
  // It is charged, or nothing is known of it.
  void reset() { samples_.clear(); }
  // Minutes from the newest sample on; nothing: too few samples, it does not fall, or so slowly that it means nothing.
  std::optional<std::uint32_t> minutes_left() const;

 private:
  struct Sample {
    SteadyTime at{};
    double value = 0;
  };
  std::deque<Sample> samples_;
  double empty_ = 0;
};

}  // namespace tongluo::alarms

#pragma once
// How long the battery will last, from how its charge (or voltage) fell so far: a least-squares line through the last
// hour, or through what there is of it. An estimate, never a fact. Pure; time is handed in. Limit: kTrendSamples.

#include <deque>
#include <optional>

#include "protocol/base/time.hpp"
#include "terminal-fw/alarms/limits.hpp"

namespace tongluo::alarms {

// What a value means.
struct BatteryScale {
  double empty = 0;  // there it gives up
  // Enough for an estimate before kTrendLeastTime. Nothing: a voltage also falls while the battery settles.
  std::optional<double> clear_fall;
  bool operator==(const BatteryScale&) const = default;
};
constexpr BatteryScale kChargeScale{kEmptyPercent, kClearFallPercent};

class BatteryTrend {
 public:
  // While the battery supplies the terminal. Samples come as often as they like; another scale begins anew.
  void on_value(SteadyTime now, double value, const BatteryScale& scale);
  // It is charged, or nothing is known of it.
  void reset();
  // Minutes from the newest sample on; nothing: too few samples, it does not fall, or so slowly that it means nothing.
  std::optional<std::uint32_t> minutes_left() const;

 private:
  struct Sample {
    SteadyTime at{};
    double value = 0;
  };
  void thin();
  bool says_something() const;

  std::deque<Sample> samples_;
  SteadyTime::duration step_ = kTrendFirstStep;
  BatteryScale scale_;
};

}  // namespace tongluo::alarms

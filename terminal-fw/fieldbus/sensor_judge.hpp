#pragma once
// Whether one sensor can be believed. A lying sensor has a name for its lie, and needs several plausible values in a
// row to be believed again. Pure; time is handed in.

#include <cstdint>

#include "terminal-fw/fieldbus/bus_events.hpp"

namespace tongluo::fieldbus {

// Further down takes precedence.
enum class SensorState : std::uint8_t {
  unknown,       // no value yet
  good,          // the last value can be believed
  contradicted,  // two sensors say opposite things, and nobody knows which is right
  stuck,         // a value that must move has not moved
  jumping,       // it changes faster than nature does, or a contact chatters
  out_of_range,  // impossible for this quantity
  absent,        // the device says that the sensor is not there, or has no such register
  silent,        // the device does not answer, or has not answered for three periods
  unpowered,     // the device has no power, as it should
};
std::string_view to_string(SensorState state);
inline bool lies(SensorState state) { return state >= SensorState::contradicted && state <= SensorState::out_of_range; }

class SensorJudge {
 public:
  explicit SensorJudge(const Register& reg);

  void on_value(SteadyTime now, double value);
  void on_no_value(NoValueReason reason);
  SensorState state(SteadyTime now) const;
  double value() const { return value_; }  // the last one, whatever it is worth
  SteadyTime at() const { return at_; }

 private:
  bool in_range(double value) const;
  bool jumped(SteadyTime now, double value) const;

  Quantity quantity_;
  milliseconds fresh_for_;
  milliseconds must_move_within_;
  bool known_ = false;
  SensorState no_value_ = SensorState::unknown;  // absent, silent or unpowered while there is none
  double value_ = 0;
  SteadyTime at_{};
  SteadyTime moved_at_{};
  std::uint8_t jumps_ = 0;  // one bit for each of the last eight values
  bool jumping_ = false;
  bool range_broken_ = false;
  std::uint8_t in_range_run_ = 0;
};

}  // namespace tongluo::fieldbus

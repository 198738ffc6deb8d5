#pragma once
// A cabinet in a few equations: amplifier, horn line, mains, battery, fan, door. Enough for every sensor to move for
// the reason that it moves on a pole. Pure; time is handed in as steps.

#include <optional>

#include "terminal-fw/fieldbus/quantity.hpp"
#include "tools/amp-sim/faults.hpp"

namespace tongluo::amp_sim {

class AmpModel {
 public:
  // `decoded_db`: what the amplifier is fed, 0 is a full-scale tone.
  void advance(milliseconds step, double decoded_db, const Faults& faults);
  // In the quantity's unit, as its sensor shows it.
  double value(fieldbus::Quantity quantity) const;
  // Ignored for what is no output.
  void set(fieldbus::Quantity quantity, double value);

 private:
  double fan_rpm() const;
  bool powered() const { return !mains_lost_ || battery_charge_ > 0; }
  void advance_output(double step_s, double decoded_db, const Faults& faults);
  void advance_power(double step_s, const Faults& faults);
  void advance_climate(double step_s, const Faults& faults);

  bool relay_ = false;
  bool relay_stuck_ = false;
  bool fault_ = false;
  bool line_open_ = false;
  bool line_short_ = false;
  bool mains_lost_ = false;
  bool door_open_ = false;
  bool tamper_ = false;
  bool fan_fault_ = false;
  bool fan_stopped_ = false;
  double on_for_s_ = 0;
  double level_percent_ = 0;
  double shown_level_percent_ = 0;
  double current_percent_ = 0;
  double battery_charge_ = 100;
  double battery_age_ = 0;
  double temperature_c_ = 25;
  double cabinet_c_ = 18.5;
  double humidity_percent_ = 56;
  std::optional<double> ordered_rpm_;  // the fan runs by its own thermostat until somebody orders a speed
};

}  // namespace tongluo::amp_sim

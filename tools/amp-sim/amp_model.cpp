#include "tools/amp-sim/amp_model.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::amp_sim {
namespace {

using fieldbus::Quantity;

constexpr double kWakeS = 0.2;         // from the relay to sound
constexpr double kMeterS = 0.08;       // time constant of the level meter
constexpr double kHissPercent = 0.05;  // of an amplifier that is fed nothing
constexpr double kWeakFactor = 0.126;  // 18 dB less
constexpr double kShortFactor = 0.1;   // a short takes most of the voltage
constexpr double kShortCurrent = 20;   // and that much more current for what is left
constexpr double kBatteryWh = 500;
constexpr double kIdleW = 8;
constexpr double kFullW = 150;
constexpr double kSecondsPerHour = 3'600;
constexpr double kNonsensePercent = 640;
constexpr double kFanFromC = 45;
constexpr double kCabinetC = 18.5;
constexpr double kHumidityPercent = 56;
constexpr double kOpenHumidityPercent = 78;

double smoothed(double now, double target, double step_s, double constant_s) {
  return now + (target - now) * (1 - std::exp(-step_s / constant_s));
}

}  // namespace

void AmpModel::advance(milliseconds step, double decoded_db, const Faults& faults) {
  const double step_s = std::chrono::duration<double>(step).count();
  mains_lost_ = faults.on(Fault::mains_loss);
  door_open_ = faults.on(Fault::door_open);
  tamper_ = faults.on(Fault::tamper);
  fan_fault_ = faults.on(Fault::fan_fault);
  fan_stopped_ = fan_fault_ || faults.on(Fault::fan_stopped);
  relay_stuck_ = faults.on(Fault::relay_stuck);
  line_open_ = faults.on(Fault::open_horn);
  line_short_ = faults.on(Fault::shorted_horn);
  fault_ = faults.on(Fault::amplifier_fault);
  advance_output(step_s, decoded_db, faults);
  advance_power(step_s, faults);
  advance_climate(step_s, faults);
}

void AmpModel::advance_output(double step_s, double decoded_db, const Faults& faults) {
  on_for_s_ = relay_ && powered() ? on_for_s_ + step_s : 0;
  const bool awake = on_for_s_ >= kWakeS && !faults.on(Fault::dead_amplifier) && !fault_;
  double target = awake ? std::max(kHissPercent, 100 * std::pow(10.0, decoded_db / 20)) : 0;
  if (faults.on(Fault::weak_amplifier)) target *= kWeakFactor;
  if (line_short_) target *= kShortFactor;
  level_percent_ = smoothed(level_percent_, target, step_s, kMeterS);
  current_percent_ = line_open_ ? 0 : level_percent_ * (line_short_ ? kShortCurrent : 1);
  shown_level_percent_ = level_percent_;
  if (faults.on(Fault::level_stuck)) shown_level_percent_ = faults.value(Fault::level_stuck);
  if (faults.on(Fault::level_impossible)) shown_level_percent_ = kNonsensePercent;
}

void AmpModel::advance_power(double step_s, const Faults& faults) {
  battery_age_ = std::clamp(faults.value(Fault::battery_age), 0.0, 99.0);
  const double capacity_wh = kBatteryWh * (1 - battery_age_ / 100);
  const double load_w = kIdleW + kFullW * level_percent_ / 100;
  const double flow_w = mains_lost_ ? -load_w : 2 * kIdleW;
  const double change_percent = 100 * flow_w * step_s / kSecondsPerHour / capacity_wh;
  battery_charge_ = std::clamp(battery_charge_ + change_percent, 0.0, 100.0);
}

void AmpModel::advance_climate(double step_s, const Faults& faults) {
  constexpr double kHeatS = 120;
  const auto told = [&faults](Fault fault, double usual) { return faults.on(fault) ? faults.value(fault) : usual; };
  cabinet_c_ = told(Fault::cabinet_temperature, kCabinetC);
  humidity_percent_ = told(Fault::humidity, door_open_ ? kOpenHumidityPercent : kHumidityPercent);
  const bool cooled = temperature_c_ > kFanFromC && !fan_stopped_;
  const double target = 25 + level_percent_ * (cooled ? 0.3 : 0.9);
  temperature_c_ = told(Fault::amplifier_temperature, smoothed(temperature_c_, target, step_s, kHeatS));
}

double AmpModel::value(Quantity quantity) const {
  const double sag = mains_lost_ ? 0.5 + battery_age_ / 50 : 0;
  switch (quantity) {
    case Quantity::push_to_talk:
      return 0;
    case Quantity::amplifier_relay:
      return relay_;
    case Quantity::amplifier_fault:
      return fault_;
    case Quantity::output_level:
      return shown_level_percent_;
    case Quantity::output_current:
      return current_percent_;
    case Quantity::line_open:
      return line_open_;
    case Quantity::line_short:
      return line_short_;
    case Quantity::amplifier_temperature:
      return temperature_c_;
    case Quantity::fan_speed:
      return fan_rpm();
    case Quantity::fan_fault:
      return fan_fault_;
    case Quantity::mains_present:
      return !mains_lost_;
    case Quantity::mains_voltage:
      return mains_lost_ ? 0 : 229.5;
    case Quantity::battery_voltage:
      return 22.5 + 0.035 * battery_charge_ - sag;
    case Quantity::battery_current:
      return mains_lost_ ? -(kIdleW + kFullW * level_percent_ / 100) / 24 : 0.6;
    case Quantity::battery_charge:
      return battery_charge_;
    case Quantity::solar_voltage:
      return 34.2;
    case Quantity::solar_power:
      return 41;
    case Quantity::cabinet_temperature:
      return cabinet_c_;
    case Quantity::door_open:
      return door_open_;
    case Quantity::humidity:
      return humidity_percent_;
    case Quantity::tamper:
      return tamper_;
  }
  return 0;
}

void AmpModel::set(Quantity quantity, double value) {
  if (quantity == Quantity::amplifier_relay && !relay_stuck_) relay_ = value != 0;
  // A device writes back what it shows: that is no order.
  if (quantity == Quantity::fan_speed && std::abs(value - fan_rpm()) > 1) ordered_rpm_ = value;
}

double AmpModel::fan_rpm() const {
  if (fan_stopped_) return 0;
  return ordered_rpm_.value_or(temperature_c_ > kFanFromC ? 2'400 : 0);
}

}  // namespace tongluo::amp_sim

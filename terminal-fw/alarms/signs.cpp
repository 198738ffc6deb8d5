#include "terminal-fw/alarms/signs.hpp"

#include <cmath>

namespace tongluo::alarms {
namespace {

using fieldbus::Quantity;
using wire::EventKind;
using Sign = std::optional<bool>;

std::string number(double value, int decimals = 0) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

Sign flag(const Look& look, Quantity quantity) {
  const auto value = look.believed(quantity);
  return value ? Sign(*value != 0) : std::nullopt;
}

// Shows from `begins` on, is gone from `ends` on, in whichever direction that is.
Sign beyond(std::optional<double> value, double begins, double ends) {
  if (!value) return std::nullopt;
  const bool upwards = begins > ends;
  if (upwards ? *value >= begins : *value <= begins) return true;
  if (upwards ? *value <= ends : *value >= ends) return false;
  return std::nullopt;
}

std::string battery_text(const Look& look) {
  std::string text;
  if (const auto volts = look.believed(Quantity::battery_voltage)) text += number(*volts, 1) + " V";
  if (const auto charge = look.believed(Quantity::battery_charge))
    text += (text.empty() ? "" : ", ") + number(*charge) + " %";
  if (look.battery_minutes)
    text += (text.empty() ? "" : ", ") + std::string("about ") + std::to_string(*look.battery_minutes) +
            " min left (estimated)";
  return text;
}

Sign mains_sign(const Look& look, std::size_t) {
  if (const auto present = flag(look, Quantity::mains_present)) return !*present;
  return beyond(look.believed(Quantity::mains_voltage), kMainsGoneV, kMainsBackV);
}
std::string mains_detail(const Look& look, std::size_t) {
  const std::string battery = battery_text(look);
  return "no mains" + (battery.empty() ? "" : "; battery " + battery);
}

Sign battery_sign(const Look& look, std::size_t) {
  const auto charge = look.believed(Quantity::battery_charge);
  const auto volts = look.believed(Quantity::battery_voltage);
  const Sign level = charge  ? beyond(charge, kBatteryLowPercent, kBatteryFairPercent)
                     : volts ? beyond(*volts / units_of(*volts), kBatteryLowV, kBatteryFairV)
                             : std::nullopt;
  if (level == true || !look.battery_minutes) return level;
  const Sign time = beyond(*look.battery_minutes, kBatteryLowMinutes, kBatteryFairMinutes);
  return time == true ? time : level == false && time == false ? level : std::nullopt;
}
std::string battery_detail(const Look& look, std::size_t) { return battery_text(look); }

Sign door_sign(const Look& look, std::size_t) { return flag(look, Quantity::door_open); }
std::string door_detail(const Look&, std::size_t) { return "the cabinet's door is open"; }

Sign tamper_sign(const Look& look, std::size_t) { return flag(look, Quantity::tamper); }
std::string tamper_detail(const Look&, std::size_t) { return "the tamper contact says that somebody is at the box"; }

Sign amplifier_heat_sign(const Look& look, std::size_t) {
  return beyond(look.believed(Quantity::amplifier_temperature), kHotAmplifierC, kCoolAmplifierC);
}
std::string amplifier_heat_detail(const Look& look, std::size_t) {
  return "amplifier at " + number(look.believed(Quantity::amplifier_temperature).value_or(kHotAmplifierC)) + " C";
}
Sign cabinet_heat_sign(const Look& look, std::size_t) {
  return beyond(look.believed(Quantity::cabinet_temperature), kHotCabinetC, kCoolCabinetC);
}
std::string cabinet_heat_detail(const Look& look, std::size_t) {
  return number(look.believed(Quantity::cabinet_temperature).value_or(kHotCabinetC)) + " C in the cabinet";
}

// It says so, or it stands still where it is needed.
Sign fan_sign(const Look& look, std::size_t) {
  const Sign says = flag(look, Quantity::fan_fault);
  if (says == true) return true;
  const auto heat = look.believed(Quantity::amplifier_temperature);
  const auto turns = look.believed(Quantity::fan_speed);
  if (!heat || !turns) return says;
  if (*heat < kFanNeededC) return *turns >= kFanTurnsRpm ? Sign(false) : says;
  return beyond(turns, kFanStoppedRpm, kFanTurnsRpm);
}
std::string fan_detail(const Look&, std::size_t) { return "the amplifier's fan does not turn"; }

Sign amplifier_sign(const Look& look, std::size_t) { return flag(look, Quantity::amplifier_fault); }
std::string amplifier_detail(const Look&, std::size_t) { return "the amplifier reports a fault of its own"; }

Sign open_sign(const Look& look, std::size_t) { return flag(look, Quantity::line_open); }
std::string open_detail(const Look&, std::size_t) { return "the horn line is open"; }
Sign short_sign(const Look& look, std::size_t) { return flag(look, Quantity::line_short); }
std::string short_detail(const Look&, std::size_t) { return "the horn line is shorted"; }

Sign humid_sign(const Look& look, std::size_t) {
  return beyond(look.believed(Quantity::humidity), kHumidPercent, kDryPercent);
}
std::string humid_detail(const Look& look, std::size_t) {
  return number(look.believed(Quantity::humidity).value_or(kHumidPercent)) + " % humidity";
}

Sign device_sign(const Look& look, std::size_t index) {
  const auto state = look.state.device(index);
  if (state == fieldbus::DeviceState::silent) return true;
  return state == fieldbus::DeviceState::answering ? Sign(false) : std::nullopt;
}
std::string device_detail(const Look& look, std::size_t index) {
  return "device \"" + look.devices[index] + "\" does not answer";
}

Sign sensor_sign(const Look& look, std::size_t index) {
  const auto sensed = look.state.sensed(look.now, static_cast<Quantity>(index));
  if (!sensed) return std::nullopt;
  if (fieldbus::lies(sensed->state)) return true;
  return sensed->state == fieldbus::SensorState::good ? Sign(false) : std::nullopt;
}
std::string sensor_detail(const Look& look, std::size_t index) {
  const auto quantity = static_cast<Quantity>(index);
  std::string text = "sensor " + std::string(fieldbus::facts(quantity).name);
  if (const auto sensed = look.state.sensed(look.now, quantity))
    text += " is " + std::string(to_string(sensed->state)) + ", last value " + number(sensed->value, 1);
  return text;
}

Sign sound_test_sign(const Look& look, std::size_t) { return look.sound_test_failed; }
std::string sound_test_detail(const Look& look, std::size_t) { return look.sound_test_detail; }

constexpr Rule kRules[] = {
    {EventKind::mains_lost, kMainsHolds, mains_sign, mains_detail},
    {EventKind::battery_low, kBatteryHolds, battery_sign, battery_detail},
    {EventKind::door_open, kDoorHolds, door_sign, door_detail},
    {EventKind::tamper, kTamperHolds, tamper_sign, tamper_detail},
    {EventKind::over_temperature, kHeatHolds, amplifier_heat_sign, amplifier_heat_detail},
    {EventKind::over_temperature, kHeatHolds, cabinet_heat_sign, cabinet_heat_detail},
    {EventKind::fan_fault, kFanHolds, fan_sign, fan_detail},
    {EventKind::amplifier_fault, kAmplifierHolds, amplifier_sign, amplifier_detail},
    {EventKind::horn_fault, kLineHolds, open_sign, open_detail},
    {EventKind::horn_fault, kLineHolds, short_sign, short_detail},
    {EventKind::humid, kHumidHolds, humid_sign, humid_detail},
    {EventKind::self_test, kTestHolds, sound_test_sign, sound_test_detail},
};
static_assert(kRules[kMainsRule].kind == EventKind::mains_lost);

}  // namespace

std::vector<Rule> make_rules(const fieldbus::RegisterMap& map) {
  std::vector<Rule> rules(std::begin(kRules), std::end(kRules));
  for (std::size_t i = 0; i < map.devices.size(); ++i)
    rules.push_back({EventKind::device_silent, kDeviceHolds, device_sign, device_detail, i});
  for (const fieldbus::Device& device : map.devices)
    for (const fieldbus::Register& reg : device.registers)
      rules.push_back(
          {EventKind::sensor_implausible, kSensorHolds, sensor_sign, sensor_detail, fieldbus::index_of(reg.quantity)});
  return rules;
}

double units_of(double battery_volts) {
  constexpr double kHighest12 = 18, kHighest24 = 36;
  if (battery_volts <= kHighest12) return 1;
  return battery_volts <= kHighest24 ? 2 : 4;
}

bool has_mains_sensor(const Look& look) {
  return look.state.sensed(look.now, Quantity::mains_present) || look.state.sensed(look.now, Quantity::mains_voltage);
}

}  // namespace tongluo::alarms

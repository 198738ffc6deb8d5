#include "terminal-fw/alarms/board_status.hpp"

#include <cmath>

namespace tongluo::alarms {
namespace {

using fieldbus::Quantity;
using wire::StatusField;

struct Row {
  StatusField field;
  Quantity quantity;
  double scale;  // from the quantity's unit to the field's
  double dead_band;
};
constexpr Row kRows[] = {
    {StatusField::mains_present, Quantity::mains_present, 1, 1},
    {StatusField::mains_volts, Quantity::mains_voltage, 1, 8},
    {StatusField::battery_percent, Quantity::battery_charge, 1, 2},
    {StatusField::battery_millivolts, Quantity::battery_voltage, 1'000, 100},
    {StatusField::solar_watts, Quantity::solar_power, 1, 5},
    {StatusField::solar_millivolts, Quantity::solar_voltage, 1'000, 500},
    {StatusField::cabinet_celsius, Quantity::cabinet_temperature, 1, 2},
    {StatusField::amplifier_celsius, Quantity::amplifier_temperature, 1, 2},
    {StatusField::humidity_percent, Quantity::humidity, 1, 3},
    {StatusField::door_open, Quantity::door_open, 1, 1},
    {StatusField::output_level_percent, Quantity::output_level, 1, 5},
};
constexpr double kMinutesBand = 10;

}  // namespace

BoardStatus::BoardStatus(const fieldbus::RegisterMap& map) : devices_(map.devices.size()) {}

void BoardStatus::steady(StatusField field, std::optional<double> value, double dead_band) {
  const auto shown = shown_.get(field);
  if (!value) return shown_.set(field, std::nullopt);
  if (!shown || std::abs(*value - *shown) >= dead_band)
    shown_.set(field, static_cast<std::int32_t>(std::lround(*value)));
}

void BoardStatus::count(SteadyTime now, const fieldbus::BoardState& state) {
  std::int32_t silent = 0, lying = 0;
  for (std::size_t i = 0; i < devices_; ++i)
    if (state.device(i) == fieldbus::DeviceState::silent) ++silent;
  for (std::size_t i = 0; i < fieldbus::kQuantities; ++i)
    if (const auto sensed = state.sensed(now, static_cast<Quantity>(i)); sensed && fieldbus::lies(sensed->state))
      ++lying;
  shown_.set(StatusField::devices_silent, silent);
  shown_.set(StatusField::sensors_lying, lying);
}

void BoardStatus::look(SteadyTime now, const fieldbus::BoardState& state, const AlarmWatch& watch) {
  for (const Row& row : kRows) {
    const auto value = state.believed(now, row.quantity);
    steady(row.field, value ? std::optional(*value * row.scale) : std::nullopt, row.dead_band);
  }
  const auto minutes = watch.battery_minutes();
  steady(StatusField::battery_minutes, minutes ? std::optional<double>(*minutes) : std::nullopt, kMinutesBand);
  count(now, state);
  shown_.set(StatusField::alarms, static_cast<std::int32_t>(watch.going_on()));
}

void BoardStatus::add_to(wire::TerminalStatus& status) const {
  for (std::size_t i = 0; i < wire::kStatusFields; ++i) {
    const auto field = static_cast<StatusField>(i);
    if (const auto value = shown_.get(field)) status.set(field, value);
  }
}

}  // namespace tongluo::alarms

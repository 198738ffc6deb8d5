#pragma once
// Private to terminal-fw/alarms: what each trouble looks like in the cabinet's readings, and its line for a technician.
// Only values that can be believed count: a sensor that lies makes no trouble but its own.

#include <string>
#include <vector>

#include "protocol/wire/messages.hpp"
#include "terminal-fw/alarms/limits.hpp"
#include "terminal-fw/fieldbus/board_state.hpp"

namespace tongluo::alarms {

struct Look {
  SteadyTime now;
  const fieldbus::BoardState& state;
  const std::vector<std::string>& devices;       // names, by index
  std::optional<std::uint32_t> battery_minutes;  // estimated
  std::optional<bool> sound_test_failed;         // the newest one that came to anything
  const std::string& sound_test_detail;

  std::optional<double> believed(fieldbus::Quantity quantity) const { return state.believed(now, quantity); }
};

// A row of the table of troubles. `index`: of the device or quantity, where there is one row for each.
struct Rule {
  wire::EventKind kind{};
  Holds holds;
  std::optional<bool> (*sign)(const Look& look, std::size_t index) = nullptr;
  std::string (*detail)(const Look& look, std::size_t index) = nullptr;
  std::size_t index = 0;
};

constexpr std::size_t kMainsRule = 0;
// Those of every cabinet, the mains first; what it has no sensor for never shows. Then one for each device and
// quantity.
std::vector<Rule> make_rules(const fieldbus::RegisterMap& map);

// Nominal 12 V units of this battery voltage: 1, 2 or 4.
double units_of(double battery_volts);
bool has_mains_sensor(const Look& look);

}  // namespace tongluo::alarms

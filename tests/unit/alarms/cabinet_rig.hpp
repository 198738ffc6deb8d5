#pragma once
// A cabinet by hand: the test says what its sensors read, once a second, and hears what the controller would.

#include <map>

#include "terminal-fw/alarms/alarm_watch.hpp"
#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::alarms {

using fieldbus::Quantity;

struct CabinetRig {
  explicit CabinetRig(std::vector<Quantity> quantities) : map(map_of(quantities)), state(map), watch(map) {
    now = fieldbus::at_ms(1'000'000);
    state.apply({now, fieldbus::DeviceChanged{0, fieldbus::DeviceState::answering}});
  }

  static fieldbus::RegisterMap map_of(const std::vector<Quantity>& quantities) {
    std::vector<fieldbus::Register> registers;
    for (const Quantity quantity : quantities)
      registers.push_back(fieldbus::measure(quantity, static_cast<std::uint16_t>(registers.size())));
    return fieldbus::map_of({fieldbus::device("power", 1, std::move(registers))});
  }

  // For so long the cabinet reads `values`; what is told meanwhile is kept.
  void run(seconds span) {
    for (const SteadyTime end = now + SteadyTime::duration(span); now < end; now += seconds(1)) {
      for (const auto& [quantity, value] : values) state.apply({now, fieldbus::Reading{quantity, value}});
      watch.look(now, state);
      listen();
    }
  }
  void listen() {
    while (auto alarm = watch.next(now, state)) told.push_back(std::move(*alarm));
  }
  std::vector<Alarm> heard() { return std::exchange(told, {}); }

  fieldbus::RegisterMap map;
  fieldbus::BoardState state;
  AlarmWatch watch;
  SteadyTime now{};
  std::map<Quantity, double> values;
  std::vector<Alarm> told;
};

}  // namespace tongluo::alarms

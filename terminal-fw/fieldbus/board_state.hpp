#pragma once
// What the terminal knows of its cabinet: the newest value of each quantity, whether it can be believed, and which
// devices and outputs are well. Fed with the events of all buses. Owner: one thread (control). Pure; time is handed in.

#include <array>
#include <optional>
#include <vector>

#include "terminal-fw/fieldbus/bus_events.hpp"
#include "terminal-fw/fieldbus/register_map.hpp"
#include "terminal-fw/fieldbus/sensor_judge.hpp"

namespace tongluo::fieldbus {

struct Sensed {
  double value = 0;
  SensorState state = SensorState::unknown;
  SteadyTime at{};  // of the value
};

class BoardState {
 public:
  // `map` has no fault (first_fault).
  explicit BoardState(const RegisterMap& map);

  void apply(const BusEvent& event);

  // Nothing: the map has no such register, so the terminal has no such sensor.
  std::optional<Sensed> sensed(SteadyTime now, Quantity quantity) const;
  // Only a value that can be believed.
  std::optional<double> believed(SteadyTime now, Quantity quantity) const;
  DeviceState device(std::size_t index) const;
  OutputState output(Quantity quantity) const { return outputs_[index_of(quantity)]; }

 private:
  enum class Contradiction : std::uint8_t { line, mains, relay, count };
  std::optional<SensorJudge>& judge(Quantity quantity) { return judges_[index_of(quantity)]; }
  void add_judge(Quantity quantity, milliseconds period);
  bool plainly(SteadyTime now, Quantity quantity, double least, double most) const;
  bool conflicts(SteadyTime now, Contradiction contradiction) const;
  bool contradicted(SteadyTime now, Quantity quantity) const;
  void watch_contradictions(SteadyTime now);

  std::array<std::optional<SensorJudge>, kQuantities> judges_;
  std::array<OutputState, kQuantities> outputs_{};
  std::vector<DeviceState> devices_;
  // Since when; max(): not.
  std::array<SteadyTime, static_cast<std::size_t>(Contradiction::count)> conflict_since_{};
};

}  // namespace tongluo::fieldbus

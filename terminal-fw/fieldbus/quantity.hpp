#pragma once
// What a register can mean. Each quantity has one unit and a plausible range, whatever the device sends. Pure values.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tongluo::fieldbus {

enum class Quantity : std::uint8_t {
  amplifier_relay,  // power of the amplifier; the one output that most boards have
  amplifier_fault,  // the amplifier says itself that it is broken
  output_level,     // % of the amplitude of a full-scale tone
  output_current,   // % of the current of a full-scale tone into a healthy horn line
  line_open,        // the horn line is cut
  line_short,       // the horn line is shorted
  amplifier_temperature,
  fan_speed,
  fan_fault,
  mains_present,
  mains_voltage,
  battery_voltage,
  battery_current,  // positive: charging
  battery_charge,
  solar_voltage,
  solar_power,
  cabinet_temperature,
  door_open,
  humidity,
  tamper,        // somebody is at the box
  push_to_talk,  // somebody holds the key of the village's microphone
};
constexpr std::size_t kQuantities = 21;
constexpr std::size_t index_of(Quantity quantity) { return static_cast<std::size_t>(quantity); }

struct QuantityFacts {
  std::string_view name;  // in the register map
  std::string_view unit;  // empty: a flag, 0 or 1
  double least = 0;       // a value outside least … most is a lie
  double most = 0;
  double fastest_per_s = 0;  // change; 0: any
  bool by_hand = false;      // a flag that a person changes as often as he likes
};

const QuantityFacts& facts(Quantity quantity);
std::optional<Quantity> quantity_from(std::string_view name);
inline bool is_flag(Quantity quantity) { return facts(quantity).unit.empty(); }

}  // namespace tongluo::fieldbus

#include "terminal-fw/fieldbus/quantity.hpp"

#include <array>

#include "protocol/base/assert.hpp"

namespace tongluo::fieldbus {
namespace {

constexpr QuantityFacts flag(std::string_view name) { return {name, "", 0, 1, 0}; }

// In the order of the enumeration. Ranges are those of a pole in the open: wide enough for every true value.
constexpr std::array<QuantityFacts, kQuantities> kFacts{{
    flag("amplifier_relay"),
    flag("amplifier_fault"),
    {"output_level", "%", 0, 200, 0},
    {"output_current", "%", 0, 1'000, 0},
    flag("line_open"),
    flag("line_short"),
    {"amplifier_temperature", "C", -45, 130, 20},
    {"fan_speed", "rpm", 0, 20'000, 0},
    flag("fan_fault"),
    flag("mains_present"),
    {"mains_voltage", "V", 0, 450, 0},
    {"battery_voltage", "V", 0, 80, 20},
    {"battery_current", "A", -200, 200, 0},
    {"battery_charge", "%", 0, 102, 5},
    {"solar_voltage", "V", 0, 200, 0},
    {"solar_power", "W", 0, 5'000, 0},
    {"cabinet_temperature", "C", -45, 95, 5},
    flag("door_open"),
    {"humidity", "%", 0, 102, 20},
    flag("tamper"),
    {"push_to_talk", "", 0, 1, 0, true},
}};

}  // namespace

const QuantityFacts& facts(Quantity quantity) {
  TL_ASSERT(index_of(quantity) < kQuantities);
  return kFacts[index_of(quantity)];
}

std::optional<Quantity> quantity_from(std::string_view name) {
  for (std::size_t i = 0; i < kQuantities; ++i)
    if (kFacts[i].name == name) return static_cast<Quantity>(i);
  return std::nullopt;
}

}  // namespace tongluo::fieldbus

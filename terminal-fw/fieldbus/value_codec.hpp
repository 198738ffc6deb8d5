#pragma once
// Registers as they came from the bus to a value in the quantity's unit, and back. Pure; any input is answered.

#include <cstdint>
#include <span>
#include <vector>

#include "protocol/base/result.hpp"
#include "terminal-fw/fieldbus/register_map.hpp"

namespace tongluo::fieldbus {

enum class ValueFault : std::uint8_t {
  absent,        // the device says that the sensor is not there (absent_raw)
  not_a_number,  // a float that is none
  too_short,     // fewer registers than the value needs
  unfitting,     // encode: the value does not fit into the register
};

using Words = std::vector<std::uint16_t>;  // coils and discrete inputs as 0 and 1

// From the first width_of(encoding) of `words`. Flags give 0 or 1.
Result<double, ValueFault> decode(const Register& reg, std::span<const std::uint16_t> words);

// The nearest value that the register can hold; unfitting when there is none. `reg` may be written (WriteAccess).
Result<Words, ValueFault> encode(const Register& reg, double value);

}  // namespace tongluo::fieldbus

#include "terminal-fw/fieldbus/register_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "terminal-fw/fieldbus/limits.hpp"

namespace tongluo::fieldbus {
namespace {

using Fault = std::optional<std::string>;

bool reads_bits(ReadFunction function) {
  return function == ReadFunction::coils || function == ReadFunction::discrete_inputs;
}
bool writes_bits(WriteFunction function) { return function == WriteFunction::coil || function == WriteFunction::coils; }
bool holds_flag(Encoding encoding) {
  return encoding == Encoding::bit || encoding == Encoding::bit_of_word || encoding == Encoding::u16;
}
bool fits(std::size_t address, std::size_t width) { return address + width <= 65'536; }

Fault encoding_fault(const Register& reg) {
  if (reads_bits(reg.function) != (reg.encoding == Encoding::bit))
    return "functions 1 and 2 read the encoding \"bit\", functions 3 and 4 read the others";
  if (is_flag(reg.quantity) && !holds_flag(reg.encoding)) return "a flag is a bit, a bit_of_word or a u16";
  if (!is_flag(reg.quantity) && (reg.encoding == Encoding::bit || reg.encoding == Encoding::bit_of_word))
    return "a measured value is not a bit";
  if (reg.bit > 15) return "bit must be 0 to 15";
  if (width_of(reg.encoding) == 1 && (reg.order == ByteOrder::cdab || reg.order == ByteOrder::dcba))
    return "a 16-bit value has the order abcd or badc";
  if (!fits(reg.address, width_of(reg.encoding))) return "the value reaches beyond address 65535";
  return std::nullopt;
}

Fault scale_fault(const Register& reg) {
  if (!std::isfinite(reg.scale) || !std::isfinite(reg.offset) || reg.scale == 0) return "scale must be a number, not 0";
  if (is_flag(reg.quantity) && (reg.scale != 1 || reg.offset != 0)) return "a flag has no scale";
  if (!is_flag(reg.quantity) && reg.inverted) return "only a flag can be inverted";
  if (reg.decibel && reg.quantity != Quantity::output_level) return "only output_level is given in dB";
  return std::nullopt;
}

Fault write_fault(const Register& reg) {
  if (!reg.write) return std::nullopt;
  const WriteAccess& write = *reg.write;
  if (writes_bits(write.function) != (reg.encoding == Encoding::bit))
    return "functions 5 and 15 write the encoding \"bit\", functions 6 and 16 write the others";
  if (reg.encoding == Encoding::bit_of_word) return "a bit of a word cannot be written: its neighbours would change";
  if (write.function == WriteFunction::holding_register && width_of(reg.encoding) != 1)
    return "function 6 writes one register; a 32-bit value needs function 16";
  if (!fits(write.address, width_of(reg.encoding))) return "the written value reaches beyond address 65535";
  if (!std::isfinite(write.tolerance) || write.tolerance < 0) return "tolerance must not be negative";
  if (reg.decibel) return "a level in dB cannot be written";
  return std::nullopt;
}

Fault register_fault(const Register& reg) {
  if (reg.period < kMinPeriod || reg.period > kMaxPeriod)
    return "period_ms must be 50 to 30000: a fault must be known within a minute";
  if (reg.must_move_within.count() != 0 && reg.must_move_within < 2 * reg.period)
    return "must_move_within_ms must be at least two periods";
  for (const auto check : {encoding_fault, scale_fault, write_fault})
    if (Fault fault = check(reg)) return fault;
  return std::nullopt;
}

bool switches_amplifier(const Device& device) {
  return std::any_of(device.registers.begin(), device.registers.end(), [](const Register& reg) {
    return reg.quantity == Quantity::amplifier_relay && reg.write.has_value();
  });
}

Fault device_fault(const RegisterMap& map, const Device& device) {
  if (device.bus >= map.buses.size()) return "names a bus that is not there";
  if (device.unit_id == 0 || device.unit_id > kMaxUnitId) return "unit_id must be 1 to 247";
  if (device.timeout < kMinTimeout || device.timeout > kMaxTimeout) return "timeout_ms must be 20 to 2000";
  if (device.retries > kMaxRetries) return "retries must be 0 to 5";
  if (device.registers.empty()) return "has no registers";
  if (device.power_up.count() < 0 || device.power_up > kMaxPowerUp) return "power_up_ms must be 0 to 10000";
  if (device.powered_by_relay) {
    if (switches_amplifier(device)) return "cannot be powered by the relay that it switches itself";
    const bool switched = std::any_of(map.devices.begin(), map.devices.end(), switches_amplifier) ||
                          std::any_of(map.pins.begin(), map.pins.end(), [](const Pin& pin) { return is_output(pin); });
    if (!switched) return "is powered by the amplifier's relay, and nothing in the map switches that";
  }
  for (const Device& other : map.devices)
    if (&other != &device && other.bus == device.bus && other.unit_id == device.unit_id)
      return "has the bus and unit_id of " + other.name;
  return std::nullopt;
}

Fault bus_fault(const Bus& bus) {
  if (bus.gap.count() < 0 || bus.gap > kMaxBusGap) return "gap_ms must be 0 to 500";
  if (const auto* tcp = std::get_if<TcpAddress>(&bus.line))
    return tcp->host.empty() || tcp->port == 0 ? Fault("needs an address and a port") : std::nullopt;
  const SerialLine& serial = std::get<SerialLine>(bus.line);
  if (serial.path.empty()) return "needs the path of a serial port";
  if (serial.baud < 1'200 || serial.baud > 115'200) return "baud must be 1200 to 115200";
  if (serial.parity != 'N' && serial.parity != 'E' && serial.parity != 'O') return "parity is none, even or odd";
  if (serial.stop_bits != 1 && serial.stop_bits != 2) return "stop_bits must be 1 or 2";
  return std::nullopt;
}

Fault pin_fault(const RegisterMap& map, const Pin& pin) {
  if (!is_flag(pin.quantity)) return "a pin is a flag";
  if (pin.chip.empty()) return "needs a chip";
  if (pin.line > kMaxPinLine) return "line must be 0 to 1023";
  if (pin.debounce.count() < 0 || pin.debounce > kMaxDebounce) return "debounce_ms must be 0 to 10000";
  for (const Pin& other : map.pins)
    if (&other != &pin && other.chip == pin.chip && other.line == pin.line) return "is the pin of another quantity";
  return std::nullopt;
}

Fault pins_fault(const RegisterMap& map, std::array<bool, kQuantities>& seen) {
  if (map.pins.size() > kMaxPins) return "more than 16 pins";
  for (const Pin& pin : map.pins) {
    const std::string where = "gpio " + std::string(facts(pin.quantity).name) + ": ";
    if (const Fault fault = pin_fault(map, pin)) return where + *fault;
    if (std::exchange(seen[index_of(pin.quantity)], true)) return where + "is there twice";
  }
  return std::nullopt;
}

Fault registers_fault(const RegisterMap& map) {
  std::array<bool, kQuantities> seen{};
  std::size_t count = 0;
  for (const Device& device : map.devices)
    for (const Register& reg : device.registers) {
      const std::string where = device.name + ": " + std::string(facts(reg.quantity).name) + ": ";
      if (const Fault fault = register_fault(reg)) return where + *fault;
      if (std::exchange(seen[index_of(reg.quantity)], true)) return where + "is there twice";
      if (++count > kMaxRegisters) return "more than 64 registers";
    }
  return pins_fault(map, seen);
}

}  // namespace

std::size_t width_of(Encoding encoding) {
  return encoding == Encoding::u32 || encoding == Encoding::s32 || encoding == Encoding::f32 ? 2 : 1;
}

std::optional<std::string> first_fault(const RegisterMap& map) {
  const bool no_bus = map.buses.empty() && map.devices.empty() && (!map.pins.empty() || map.microphone);
  if (!no_bus && (map.buses.empty() || map.buses.size() > kMaxBuses)) return "a register map has 1 to 4 buses";
  if (!no_bus && (map.devices.empty() || map.devices.size() > kMaxDevices)) return "a register map has 1 to 16 devices";
  for (const Bus& bus : map.buses)
    if (const Fault fault = bus_fault(bus)) return "bus " + bus.name + ": " + *fault;
  for (const Device& device : map.devices)
    if (const Fault fault = device_fault(map, device)) return "device " + device.name + ": " + *fault;
  return registers_fault(map);
}

}  // namespace tongluo::fieldbus

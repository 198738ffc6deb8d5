#pragma once
// Small register maps for the tests, and a clock that only they move.

#include "terminal-fw/fieldbus/register_map.hpp"

namespace tongluo::fieldbus {

inline SteadyTime at_ms(std::int64_t ms) { return SteadyTime(milliseconds(ms)); }

inline Register measure(Quantity quantity, std::uint16_t address, milliseconds period = milliseconds(1'000)) {
  Register reg;
  reg.quantity = quantity;
  reg.function = ReadFunction::input_registers;
  reg.address = address;
  reg.encoding = Encoding::u16;
  reg.period = period;
  return reg;
}

inline Register relay(std::uint16_t address, milliseconds period = milliseconds(1'000)) {
  Register reg;
  reg.quantity = Quantity::amplifier_relay;
  reg.function = ReadFunction::coils;
  reg.address = address;
  reg.encoding = Encoding::bit;
  reg.period = period;
  WriteAccess write;
  write.function = WriteFunction::coil;
  write.address = address;
  reg.write = write;
  return reg;
}

inline Device device(std::string name, std::uint8_t unit_id, std::vector<Register> registers) {
  Device it;
  it.name = std::move(name);
  it.unit_id = unit_id;
  it.registers = std::move(registers);
  return it;
}

// One line, gap 10 ms; every device: time-out 300 ms, two retries.
inline RegisterMap map_of(std::vector<Device> devices) {
  RegisterMap map;
  Bus bus;
  bus.name = "pole";
  bus.line = SerialLine{"/dev/ttyS1"};
  map.buses.push_back(bus);
  map.devices = std::move(devices);
  return map;
}

}  // namespace tongluo::fieldbus

#pragma once
// Which register of which device on which bus means what: the configuration of the field bus as a value. Checked once,
// by first_fault(); every later part may rely on what it says. Limits: limits.hpp. docs/field-bus.md.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/base/time.hpp"
#include "terminal-fw/fieldbus/quantity.hpp"

namespace tongluo::fieldbus {

// Modbus function codes, as on the wire.
enum class ReadFunction : std::uint8_t { coils = 1, discrete_inputs = 2, holding_registers = 3, input_registers = 4 };
enum class WriteFunction : std::uint8_t { coil = 5, holding_register = 6, coils = 15, holding_registers = 16 };

enum class Encoding : std::uint8_t {
  bit,          // one coil or discrete input
  bit_of_word,  // one bit of a 16-bit register
  u16,
  s16,
  u32,
  s32,
  f32,  // IEEE 754
};

// How the bytes of a 32-bit value 0xAABBCCDD lie in two registers; 16-bit values know abcd and badc (bytes swapped).
enum class ByteOrder : std::uint8_t { abcd, cdab, badc, dcba };

struct WriteAccess {
  WriteFunction function{};
  std::uint16_t address = 0;
  bool read_back = true;  // read again after each write, and write again when the value drifts
  double tolerance = 0;   // of the read value, in the quantity's unit
};

struct Register {
  Quantity quantity{};
  ReadFunction function{};
  std::uint16_t address = 0;  // as on the wire, from 0
  Encoding encoding{};
  ByteOrder order = ByteOrder::abcd;
  std::uint8_t bit = 0;   // of Encoding::bit_of_word, 0 is the lowest
  bool inverted = false;  // flags: 0 means yes
  double scale = 1;       // value = raw * scale + offset, in the quantity's unit
  double offset = 0;
  bool decibel = false;                    // raw * scale + offset is in dB below full scale, and becomes %
  std::optional<std::int64_t> absent_raw;  // what the device sends when the sensor is not there
  milliseconds period{1'000};
  milliseconds must_move_within{0};  // the same value for so long is a dead sensor; 0: it may rest
  std::optional<WriteAccess> write;
};

struct TcpAddress {
  std::string host;  // numbers only; nothing is looked up
  std::uint16_t port = 502;
};
struct SerialLine {
  std::string path;
  int baud = 9'600;
  char parity = 'N';  // N, E, O
  int stop_bits = 1;
};

struct Bus {
  std::string name;
  std::variant<TcpAddress, SerialLine> line;
  milliseconds gap{10};  // silence between two exchanges
};

struct Device {
  std::string name;
  std::size_t bus = 0;
  std::uint8_t unit_id = 1;
  milliseconds timeout{300};
  std::uint32_t retries = 2;
  bool powered_by_relay = false;  // by the amplifier's: without it, it is not asked, and not missed
  milliseconds power_up{1'000};   // from the relay to its first answer
  std::vector<Register> registers;
};

// One of the board's own pins (GPIO).
struct Pin {
  Quantity quantity{};  // a flag; amplifier_relay is an output, every other one a contact
  std::string chip;     // "gpiochip0", its label or its path
  unsigned line = 0;
  bool active_low = false;
  milliseconds debounce{200};  // a contact counts when it rested for so long
};
constexpr bool is_output(const Pin& pin) { return pin.quantity == Quantity::amplifier_relay; }

// Buses with devices, pins, a microphone, or several of them.
struct RegisterMap {
  std::vector<Bus> buses;
  std::vector<Device> devices;
  std::vector<Pin> pins;
  bool microphone = false;  // it gives output_level, where no register does
};

// What is wrong, in words for whoever wrote the map; nothing when all is well.
std::optional<std::string> first_fault(const RegisterMap& map);

// Registers (or bits) that one value takes.
std::size_t width_of(Encoding encoding);

}  // namespace tongluo::fieldbus

#pragma once
// What the polling machine asks of a line and what it tells the rest of the terminal. Pure values.

#include <variant>
#include <vector>

#include "protocol/base/time.hpp"
#include "terminal-fw/fieldbus/quantity.hpp"
#include "terminal-fw/fieldbus/value_codec.hpp"

namespace tongluo::fieldbus {

// One exchange on the line: written words and an answer, or only an answer.
struct Request {
  std::uint8_t unit_id = 0;
  std::uint8_t function = 0;  // of ReadFunction or WriteFunction
  std::uint16_t address = 0;
  std::uint16_t count = 0;  // of words or bits
  Words words;              // of a write: `count` of them; of a read: empty
  milliseconds timeout{};
};

// How an exchange can fail.
enum class Failure : std::uint8_t {
  timeout,    // no answer
  damaged,    // an answer cut short, with a wrong CRC, of another device or to another question
  refused,    // the device says that it knows no such function, address or value (exceptions 1 to 4)
  busy,       // the device asks for patience (exceptions 5 and 6)
  gateway,    // a gateway says that the device does not answer (exceptions 10 and 11)
  line_down,  // the serial port cannot be opened, or nothing accepts the connection
};

enum class DeviceState : std::uint8_t {
  unknown,    // not asked yet
  answering,  // its last exchange went well
  troubled,   // failed at least once, is asked again after a short pause
  silent,     // failed once more than its retries; asked at growing intervals
  unpowered,  // the amplifier's relay that feeds it is off: not asked
};

enum class OutputState : std::uint8_t {
  idle,      // nobody asked for a value
  wanted,    // to be written
  checking,  // written, to be read back
  held,      // the device has it
  failed,    // refused, or read back otherwise, kMaxWriteTries times; tried again at growing intervals
};

enum class NoValueReason : std::uint8_t {
  device_silent,
  unpowered,  // its device is
  refused,    // the device has no such register
  absent,     // the device says that the sensor is not there, or sends no number
};

struct Reading {
  Quantity quantity{};
  double value = 0;
  bool operator==(const Reading&) const = default;
};
struct NoValue {
  Quantity quantity{};
  NoValueReason reason{};
  bool operator==(const NoValue&) const = default;
};
struct DeviceChanged {
  std::size_t device = 0;  // in RegisterMap::devices
  DeviceState state{};
  bool operator==(const DeviceChanged&) const = default;
};
struct OutputChanged {
  Quantity quantity{};
  OutputState state{};
  bool operator==(const OutputChanged&) const = default;
};

struct BusEvent {
  SteadyTime at;
  std::variant<Reading, NoValue, DeviceChanged, OutputChanged> what;
};
using BusEvents = std::vector<BusEvent>;  // of one step: at most one for each register, device and output

struct BusCounters {
  std::uint64_t exchanges = 0;
  std::uint64_t failures = 0;       // all kinds
  std::uint64_t damaged = 0;        // among them
  std::uint64_t skipped_polls = 0;  // periods that passed without a read: the bus is too slow for the map
  std::uint64_t drifts = 0;         // an output that had lost its value and was written again
};

}  // namespace tongluo::fieldbus

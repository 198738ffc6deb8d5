#pragma once
// Contacts and relays on the board's own pins (GPIO), as events of the same kind as the bus's: a contact counts when it
// has rested for its debounce time, and is told again each period; the relay is written until it reads back. Pure: no
// chip, no clock; polarity is the chip's affair, levels here are logical. Use: at next_look(), read all pins and call
// on_levels(), or on_failure(); then perform next_write() until it has nothing. Limits: kMaxPins.

#include <optional>
#include <vector>

#include "terminal-fw/fieldbus/bus_events.hpp"
#include "terminal-fw/fieldbus/register_map.hpp"

namespace tongluo::fieldbus {

struct PinWrite {
  std::size_t pin = 0;  // in RegisterMap::pins
  bool on = false;
};

class PinMachine {
 public:
  // `pins` have no fault (first_fault).
  explicit PinMachine(const std::vector<Pin>& pins);

  // What the output shall be from now on. False: no pin is that output.
  bool set(SteadyTime now, Quantity quantity, bool on);

  // Of every pin, in their order; an output's is what it reads back.
  BusEvents on_levels(SteadyTime now, const std::vector<bool>& levels);
  BusEvents on_failure(SteadyTime now);  // the chip or a line cannot be used
  std::optional<PinWrite> next_write();
  SteadyTime next_look() const { return next_look_; }

 private:
  struct Life {
    Pin pin;
    std::optional<bool> level;  // as read last, and since when
    SteadyTime since{};
    std::optional<bool> told;
    SteadyTime told_at{};
    std::optional<bool> wanted;  // outputs
    bool written = false;        // since it was wanted, or was found otherwise
    OutputState state = OutputState::idle;
  };
  void take_level(SteadyTime now, Life& life, bool level, BusEvents& events);
  void check_output(SteadyTime now, Life& life, BusEvents& events);
  static void become(SteadyTime now, Life& life, OutputState state, BusEvents& events);

  std::vector<Life> pins_;
  std::uint32_t failures_ = 0;
  SteadyTime next_look_ = SteadyTime::min();
};

}  // namespace tongluo::fieldbus

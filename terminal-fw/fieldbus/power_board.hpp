#pragma once
// The port behind which the terminal's cabinet lies: amplifier, power, sensors. Adapter: terminal-fw/board.
// Called from one thread (control); no call waits for a bus.

#include "terminal-fw/fieldbus/bus_events.hpp"

namespace tongluo::fieldbus {

class PowerBoard {
 public:
  virtual ~PowerBoard() = default;

  // What an output shall be from now on, also after a device was away. False: the cabinet has no such output. The
  // amplifier's relay is told in any case: it may feed devices of other buses.
  virtual bool set(Quantity quantity, double value) = 0;
  // What has happened since the last call, in order for each bus; at most `limit` events.
  virtual BusEvents take(std::size_t limit) = 0;
};

}  // namespace tongluo::fieldbus

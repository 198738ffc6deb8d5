#pragma once
// The thread of one bus: performs on its line what the machine asks for, and nothing else. Bounded: one wanted value
// for each output; events that the reader has no room for stop the polling, so that none is lost. The destructor waits
// for the open exchange (ModbusLine), and until what was wanted last was written, or failed to be, once.

#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "protocol/os/blocking_queue.hpp"
#include "terminal-fw/board/modbus_line.hpp"
#include "terminal-fw/fieldbus/bus_machine.hpp"

namespace tongluo::board {

using EventQueue = os::BlockingQueue<fieldbus::BusEvent>;

class BusThread {
 public:
  // `notify` is called on the bus thread after new events and must not wait.
  BusThread(const fieldbus::RegisterMap& map, std::size_t bus, EventQueue& events, std::function<void()> notify);

  // From any thread; never waits for the bus.
  void want(fieldbus::Quantity quantity, double value);
  // Of the amplifier: devices that its relay feeds are asked only while it is on.
  void power(bool on);
  fieldbus::BusCounters counters() const;

 private:
  using Wants = std::array<std::optional<double>, fieldbus::kQuantities>;

  void run(const std::stop_token& stop);
  bool take_wants();
  void write_last();
  void exchange(const fieldbus::Request& request);
  bool deliver();
  void pause(const std::stop_token& stop, SteadyTime until);

  ModbusLine line_;
  fieldbus::BusMachine machine_;
  EventQueue& events_;
  const std::function<void()> notify_;
  fieldbus::BusEvents undelivered_;  // of one step, and of switches of the power since

  mutable std::mutex mutex_;  // wants_, power_, counters_
  std::condition_variable_any changed_;
  Wants wants_;
  std::optional<bool> power_;
  bool has_wants_ = false;  // or a change of power
  fieldbus::BusCounters counters_;

  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace tongluo::board

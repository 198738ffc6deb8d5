#pragma once
// The cabinet on Modbus: one thread for each bus of the map. Owner: one thread (control), which no call here keeps
// waiting for a bus; the destructor waits for the open exchanges. Limit: kMaxBoardEvents, then polling stops until the
// owner takes some.

#include <memory>
#include <vector>

#include "terminal-fw/board/bus_thread.hpp"
#include "terminal-fw/fieldbus/power_board.hpp"

namespace tongluo::board {

constexpr std::size_t kMaxBoardEvents = 512;

class ModbusBoard final : public fieldbus::PowerBoard {
 public:
  // `map` has no fault. `notify` is called on a bus thread when there are events to take, and must not wait.
  explicit ModbusBoard(fieldbus::RegisterMap map, std::function<void()> notify = {});

  bool set(fieldbus::Quantity quantity, double value) override;
  fieldbus::BusEvents take(std::size_t limit) override { return events_.take(limit); }
  fieldbus::BusCounters counters(std::size_t bus) const { return threads_.at(bus)->counters(); }

 private:
  const fieldbus::RegisterMap map_;
  EventQueue events_{kMaxBoardEvents};
  std::vector<std::unique_ptr<BusThread>> threads_;
};

}  // namespace tongluo::board

#pragma once
// The whole cabinet as one board: what hangs on buses and what hangs on pins. Owner and limits: those of its parts.

#include <memory>

#include "terminal-fw/board/gpio_board.hpp"
#include "terminal-fw/board/modbus_board.hpp"

namespace tongluo::board {

class CabinetBoard final : public fieldbus::PowerBoard {
 public:
  // `map` has no fault. `notify` is called on any of the threads when there are events to take, and must not wait.
  explicit CabinetBoard(const fieldbus::RegisterMap& map, const std::function<void()>& notify = {})
      : buses_(map, notify), pins_(map.pins.empty() ? nullptr : std::make_unique<GpioBoard>(map.pins, notify)) {}

  bool set(fieldbus::Quantity quantity, double value) override {
    return buses_.set(quantity, value) || (pins_ && pins_->set(quantity, value));
  }
  fieldbus::BusEvents take(std::size_t limit) override {
    fieldbus::BusEvents events = buses_.take(limit);
    if (!pins_ || events.size() == limit) return events;
    const fieldbus::BusEvents more = pins_->take(limit - events.size());
    events.insert(events.end(), more.begin(), more.end());
    return events;
  }
  std::string pin_trouble() const { return pins_ ? pins_->trouble() : std::string(); }

 private:
  ModbusBoard buses_;
  std::unique_ptr<GpioBoard> pins_;
};

}  // namespace tongluo::board

#include "terminal-fw/board/modbus_board.hpp"

#include "protocol/base/assert.hpp"

namespace tongluo::board {

using namespace fieldbus;

ModbusBoard::ModbusBoard(RegisterMap map, std::function<void()> notify) : map_(std::move(map)) {
  TL_ASSERT(!first_fault(map_));
  for (std::size_t bus = 0; bus < map_.buses.size(); ++bus)
    threads_.push_back(std::make_unique<BusThread>(map_, bus, events_, notify));
}

bool ModbusBoard::set(Quantity quantity, double value) {
  if (quantity == Quantity::amplifier_relay)
    for (const auto& thread : threads_) thread->power(value != 0);
  for (const Device& device : map_.devices)
    for (const Register& reg : device.registers) {
      if (reg.quantity != quantity || !reg.write) continue;
      if (!encode(reg, value)) return false;
      threads_[device.bus]->want(quantity, value);
      return true;
    }
  return false;
}

}  // namespace tongluo::board

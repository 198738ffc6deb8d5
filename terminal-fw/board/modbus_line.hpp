#pragma once
// One line (serial port or TCP connection) on libmodbus. Owner: one bus thread; every call may block, at most for three
// times the request's time-out (an answer, connecting anew, the answer). Opens the line when it is first needed and
// again after it broke. Errors: Failure, by what the machine does about it.

#include <memory>

#include "protocol/base/result.hpp"
#include "terminal-fw/fieldbus/bus_events.hpp"
#include "terminal-fw/fieldbus/register_map.hpp"

namespace tongluo::board {

class ModbusLine {
 public:
  explicit ModbusLine(const fieldbus::Bus& bus);
  ~ModbusLine();
  ModbusLine(const ModbusLine&) = delete;
  ModbusLine& operator=(const ModbusLine&) = delete;

  // A read gives the words or bits, a write nothing.
  Result<fieldbus::Words, fieldbus::Failure> exchange(const fieldbus::Request& request);

 private:
  struct Context;  // libmodbus'
  bool open(const fieldbus::Request& request);
  void close();
  Result<fieldbus::Words, fieldbus::Failure> perform(const fieldbus::Request& request);
  fieldbus::Failure failure(int error);

  const bool is_tcp_;
  const std::unique_ptr<Context> context_;
  bool is_open_ = false;
};

}  // namespace tongluo::board

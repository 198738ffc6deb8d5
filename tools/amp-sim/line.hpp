#pragma once
// What the simulator's loop knows of a line, and what a line may use of the simulator.

#include <memory>
#include <modbus/modbus.h>
#include <string>
#include <vector>

#include "tools/amp-sim/amp_model.hpp"
#include "tools/amp-sim/device_bank.hpp"

namespace tongluo::amp_sim {

struct World {
  AmpModel model;
  Faults faults;
};

struct FreeContext {
  void operator()(modbus_t* context) const { modbus_free(context); }
};
using ModbusContext = std::unique_ptr<modbus_t, FreeContext>;

class Line {
 public:
  virtual ~Line() = default;
  virtual std::vector<int> descriptors() const = 0;
  virtual void on_readable(int descriptor, World& world) = 0;
  virtual std::string address() const = 0;  // where a master finds it
};

}  // namespace tongluo::amp_sim

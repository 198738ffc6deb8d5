#pragma once
// What maintenance asks of the cabinet, wherever there is one: terminal-fw/main connects it. Called on the control
// thread; no call waits for a bus.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::maintenance {

class FieldBus {
 public:
  virtual ~FieldBus() = default;
  // One line for each quantity: "mains_voltage 231.4 V".
  virtual std::vector<std::string> levels() const = 0;
  // By its name in the register map, in its unit. Errors: not_found (no such quantity), unavailable (no value now).
  virtual Result<double> read(const std::string& quantity) const = 0;
  // Errors: not_found (no such output).
  virtual Result<void> write(const std::string& quantity, double value) = 0;
};

}  // namespace tongluo::maintenance

#pragma once
// The pins of a register map on libgpiod: requested for this program alone, outputs off. Owner: one thread. Errors:
// not_found, io, with chip, line and the system's words; any of them means that all are to be opened anew.

#include <memory>
#include <vector>

#include "protocol/base/result.hpp"
#include "terminal-fw/fieldbus/register_map.hpp"

namespace tongluo::board {

class GpioLines {
 public:
  static Result<GpioLines> open(const std::vector<fieldbus::Pin>& pins);
  GpioLines(GpioLines&&) noexcept;
  GpioLines& operator=(GpioLines&&) noexcept;
  ~GpioLines();

  Result<std::vector<bool>> read() const;  // logical, in the order of the pins
  Result<void> write(std::size_t pin, bool on);

 private:
  struct Lines;  // libgpiod's
  explicit GpioLines(std::unique_ptr<Lines> lines);
  std::unique_ptr<Lines> lines_;
};

}  // namespace tongluo::board

#pragma once
// A pseudo terminal in raw mode: the simulator holds the master, a Modbus program opens the path as its serial port.

#include <string>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::amp_sim {

using Octets = std::vector<std::uint8_t>;

class Pty {
 public:
  // Errors: io.
  static Result<Pty> create();
  Pty(Pty&& other) noexcept;
  Pty& operator=(Pty&&) = delete;
  ~Pty();

  int master() const { return master_; }
  const std::string& path() const { return path_; }
  void write(const Octets& octets) const;
  // What is there, or comes within `first_ms`, and whatever follows without a pause of 2 ms.
  Octets read(int first_ms) const;

 private:
  Pty(int master, int slave, std::string path) : master_(master), slave_(slave), path_(std::move(path)) {}
  int master_;
  int slave_;  // kept open, so that a master that goes away leaves the line alive
  std::string path_;
};

}  // namespace tongluo::amp_sim

#pragma once
// A multi-drop serial line in one pty. libmodbus' RTU server loses requests that follow one to an absent slave on a
// shared line, so each device has a pty and a server of its own, and this hub hands it only the frames with its
// address. What the line does to the answers (wrong CRC, noise, cuts, silence) happens here. Owner: the simulator's one
// thread.

#include "tools/amp-sim/line.hpp"
#include "tools/amp-sim/pty.hpp"

namespace tongluo::amp_sim {

class RtuLine final : public Line {
 public:
  // Errors: io.
  static Result<std::unique_ptr<RtuLine>> create(std::vector<DeviceBank*> banks);

  std::vector<int> descriptors() const override { return {line_.master()}; }
  void on_readable(int descriptor, World& world) override;
  std::string address() const override { return line_.path(); }

 private:
  struct Drop {
    DeviceBank* bank;
    Pty pty;
    ModbusContext server;
  };
  explicit RtuLine(Pty line) : line_(std::move(line)) {}
  static Result<Drop> make_drop(DeviceBank* bank);
  Octets answer(Drop& drop, const Octets& frame, World& world);
  Octets spoiled(Octets reply, const Faults& faults);

  Pty line_;
  std::vector<Drop> drops_;
  unsigned noise_ = 1;  // varies the stray bytes
};

}  // namespace tongluo::amp_sim

#pragma once
// The cabinet's contacts and relay on the board's pins: one thread that looks at them, and at nothing else. Owner: one
// thread (control), which no call here keeps waiting. Limit: kMaxGpioEvents; what does not fit is told again within a
// second. The destructor writes what was wanted last.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "protocol/os/blocking_queue.hpp"
#include "terminal-fw/board/gpio_lines.hpp"
#include "terminal-fw/fieldbus/pin_machine.hpp"
#include "terminal-fw/fieldbus/power_board.hpp"

namespace tongluo::board {

constexpr std::size_t kMaxGpioEvents = 128;

class GpioBoard final : public fieldbus::PowerBoard {
 public:
  // `pins` have no fault. `notify` is called on the thread when there are events to take, and must not wait.
  explicit GpioBoard(std::vector<fieldbus::Pin> pins, std::function<void()> notify = {});
  ~GpioBoard() override;

  bool set(fieldbus::Quantity quantity, double value) override;
  fieldbus::BusEvents take(std::size_t limit) override { return events_.take(limit); }
  // Why the pins cannot be used, in the system's words; empty: they can.
  std::string trouble() const;

 private:
  void run(const std::stop_token& stop);
  void take_wants(SteadyTime now);
  void look(SteadyTime now);
  void write(SteadyTime now);
  void failed(SteadyTime now, const Error& error);
  void deliver(fieldbus::BusEvents events);

  const std::vector<fieldbus::Pin> pins_;
  const std::function<void()> notify_;
  os::BlockingQueue<fieldbus::BusEvent> events_{kMaxGpioEvents};
  fieldbus::PinMachine machine_;
  std::optional<GpioLines> lines_;

  mutable std::mutex mutex_;  // wants_, trouble_
  std::condition_variable_any changed_;
  std::vector<std::pair<fieldbus::Quantity, bool>> wants_;  // at most one of each output
  std::string trouble_;

  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace tongluo::board

#pragma once
// Decides what one bus asks next: outputs first, then the read that is overdue longest. A device that fails is asked
// again after a pause, then at growing intervals; it costs the others one time-out an interval, a few more while an
// output of it is wanted. Pure: no line, no clock. Use: next_request(); perform it; on_reply() or on_failure(); until
// next_request() has nothing, then wait until next_deadline() or the next set(). At most one exchange is open. Limits:
// limits.hpp.

#include <optional>
#include <span>
#include <vector>

#include "terminal-fw/fieldbus/bus_events.hpp"
#include "terminal-fw/fieldbus/bus_outputs.hpp"
#include "terminal-fw/fieldbus/bus_plan.hpp"

namespace tongluo::fieldbus {

class BusMachine {
 public:
  BusMachine(BusPlan plan, SteadyTime now);

  // What an output shall be from now on. False: no such output on this bus, or the value does not fit.
  bool set(SteadyTime now, Quantity quantity, double value);

  // The amplifier's relay was ordered on or off: devices that it feeds are asked only while it is on. Off until told.
  BusEvents power(SteadyTime now, bool on);

  std::optional<Request> next_request(SteadyTime now);
  // For a read: the words or bits; for a write: empty.
  BusEvents on_reply(SteadyTime now, std::span<const std::uint16_t> words);
  BusEvents on_failure(SteadyTime now, Failure failure);

  SteadyTime next_deadline() const;
  BusCounters counters() const;

 private:
  struct DeviceLife {
    PlannedDevice plan;
    DeviceState state = DeviceState::unknown;
    bool powered = true;
    std::uint32_t failures = 0;  // in a row
    SteadyTime ready_at{};
  };
  struct PolledBlock {
    Block block;
    SteadyTime due{};
  };
  struct Open {
    bool is_output = false;
    std::size_t index = 0;  // of blocks_ or outputs_
    std::size_t device = 0;
    Request request;
  };

  SteadyTime ready_at(std::size_t device) const;
  std::optional<Request> open(bool is_output, std::size_t index, std::size_t device, Request request);
  void read_block(SteadyTime now, PolledBlock& polled, std::span<const std::uint16_t> words, BusEvents& events);
  void tell_value(SteadyTime now, const Register& reg, std::span<const std::uint16_t> words, BusEvents& events);
  void tell_output(SteadyTime now, std::size_t output, BusEvents& events) const;
  void answered(SteadyTime now, std::size_t device, BusEvents& events);
  void failed(SteadyTime now, std::size_t device, BusEvents& events);
  void lose_values(SteadyTime now, std::size_t device, NoValueReason reason, BusEvents& events) const;
  void switch_power(SteadyTime now, std::size_t device, bool on, BusEvents& events);
  void silence(SteadyTime now, std::size_t device, BusEvents& events);
  void line_failed(SteadyTime now, BusEvents& events);
  void output_failed(SteadyTime now, const Open& was, BusEvents& events);
  void read_refused(SteadyTime now, std::size_t block, BusEvents& events);
  void schedule(SteadyTime now, PolledBlock& polled);

  const milliseconds gap_;
  std::vector<DeviceLife> devices_;
  std::vector<PolledBlock> blocks_;
  BusOutputs outputs_;
  std::optional<Open> open_;
  SteadyTime line_ready_at_{};  // after the gap, or after a pause while the line is down
  std::uint32_t line_failures_ = 0;
  BusCounters counters_;
};

}  // namespace tongluo::fieldbus

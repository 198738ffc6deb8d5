#pragma once
// Outputs are levels, not commands: each has at most one wanted value, and it is written until the device has it, again
// when it drifts, and again when the device comes back from silence. So nothing queues, and a late write is never an
// old one. Owner: the bus machine.

#include <optional>
#include <span>
#include <vector>

#include "terminal-fw/fieldbus/bus_events.hpp"
#include "terminal-fw/fieldbus/bus_plan.hpp"

namespace tongluo::fieldbus {

class BusOutputs {
 public:
  explicit BusOutputs(std::vector<PlannedOutput> outputs);

  enum class SetResult : std::uint8_t { impossible, unchanged, changed };  // no such output, or the value does not fit
  SetResult set(SteadyTime now, Quantity quantity, double value);

  std::size_t size() const { return outputs_.size(); }
  std::size_t device_of(std::size_t output) const { return outputs_[output].plan.device; }
  Quantity quantity_of(std::size_t output) const { return outputs_[output].plan.reg.quantity; }
  OutputState state_of(std::size_t output) const { return outputs_[output].state; }
  std::optional<std::size_t> find(Quantity quantity) const;

  // When it wants the bus; max(): it does not.
  SteadyTime due(std::size_t output) const;
  // Its next write or read-back; unit id and time-out are the caller's.
  Request request(std::size_t output) const;

  // Each true: the state changed in a way that others should hear of.
  bool on_reply(SteadyTime now, std::size_t output, std::span<const std::uint16_t> words);
  bool on_failure(SteadyTime now, std::size_t output);
  bool on_reading(SteadyTime now, std::size_t output, double value);
  void on_device_silent(SteadyTime now, std::size_t device);  // it may have lost power, and with it every output
  void on_device_back(SteadyTime now, std::size_t device);
  std::uint64_t drifts() const { return drifts_; }

 private:
  struct Output {
    PlannedOutput plan;
    std::optional<double> wanted;
    Words words;
    OutputState state = OutputState::idle;
    SteadyTime due = SteadyTime::max();
    std::uint32_t tries = 0;  // since the value was wanted or held
  };
  static bool matches(const Output& output, double value);
  static bool hold(Output& output);
  static bool try_again(SteadyTime now, Output& output);

  std::vector<Output> outputs_;
  std::uint64_t drifts_ = 0;
};

}  // namespace tongluo::fieldbus

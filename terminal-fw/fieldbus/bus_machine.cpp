#include "terminal-fw/fieldbus/bus_machine.hpp"

#include <algorithm>
#include <utility>

#include "protocol/base/assert.hpp"
#include "terminal-fw/fieldbus/back_off.hpp"

namespace tongluo::fieldbus {

BusMachine::BusMachine(BusPlan plan, SteadyTime now)
    : gap_(plan.gap), outputs_(std::move(plan.outputs)), line_ready_at_(now) {
  for (const PlannedDevice& device : plan.devices) {
    DeviceLife life;
    life.plan = device;
    life.powered = !device.powered_by_relay;
    life.ready_at = now;
    devices_.push_back(life);
  }
  for (Block& block : plan.blocks) {
    TL_ASSERT(block.device < devices_.size());
    PolledBlock polled;
    polled.block = std::move(block);
    polled.due = now;
    blocks_.push_back(std::move(polled));
  }
}

bool BusMachine::set(SteadyTime now, Quantity quantity, double value) {
  const auto result = outputs_.set(now, quantity, value);
  if (result != BusOutputs::SetResult::changed) return result == BusOutputs::SetResult::unchanged;
  // The amplifier's relay does not wait for a silent device's next turn: one try at once.
  SteadyTime& ready = devices_[outputs_.device_of(*outputs_.find(quantity))].ready_at;
  ready = std::min(ready, now);
  if (line_failures_ > 0) line_ready_at_ = std::min(line_ready_at_, now);
  return true;
}

BusEvents BusMachine::power(SteadyTime now, bool on) {
  BusEvents events;
  for (std::size_t device = 0; device < devices_.size(); ++device)
    if (devices_[device].plan.powered_by_relay) switch_power(now, device, on, events);
  return events;
}

void BusMachine::switch_power(SteadyTime now, std::size_t device, bool on, BusEvents& events) {
  DeviceLife& life = devices_[device];
  const DeviceState wanted = on ? DeviceState::unknown : DeviceState::unpowered;
  if (life.powered == on && (on || life.state == wanted)) return;
  life.powered = on;
  life.failures = 0;
  life.state = wanted;
  events.push_back({now, DeviceChanged{life.plan.map_index, life.state}});
  if (!on) {
    outputs_.on_device_silent(now, device);
    return lose_values(now, device, NoValueReason::unpowered, events);
  }
  life.ready_at = now + life.plan.power_up;
  outputs_.on_device_back(now, device);
  for (PolledBlock& polled : blocks_)
    if (polled.block.device == device) polled.due = life.ready_at;
}

SteadyTime BusMachine::ready_at(std::size_t device) const {
  return devices_[device].powered ? std::max(devices_[device].ready_at, line_ready_at_) : SteadyTime::max();
}

std::optional<Request> BusMachine::open(bool is_output, std::size_t index, std::size_t device, Request request) {
  request.unit_id = devices_[device].plan.unit_id;
  request.timeout = devices_[device].plan.timeout;
  ++counters_.exchanges;
  open_ = Open{is_output, index, device, request};
  return request;
}

std::optional<Request> BusMachine::next_request(SteadyTime now) {
  TL_ASSERT(!open_);
  for (std::size_t i = 0; i < outputs_.size(); ++i)
    if (outputs_.due(i) <= now && ready_at(outputs_.device_of(i)) <= now)
      return open(true, i, outputs_.device_of(i), outputs_.request(i));
  std::optional<std::size_t> longest;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (blocks_[i].due > now || ready_at(blocks_[i].block.device) > now) continue;
    if (!longest || blocks_[i].due < blocks_[*longest].due) longest = i;
  }
  if (!longest) return std::nullopt;
  const Block& block = blocks_[*longest].block;
  return open(false, *longest, block.device,
              {0, static_cast<std::uint8_t>(block.function), block.address, block.count, {}, {}});
}

BusEvents BusMachine::on_reply(SteadyTime now, std::span<const std::uint16_t> words) {
  TL_ASSERT(open_);
  const std::size_t expected = open_->request.words.empty() ? open_->request.count : 0;
  if (words.size() != expected) return on_failure(now, Failure::damaged);
  const Open was = *std::exchange(open_, std::nullopt);
  BusEvents events;
  line_failures_ = 0;
  line_ready_at_ = now + gap_;
  if (!devices_[was.device].powered) return events;  // the last word of one that is off by now
  answered(now, was.device, events);
  if (!was.is_output)
    read_block(now, blocks_[was.index], words, events);
  else if (outputs_.on_reply(now, was.index, words))
    tell_output(now, was.index, events);
  return events;
}

void BusMachine::read_block(SteadyTime now, PolledBlock& polled, std::span<const std::uint16_t> words,
                            BusEvents& events) {
  schedule(now, polled);
  for (const Register& reg : polled.block.registers)
    tell_value(now, reg, words.subspan(static_cast<std::size_t>(reg.address - polled.block.address)), events);
}

void BusMachine::tell_value(SteadyTime now, const Register& reg, std::span<const std::uint16_t> words,
                            BusEvents& events) {
  const auto value = decode(reg, words);
  if (!value) {
    events.push_back({now, NoValue{reg.quantity, NoValueReason::absent}});
    return;
  }
  events.push_back({now, Reading{reg.quantity, *value}});
  const auto output = outputs_.find(reg.quantity);
  if (output && outputs_.on_reading(now, *output, *value)) tell_output(now, *output, events);
}

void BusMachine::tell_output(SteadyTime now, std::size_t output, BusEvents& events) const {
  events.push_back({now, OutputChanged{outputs_.quantity_of(output), outputs_.state_of(output)}});
}

// Polls that could not be made are skipped, not made up for.
void BusMachine::schedule(SteadyTime now, PolledBlock& polled) {
  const auto periods = std::max<std::int64_t>((now - polled.due) / polled.block.period, 0);
  counters_.skipped_polls += static_cast<std::uint64_t>(periods);
  polled.due += (periods + 1) * polled.block.period;
}

void BusMachine::answered(SteadyTime now, std::size_t device, BusEvents& events) {
  DeviceLife& life = devices_[device];
  life.failures = 0;
  life.ready_at = now;
  const DeviceState was = std::exchange(life.state, DeviceState::answering);
  if (was == DeviceState::answering) return;
  events.push_back({now, DeviceChanged{life.plan.map_index, life.state}});
  if (was != DeviceState::silent) return;
  outputs_.on_device_back(now, device);
  for (PolledBlock& polled : blocks_)  // all is news now
    if (polled.block.device == device) polled.due = std::min(polled.due, now);
}

BusEvents BusMachine::on_failure(SteadyTime now, Failure failure) {
  TL_ASSERT(open_);
  const Open was = *std::exchange(open_, std::nullopt);
  BusEvents events;
  ++counters_.failures;
  if (failure == Failure::damaged) ++counters_.damaged;
  if (failure == Failure::line_down) {
    line_failed(now, events);
    return events;
  }
  line_failures_ = 0;
  line_ready_at_ = now + gap_;
  if (!devices_[was.device].powered) return events;
  if (failure == Failure::refused || failure == Failure::busy) answered(now, was.device, events);
  if (was.is_output)
    output_failed(now, was, events);
  else if (failure == Failure::refused)
    read_refused(now, was.index, events);
  else if (failure == Failure::busy)
    devices_[was.device].ready_at = now + kRetryPause;
  else
    failed(now, was.device, events);
  return events;
}

// Only reads tell whether a device is alive: one that ignores a write still shows its sensors.
void BusMachine::output_failed(SteadyTime now, const Open& was, BusEvents& events) {
  SteadyTime& ready = devices_[was.device].ready_at;
  ready = std::max(ready, now + kRetryPause);
  if (outputs_.on_failure(now, was.index)) tell_output(now, was.index, events);
}

void BusMachine::failed(SteadyTime now, std::size_t device, BusEvents& events) {
  DeviceLife& life = devices_[device];
  ++life.failures;
  if (life.state != DeviceState::silent && life.failures <= life.plan.retries) {
    life.ready_at = now + kRetryPause;
    if (std::exchange(life.state, DeviceState::troubled) != DeviceState::troubled)
      events.push_back({now, DeviceChanged{life.plan.map_index, life.state}});
    return;
  }
  life.ready_at = now + back_off(life.failures - std::min(life.failures, life.plan.retries + 1));
  silence(now, device, events);
}

void BusMachine::silence(SteadyTime now, std::size_t device, BusEvents& events) {
  DeviceLife& life = devices_[device];
  if (std::exchange(life.state, DeviceState::silent) == DeviceState::silent) return;
  outputs_.on_device_silent(now, device);
  events.push_back({now, DeviceChanged{life.plan.map_index, life.state}});
  lose_values(now, device, NoValueReason::device_silent, events);
}

void BusMachine::lose_values(SteadyTime now, std::size_t device, NoValueReason reason, BusEvents& events) const {
  for (const PolledBlock& polled : blocks_) {
    if (polled.block.device != device) continue;
    for (const Register& reg : polled.block.registers) events.push_back({now, NoValue{reg.quantity, reason}});
  }
}

void BusMachine::line_failed(SteadyTime now, BusEvents& events) {
  line_ready_at_ = now + back_off(line_failures_++);
  for (std::size_t device = 0; device < devices_.size(); ++device) {
    if (!devices_[device].powered) continue;
    silence(now, device, events);
    devices_[device].ready_at = now;  // the line's pause is enough
  }
}

void BusMachine::read_refused(SteadyTime now, std::size_t index, BusEvents& events) {
  PolledBlock& polled = blocks_[index];
  if (polled.block.registers.size() == 1) {
    polled.due = now + kRefusedPause;
    events.push_back({now, NoValue{polled.block.registers.front().quantity, NoValueReason::refused}});
    return;
  }
  std::vector<Block> singles = split(polled.block);  // some devices refuse to have them read together
  const SteadyTime due = polled.due;
  polled.block = std::move(singles.front());
  for (std::size_t i = 1; i < singles.size(); ++i) {
    PolledBlock single;
    single.block = std::move(singles[i]);
    single.due = due;
    blocks_.push_back(std::move(single));
  }
}

SteadyTime BusMachine::next_deadline() const {
  TL_ASSERT(!open_);
  SteadyTime next = SteadyTime::max();
  for (const PolledBlock& polled : blocks_) next = std::min(next, std::max(polled.due, ready_at(polled.block.device)));
  for (std::size_t i = 0; i < outputs_.size(); ++i)
    next = std::min(next, std::max(outputs_.due(i), ready_at(outputs_.device_of(i))));
  return next;
}

BusCounters BusMachine::counters() const {
  BusCounters counters = counters_;
  counters.drifts = outputs_.drifts();
  return counters;
}

}  // namespace tongluo::fieldbus

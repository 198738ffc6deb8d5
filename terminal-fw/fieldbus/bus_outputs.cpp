#include "terminal-fw/fieldbus/bus_outputs.hpp"

#include <cmath>

#include "protocol/base/assert.hpp"
#include "terminal-fw/fieldbus/back_off.hpp"

namespace tongluo::fieldbus {

BusOutputs::BusOutputs(std::vector<PlannedOutput> outputs) {
  for (PlannedOutput& output : outputs) {
    TL_ASSERT(output.reg.write.has_value());
    Output fresh;
    fresh.plan = std::move(output);
    outputs_.push_back(std::move(fresh));
  }
}

std::optional<std::size_t> BusOutputs::find(Quantity quantity) const {
  for (std::size_t i = 0; i < outputs_.size(); ++i)
    if (quantity_of(i) == quantity) return i;
  return std::nullopt;
}

BusOutputs::SetResult BusOutputs::set(SteadyTime now, Quantity quantity, double value) {
  const auto found = find(quantity);
  if (!found) return SetResult::impossible;
  Output& output = outputs_[*found];
  auto words = encode(output.plan.reg, value);
  if (!words) return SetResult::impossible;
  if (output.state != OutputState::idle && output.words == *words) return SetResult::unchanged;
  output.wanted = value;
  output.words = std::move(*words);
  output.state = OutputState::wanted;
  output.due = now;
  output.tries = 0;
  return SetResult::changed;
}

SteadyTime BusOutputs::due(std::size_t output) const { return outputs_[output].due; }

Request BusOutputs::request(std::size_t index) const {
  const Output& output = outputs_[index];
  const WriteAccess& write = *output.plan.reg.write;
  const auto width = static_cast<std::uint16_t>(width_of(output.plan.reg.encoding));
  if (output.state == OutputState::checking)
    return {0, static_cast<std::uint8_t>(output.plan.reg.function), output.plan.reg.address, width, {}, {}};
  return {0, static_cast<std::uint8_t>(write.function), write.address, width, output.words, {}};
}

bool BusOutputs::matches(const Output& output, double value) {
  const double step = is_flag(output.plan.reg.quantity) ? 0 : std::abs(output.plan.reg.scale) / 2;
  return std::abs(value - *output.wanted) <= step + output.plan.reg.write->tolerance;
}

bool BusOutputs::hold(Output& output) {
  output.state = OutputState::held;
  output.due = SteadyTime::max();
  output.tries = 0;
  return true;
}

// A failed output stays failed for others until it is held: they hear of it once.
bool BusOutputs::try_again(SteadyTime now, Output& output) {
  ++output.tries;
  if (output.tries < kMaxWriteTries) {
    output.state = OutputState::wanted;
    output.due = now + kReadBackPause;
    return false;
  }
  output.state = OutputState::failed;
  output.due = now + back_off(output.tries - kMaxWriteTries);
  return output.tries == kMaxWriteTries;
}

bool BusOutputs::on_reply(SteadyTime now, std::size_t index, std::span<const std::uint16_t> words) {
  Output& output = outputs_[index];
  if (output.state == OutputState::checking) {
    const auto value = decode(output.plan.reg, words);
    return value && matches(output, *value) ? hold(output) : try_again(now, output);
  }
  if (!output.plan.reg.write->read_back) return hold(output);
  output.state = OutputState::checking;
  output.due = now + kReadBackPause;
  return false;
}

bool BusOutputs::on_failure(SteadyTime now, std::size_t index) { return try_again(now, outputs_[index]); }

bool BusOutputs::on_reading(SteadyTime now, std::size_t index, double value) {
  Output& output = outputs_[index];
  if (output.state == OutputState::checking && matches(output, value)) return hold(output);
  if (output.state != OutputState::held || !output.plan.reg.write->read_back || matches(output, value)) return false;
  ++drifts_;
  output.state = OutputState::wanted;
  output.due = now;
  return true;
}

void BusOutputs::on_device_silent(SteadyTime now, std::size_t device) {
  for (Output& output : outputs_) {
    if (output.plan.device != device) continue;
    if (output.state != OutputState::held && output.state != OutputState::checking) continue;
    output.state = OutputState::wanted;
    output.due = now;
  }
}

void BusOutputs::on_device_back(SteadyTime now, std::size_t device) {
  for (Output& output : outputs_) {
    if (output.plan.device != device) continue;
    if (output.state != OutputState::wanted && output.state != OutputState::failed) continue;
    output.state = OutputState::wanted;
    output.due = now;
    output.tries = 0;
  }
}

}  // namespace tongluo::fieldbus

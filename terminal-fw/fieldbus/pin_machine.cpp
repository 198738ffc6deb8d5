#include "terminal-fw/fieldbus/pin_machine.hpp"

#include "protocol/base/assert.hpp"
#include "terminal-fw/fieldbus/back_off.hpp"

namespace tongluo::fieldbus {

PinMachine::PinMachine(const std::vector<Pin>& pins) {
  for (const Pin& pin : pins) {
    Life life;
    life.pin = pin;
    pins_.push_back(life);
  }
}

bool PinMachine::set(SteadyTime now, Quantity quantity, bool on) {
  for (Life& life : pins_) {
    if (life.pin.quantity != quantity || !is_output(life.pin)) continue;
    if (life.wanted != on) life.written = false;
    life.wanted = on;
    if (failures_ == 0) next_look_ = now;
    return true;
  }
  return false;
}

BusEvents PinMachine::on_levels(SteadyTime now, const std::vector<bool>& levels) {
  TL_ASSERT(levels.size() == pins_.size());
  BusEvents events;
  failures_ = 0;
  next_look_ = now + SteadyTime::duration(kPinLook);
  for (std::size_t i = 0; i < pins_.size(); ++i) {
    take_level(now, pins_[i], levels[i], events);
    check_output(now, pins_[i], events);
  }
  return events;
}

void PinMachine::take_level(SteadyTime now, Life& life, bool level, BusEvents& events) {
  if (life.level != level) {
    life.level = level;
    life.since = now;
  }
  if (now - life.since < life.pin.debounce) return;
  if (life.told == level && now - life.told_at < SteadyTime::duration(kPinPeriod)) return;
  life.told = level;
  life.told_at = now;
  events.push_back({now, Reading{life.pin.quantity, level ? 1.0 : 0.0}});
}

void PinMachine::check_output(SteadyTime now, Life& life, BusEvents& events) {
  if (!life.wanted) return;
  if (life.level == life.wanted) return become(now, life, OutputState::held, events);
  life.written = false;  // somebody else moved it, or the chip began anew
  become(now, life, OutputState::wanted, events);
}

void PinMachine::become(SteadyTime now, Life& life, OutputState state, BusEvents& events) {
  if (life.state == state) return;
  life.state = state;
  events.push_back({now, OutputChanged{life.pin.quantity, state}});
}

BusEvents PinMachine::on_failure(SteadyTime now) {
  BusEvents events;
  for (Life& life : pins_) {
    if (failures_ == 0) events.push_back({now, NoValue{life.pin.quantity, NoValueReason::device_silent}});
    life.level.reset();
    life.told.reset();
    life.written = false;
    if (life.wanted) become(now, life, OutputState::failed, events);
  }
  next_look_ = now + SteadyTime::duration(back_off(failures_));
  ++failures_;
  return events;
}

std::optional<PinWrite> PinMachine::next_write() {
  if (failures_ > 0) return std::nullopt;
  for (std::size_t i = 0; i < pins_.size(); ++i) {
    Life& life = pins_[i];
    if (!life.wanted || life.written || !life.level || life.level == life.wanted) continue;
    life.written = true;
    return PinWrite{i, *life.wanted};
  }
  return std::nullopt;
}

}  // namespace tongluo::fieldbus

#include "terminal-fw/fieldbus/board_state.hpp"

#include "protocol/base/assert.hpp"
#include "terminal-fw/fieldbus/limits.hpp"

namespace tongluo::fieldbus {
namespace {

constexpr auto kContradictionHold = seconds(10);  // sensors are read one after the other, and relays take their time
constexpr double kNoMainsV = 50;
constexpr double kSurelyMainsV = 150;
constexpr double kSurelySoundPercent = 20;
constexpr double kAnyMore = 1e12;

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

BoardState::BoardState(const RegisterMap& map) : devices_(map.devices.size(), DeviceState::unknown) {
  for (const Device& device : map.devices)
    for (const Register& reg : device.registers) judge(reg.quantity).emplace(reg);
  for (const Pin& pin : map.pins) add_judge(pin.quantity, kPinPeriod);
  if (map.microphone) add_judge(Quantity::output_level, kMicrophonePeriod);
  conflict_since_.fill(SteadyTime::max());
}

// Of what is no register.
void BoardState::add_judge(Quantity quantity, milliseconds period) {
  Register as_register;
  as_register.quantity = quantity;
  as_register.period = period;
  judge(quantity).emplace(as_register);
}

void BoardState::apply(const BusEvent& event) {
  std::visit(Overloaded{[&](const Reading& it) {
                          auto& found = judge(it.quantity);
                          TL_ASSERT(found);
                          found->on_value(event.at, it.value);
                        },
                        [&](const NoValue& it) {
                          auto& found = judge(it.quantity);
                          TL_ASSERT(found);
                          found->on_no_value(it.reason);
                        },
                        [&](const DeviceChanged& it) { devices_.at(it.device) = it.state; },
                        [&](const OutputChanged& it) { outputs_[index_of(it.quantity)] = it.state; }},
             event.what);
  watch_contradictions(event.at);
}

// Believable on its own, and within these bounds.
bool BoardState::plainly(SteadyTime now, Quantity quantity, double least, double most) const {
  const auto& found = judges_[index_of(quantity)];
  return found && found->state(now) == SensorState::good && found->value() >= least && found->value() <= most;
}

bool BoardState::conflicts(SteadyTime now, Contradiction contradiction) const {
  switch (contradiction) {
    case Contradiction::line:
      return plainly(now, Quantity::line_open, 1, 1) && plainly(now, Quantity::line_short, 1, 1);
    case Contradiction::mains:
      return (plainly(now, Quantity::mains_present, 1, 1) && plainly(now, Quantity::mains_voltage, 0, kNoMainsV)) ||
             (plainly(now, Quantity::mains_present, 0, 0) &&
              plainly(now, Quantity::mains_voltage, kSurelyMainsV, kAnyMore));
    case Contradiction::relay:
      return plainly(now, Quantity::amplifier_relay, 0, 0) &&
             plainly(now, Quantity::output_level, kSurelySoundPercent, kAnyMore);
    case Contradiction::count:
      break;
  }
  return false;
}

void BoardState::watch_contradictions(SteadyTime now) {
  for (std::size_t i = 0; i < conflict_since_.size(); ++i) {
    if (!conflicts(now, static_cast<Contradiction>(i)))
      conflict_since_[i] = SteadyTime::max();
    else if (conflict_since_[i] == SteadyTime::max())
      conflict_since_[i] = now;
  }
}

bool BoardState::contradicted(SteadyTime now, Quantity quantity) const {
  const auto holds = [&](Contradiction contradiction) {
    const SteadyTime since = conflict_since_[static_cast<std::size_t>(contradiction)];
    return since != SteadyTime::max() && now - since >= kContradictionHold;
  };
  switch (quantity) {
    case Quantity::line_open:
    case Quantity::line_short:
      return holds(Contradiction::line);
    case Quantity::mains_present:
    case Quantity::mains_voltage:
      return holds(Contradiction::mains);
    case Quantity::amplifier_relay:
    case Quantity::output_level:
      return holds(Contradiction::relay);
    default:
      return false;
  }
}

std::optional<Sensed> BoardState::sensed(SteadyTime now, Quantity quantity) const {
  const auto& found = judges_[index_of(quantity)];
  if (!found) return std::nullopt;
  SensorState state = found->state(now);
  if (state == SensorState::good && contradicted(now, quantity)) state = SensorState::contradicted;
  return Sensed{found->value(), state, found->at()};
}

std::optional<double> BoardState::believed(SteadyTime now, Quantity quantity) const {
  const auto it = sensed(now, quantity);
  return it && it->state == SensorState::good ? std::optional(it->value) : std::nullopt;
}

DeviceState BoardState::device(std::size_t index) const { return devices_.at(index); }

}  // namespace tongluo::fieldbus

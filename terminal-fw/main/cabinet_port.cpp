#include "terminal-fw/main/cabinet_port.hpp"

#include <cmath>

#include "protocol/os/clock.hpp"

namespace tongluo::firmware {
namespace {

using fieldbus::Quantity;
using fieldbus::Sensed;
using fieldbus::SensorState;

// One decimal is more than any of these sensors knows.
std::string value_text(Quantity quantity, double value) {
  if (fieldbus::is_flag(quantity)) return value != 0 ? "yes" : "no";
  constexpr std::size_t kWidth = 32;
  char text[kWidth];
  std::snprintf(text, sizeof text, "%.1f ", value);
  return text + std::string(fieldbus::facts(quantity).unit);
}

std::string level_text(Quantity quantity, const Sensed& sensed) {
  std::string text(fieldbus::facts(quantity).name);
  if (sensed.state != SensorState::silent && sensed.state != SensorState::absent &&
      sensed.state != SensorState::unknown && sensed.state != SensorState::unpowered)
    text += " " + value_text(quantity, sensed.value);
  if (sensed.state != SensorState::good) text += " (" + std::string(to_string(sensed.state)) + ")";
  return text;
}

Result<Quantity> known(const std::string& name) {
  const auto quantity = fieldbus::quantity_from(name);
  if (quantity) return *quantity;
  return fail(ErrorKind::not_found, "no quantity is named " + name);
}

}  // namespace

std::vector<std::string> CabinetPort::levels() const {
  const SteadyTime now = os::steady_now();
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < fieldbus::kQuantities; ++i) {
    const auto quantity = static_cast<Quantity>(i);
    if (const auto sensed = cabinet_.cabinet().state().sensed(now, quantity))
      lines.push_back(level_text(quantity, *sensed));
  }
  if (const auto& last = cabinet_.cabinet().last_proof())
    lines.push_back("last proof: " + std::string(to_string(last->proof.outcome)) + ", " +
                    std::string(to_string(last->proof.reason)));
  if (const std::uint64_t lost = cabinet_.cabinet().plays_unwatched(); lost > 0)
    lines.push_back("plays that the amplifier's switch had no room for: " + std::to_string(lost));
  return lines;
}

Result<double> CabinetPort::read(const std::string& quantity) const {
  const auto which = known(quantity);
  if (!which) return fail(which.error());
  const auto sensed = cabinet_.cabinet().state().sensed(os::steady_now(), *which);
  if (!sensed) return fail(ErrorKind::not_found, "this cabinet has no " + quantity);
  if (sensed->state != SensorState::good) return fail(ErrorKind::unavailable, level_text(*which, *sensed));
  return sensed->value;
}

Result<void> CabinetPort::write(const std::string& quantity, double value) {
  const auto which = known(quantity);
  if (!which) return fail(which.error());
  if (*which == Quantity::amplifier_relay)
    return fail(ErrorKind::refused, "the amplifier is switched by what plays; ask for a tone instead");
  if (!cabinet_.set(*which, value)) return fail(ErrorKind::not_found, "this cabinet has no output " + quantity);
  return {};
}

}  // namespace tongluo::firmware

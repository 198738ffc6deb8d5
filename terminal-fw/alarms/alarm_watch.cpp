#include "terminal-fw/alarms/alarm_watch.hpp"

#include <utility>

#include "terminal-fw/alarms/signs.hpp"

namespace tongluo::alarms {
namespace {

using fieldbus::Quantity;

constexpr double kChargingA = 0.1;

}  // namespace

AlarmWatch::AlarmWatch(const fieldbus::RegisterMap& map) : rules_(make_rules(map)) {
  for (const fieldbus::Device& device : map.devices) devices_.push_back(device.name);
  for (const Rule& rule : rules_) troubles_.emplace_back(rule.holds);
}

AlarmWatch::~AlarmWatch() = default;

Look AlarmWatch::look_at(SteadyTime now, const fieldbus::BoardState& state) const {
  return {now, state, devices_, battery_minutes(), sound_test_failed_, sound_test_detail_};
}

void AlarmWatch::on_sound_test(bool failed, std::string detail) {
  sound_test_failed_ = failed;
  sound_test_detail_ = std::move(detail);
}

void AlarmWatch::look(SteadyTime now, const fieldbus::BoardState& state) {
  watch_battery(now, state);
  const Look look = look_at(now, state);
  for (std::size_t i = 0; i < rules_.size(); ++i) troubles_[i].look(now, rules_[i].sign(look, rules_[i].index));
}

// A cabinet without a sensor of the mains lives on its battery all the time.
void AlarmWatch::watch_battery(SteadyTime now, const fieldbus::BoardState& state) {
  const Look look = look_at(now, state);
  const bool on_battery = troubles_[kMainsRule].goes_on() || !has_mains_sensor(look);
  const bool charging = look.believed(Quantity::battery_current).value_or(0) > kChargingA;
  if (!on_battery || charging) return trend_.reset();
  if (const auto charge = look.believed(Quantity::battery_charge)) return trend_.on_value(now, *charge, kChargeScale);
  if (const auto volts = look.believed(Quantity::battery_voltage))
    trend_.on_value(now, *volts, {kEmptyV * units_of(*volts), std::nullopt});
}

void AlarmWatch::on_link_open() {
  for (Trouble& trouble : troubles_) trouble.remind();
}

std::optional<Alarm> AlarmWatch::next(SteadyTime now, const fieldbus::BoardState& state) {
  const Look look = look_at(now, state);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto telling = troubles_[i].next(now, all_);
    if (!telling) continue;
    const std::string detail = rules_[i].detail(look, rules_[i].index);
    if (!telling->ended) return Alarm{rules_[i].kind, detail, telling->count, false};
    // The kind is over only with the last of its troubles.
    if (const auto other = going_on_of(rules_[i].kind))
      return Alarm{rules_[i].kind, rules_[*other].detail(look, rules_[*other].index), 0, false};
    return Alarm{rules_[i].kind, "over: " + detail, 0, true};
  }
  return std::nullopt;
}

std::optional<std::size_t> AlarmWatch::going_on_of(wire::EventKind kind) const {
  for (std::size_t i = 0; i < rules_.size(); ++i)
    if (rules_[i].kind == kind && troubles_[i].goes_on()) return i;
  return std::nullopt;
}

std::uint32_t AlarmWatch::going_on() const {
  std::uint32_t kinds = 0;
  for (std::size_t i = 0; i < rules_.size(); ++i)
    if (troubles_[i].goes_on()) kinds |= 1U << static_cast<unsigned>(rules_[i].kind);
  return kinds;
}

}  // namespace tongluo::alarms

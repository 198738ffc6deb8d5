#include "protocol/wire/status.hpp"

#include "protocol/base/assert.hpp"

namespace tongluo::wire {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, kStatusFields> kStatusFieldNames{
    "journal_free_percent", "signal_dbm",       "mains_present",     "mains_volts",          "battery_percent",
    "battery_millivolts",   "battery_minutes",  "solar_watts",       "solar_millivolts",     "cabinet_celsius",
    "amplifier_celsius",    "humidity_percent", "door_open",         "output_level_percent", "devices_silent",
    "sensors_lying",        "alarms",           "self_test_outcome", "self_test_minute",     "sim_card",
    "registration",         "rsrp_dbm",         "data_used_mib"};

}  // namespace

std::string_view to_string(StatusField field) {
  TL_ASSERT(static_cast<std::size_t>(field) < kStatusFields);
  return kStatusFieldNames[static_cast<std::size_t>(field)];
}

void TerminalStatus::set(StatusField field, std::optional<std::int32_t> value) {
  TL_ASSERT(static_cast<std::size_t>(field) < kStatusFields);
  values_[static_cast<std::size_t>(field)] = value.value_or(0);
  known_ = value ? known_ | bit_of(field) : known_ & ~bit_of(field);
}

std::uint32_t TerminalStatus::difference(const TerminalStatus& other) const {
  std::uint32_t fields = known_ ^ other.known_;
  for (std::size_t i = 0; i < kStatusFields; ++i)
    if (values_[i] != other.values_[i]) fields |= 1U << i;
  return fields;
}

StatusDelta make_delta(const TerminalStatus& status, std::uint32_t fields, std::uint64_t base) {
  StatusDelta delta;
  delta.base = base;
  for (std::size_t i = 0; i < kStatusFields; ++i) {
    if ((fields & (1U << i)) == 0) continue;
    const auto value = status.get(static_cast<StatusField>(i));
    (value ? delta.set : delta.gone) |= 1U << i;
    if (value) delta.values.push_back(*value);
  }
  return delta;
}

void apply(const StatusDelta& delta, TerminalStatus& status) {
  TL_ASSERT(static_cast<std::size_t>(std::popcount(delta.set)) == delta.values.size());
  if (delta.base == 0) status = {};
  std::size_t next = 0;
  for (std::size_t i = 0; i < kMaxStatusFields; ++i) {
    const std::uint32_t bit = 1U << i;
    const bool set = (delta.set & bit) != 0;
    const std::size_t at = next;
    if (set) ++next;
    if (i >= kStatusFields) continue;
    if (set) status.set(static_cast<StatusField>(i), delta.values[at]);
    if ((delta.gone & bit) != 0) status.set(static_cast<StatusField>(i), std::nullopt);
  }
}

}  // namespace tongluo::wire

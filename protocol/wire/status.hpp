#pragma once
// What a terminal says of itself besides its sound, as a row of numbers, and the delta that a heartbeat carries: what
// may differ from the status that the controller acknowledged last. Absent is never zero. Pure values. Limit: 32
// fields for ever (one bit each). PROTOCOL.md section 10.1, whose table has the fields.

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tongluo::wire {

// Numbers are for ever: a field's bit.
enum class StatusField : std::uint8_t {
  journal_free_percent = 0,
  signal_dbm = 1,
  mains_present = 2,  // 0 or 1
  mains_volts = 3,
  battery_percent = 4,
  battery_millivolts = 5,
  battery_minutes = 6,  // estimated running time without mains
  solar_watts = 7,
  solar_millivolts = 8,
  cabinet_celsius = 9,
  amplifier_celsius = 10,
  humidity_percent = 11,
  door_open = 12,             // 0 or 1
  output_level_percent = 13,  // of the amplitude of a full-scale tone
  devices_silent = 14,        // on the field bus
  sensors_lying = 15,
  alarms = 16,             // bit k: the trouble of event kind k goes on
  self_test_outcome = 17,  // of the newest self-test, as in receipts
  self_test_minute = 18,   // when: minutes since 1970, UTC
  sim_card = 19,           // 1 ready, 2 absent, 3 locked, 4 faulty
  registration = 20,       // 1 idle, 2 searching, 3 denied, 4 home, 5 roaming
  rsrp_dbm = 21,           // of the LTE reference signal
  data_used_mib = 22,      // since the month began
};
constexpr std::size_t kStatusFields = 23;
constexpr std::size_t kMaxStatusFields = 32;
constexpr std::uint32_t bit_of(StatusField field) { return 1U << static_cast<unsigned>(field); }
std::string_view to_string(StatusField field);  // the enumerator's name; stable, for programs

class TerminalStatus {
 public:
  std::optional<std::int32_t> get(StatusField field) const {
    if ((known_ & bit_of(field)) == 0) return std::nullopt;
    return values_[static_cast<std::size_t>(field)];
  }
  void set(StatusField field, std::optional<std::int32_t> value);
  std::uint32_t known() const { return known_; }  // bits of the fields that are there
  // Bits of the fields that differ.
  std::uint32_t difference(const TerminalStatus& other) const;
  bool operator==(const TerminalStatus& other) const = default;

 private:
  std::uint32_t known_ = 0;
  std::array<std::int32_t, kStatusFields> values_{};  // zero where not known
};

struct StatusDelta {
  std::uint64_t base = 0;            // sequence of the heartbeat that it counts from; 0: it is the whole status
  std::uint32_t set = 0;             // bits of the fields whose values follow
  std::uint32_t gone = 0;            // bits of the fields that are not known any more
  std::vector<std::int32_t> values;  // one for each bit of `set`, the lowest bit first
  bool operator==(const StatusDelta&) const = default;
};

// Of these fields as they stand.
StatusDelta make_delta(const TerminalStatus& status, std::uint32_t fields, std::uint64_t base);
// Fields of a newer version are skipped. `delta` is well-formed (as many values as bits, no bit both set and gone).
void apply(const StatusDelta& delta, TerminalStatus& status);

}  // namespace tongluo::wire

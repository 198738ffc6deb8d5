#pragma once
// All that the controller knows of one terminal when somebody asks why it is silent. Plain values; what is not known is
// absent, never zero: an instruction must not rest on a sensor that is not there. Filled by controller/core.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::diagnosis {

enum class Presence : std::uint8_t { never, unknown, online, late, offline };

// What a terminal reports about itself, by the event that says so.
enum class Report : std::uint8_t {
  storage_error,
  clock_jump,
  clip_corrupt,
  sound_fault,
  mains_lost,
  battery_low,
  door_open,
  over_temperature,
  restarted,
  amplifier_fault,
  horn_fault,
  safe_mode,
  device_silent,
  sensor_implausible,
  fan_fault,
  humid,
  self_test,
  tamper,
  count
};
struct ReportSeen {
  WallTime at{};  // by the controller's clock; zero: never
  std::string detail;
  std::uint32_t times = 0;
  WallTime confirmed_at{};  // when it was said last
  WallTime over_at{};       // zero: as far as is known it goes on, or it only happened
  WallTime said_over_at{};  // an event said so; zero: none did, it may only have been forgotten in a restart

  bool goes_on() const { return at != WallTime{} && over_at == WallTime{}; }
};

struct Played {
  WallTime at{};
  Outcome outcome = Outcome::none;
  Refusal refusal = Refusal::none;
  std::string detail;
};

// As on the wire (PROTOCOL.md section 10.1).
enum class SimCard : std::uint8_t { unknown, ready, absent, locked, faulty };
enum class Registration : std::uint8_t { unknown, idle, searching, denied, home, roaming };

// Of the newest heartbeat.
struct Telemetry {
  bool degraded = false;
  std::optional<std::uint32_t> journal_free_percent;
  std::optional<int> cabinet_c;
  std::optional<int> amplifier_c;
  std::optional<std::uint32_t> battery_percent;
  std::optional<std::uint32_t> battery_millivolts;
  std::optional<std::uint32_t> battery_minutes;  // estimated
  std::optional<bool> mains_present;
  std::optional<bool> door_open;
  std::optional<int> signal_dbm;
  std::optional<int> rsrp_dbm;
  std::optional<SimCard> sim;
  std::optional<Registration> registration;
  std::string iccid, imsi, operator_name;      // of the SIM card and who serves it; empty: not known
  std::optional<std::uint32_t> data_used_mib;  // in the month
  Outcome self_test = Outcome::none;           // of the newest one
};

struct Condition {
  WallTime now{};
  Presence presence = Presence::unknown;
  WallTime last_seen{};           // zero: not since the controller started
  WallTime certificate_end{};     // zero: it never showed one
  std::vector<WallTime> dialled;  // its newest sessions, oldest first
  WallTime two_devices_at{};      // when two devices spoke with its identity
  WallTime bad_certificate_at{};  // when it showed one without a usable key
  std::string firmware;           // empty: unknown
  std::string usual_firmware;     // of most terminals; empty: unknown
  std::optional<bool> clock_synchronised;
  std::optional<WallTime::duration> clock_ahead;  // of ours, when it last dialled
  bool trust_list_older = false;                  // than ours, long after it dialled
  std::optional<Telemetry> telemetry;
  std::array<ReportSeen, static_cast<std::size_t>(Report::count)> reports;
  std::vector<Played> played;           // finals, newest first
  std::uint32_t neighbours = 0;         // other terminals of its township
  std::uint32_t neighbours_silent = 0;  // those of them that are offline too

  const ReportSeen& report(Report kind) const { return reports[static_cast<std::size_t>(kind)]; }
  ReportSeen& report(Report kind) { return reports[static_cast<std::size_t>(kind)]; }
};

}  // namespace tongluo::diagnosis

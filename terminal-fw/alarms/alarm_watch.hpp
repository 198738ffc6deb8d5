#pragma once
// From the cabinet's readings to what the controller is told of them: an alarm at each change of a trouble, and the
// status fields of the heartbeat. Owner: one thread (control). Pure; time is handed in. Use: call look() each second or
// oftener, then drain next() while the link is open. Limits: limits.hpp; one trouble for each row of the table in
// signs.cpp, each device and each quantity.

#include <optional>
#include <string>
#include <vector>

#include "protocol/wire/messages.hpp"
#include "terminal-fw/alarms/battery_trend.hpp"
#include "terminal-fw/alarms/trouble.hpp"
#include "terminal-fw/fieldbus/board_state.hpp"

namespace tongluo::alarms {

struct Rule;
struct Look;

struct Alarm {
  wire::EventKind kind{};
  std::string detail;  // one line for a technician
  std::uint32_t count = 1;
  bool ended = false;
  bool operator==(const Alarm&) const = default;
};

class AlarmWatch {
 public:
  // `map` has no fault (first_fault).
  explicit AlarmWatch(const fieldbus::RegisterMap& map);
  ~AlarmWatch();

  void look(SteadyTime now, const fieldbus::BoardState& state);
  // What the newest test of the sound came to: a trouble from the next look() on.
  void on_sound_test(bool failed, std::string detail);
  // A session began: what goes on is told again.
  void on_link_open();
  std::optional<Alarm> next(SteadyTime now, const fieldbus::BoardState& state);

  // Bit k: a trouble of event kind k goes on, as for StatusField::alarms.
  std::uint32_t going_on() const;
  std::optional<std::uint32_t> battery_minutes() const { return trend_.minutes_left(); }

 private:
  std::optional<std::size_t> going_on_of(wire::EventKind kind) const;
  Look look_at(SteadyTime now, const fieldbus::BoardState& state) const;
  void watch_battery(SteadyTime now, const fieldbus::BoardState& state);

  std::vector<std::string> devices_;
  std::vector<Rule> rules_;
  std::vector<Trouble> troubles_;  // one for each rule
  BatteryTrend trend_;
  std::optional<bool> sound_test_failed_;
  std::string sound_test_detail_;
  Allowance all_{kAllAlarmsBurst, kAllAlarmsInterval};
};

}  // namespace tongluo::alarms

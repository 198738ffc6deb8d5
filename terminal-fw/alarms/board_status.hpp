#pragma once
// The cabinet's readings as status fields (PROTOCOL.md section 10.1). Each field has a dead band, so that noise costs
// no data; only values that can be believed are there. Owner: one thread (control). Pure; time is handed in.

#include "protocol/wire/status.hpp"
#include "terminal-fw/alarms/alarm_watch.hpp"

namespace tongluo::alarms {

class BoardStatus {
 public:
  explicit BoardStatus(const fieldbus::RegisterMap& map);

  void look(SteadyTime now, const fieldbus::BoardState& state, const AlarmWatch& watch);
  void add_to(wire::TerminalStatus& status) const;

 private:
  void steady(wire::StatusField field, std::optional<double> value, double dead_band);
  void count(SteadyTime now, const fieldbus::BoardState& state);

  std::size_t devices_;
  wire::TerminalStatus shown_;
};

}  // namespace tongluo::alarms

#pragma once
// Whether the sound card is there, also while nothing plays: one lasting trouble (event sound_fault), from looks at the
// card that do not open it. Pure; owner: the core. Told within the limits of alarms::Trouble.

#include <optional>
#include <string>

#include "protocol/wire/messages.hpp"
#include "terminal-fw/alarms/trouble.hpp"

namespace tongluo::terminal {

class SoundCard {
 public:
  // Empty: it is there, or nobody can tell. True: it was gone, and is back.
  bool on_look(SteadyTime now, std::string trouble);
  void on_link_open() { trouble_.remind(); }

  bool gone() const { return trouble_.goes_on(); }
  std::optional<wire::Event> next(SteadyTime now);

 private:
  alarms::Trouble trouble_{alarms::kSoundCardHolds};
  alarms::Allowance allowance_{alarms::kAlarmBurst, alarms::kAlarmInterval};
  std::string detail_;  // of the newest trouble
};

}  // namespace tongluo::terminal

#pragma once
// When the program ends to be started again, and when the device is asked for: never beside an alert of level I or II.
// Whoever restarts the device may be slow or nobody: a request that is still open when an alert comes near is taken
// back and made again after it, and one that nobody obeys ends with the program's own restart. Pure; its caller asks
// next_step() at next_deadline() and after each event, and does what it says. Limits: kRebootPatience.

#include <cstdint>
#include <optional>

#include "protocol/base/time.hpp"

namespace tongluo::maintenance {

constexpr auto kRestartPause = seconds(2);     // the answer to the command leaves first; likewise, looking for an alert
constexpr auto kRebootPatience = seconds(60);  // with whoever restarts the device

class RestartPlan {
 public:
  enum class Step : std::uint8_t {
    none,
    ask,       // for the device's restart; on_refused() if that cannot be asked for
    withdraw,  // the request
    restart,   // the program, now; a request that is open is withdrawn first
  };

  void want(SteadyTime at, bool device);  // in place of what was wanted before
  void on_refused(SteadyTime now);        // then the program alone
  Step next_step(SteadyTime now, bool alert_near);
  std::optional<SteadyTime> next_deadline(SteadyTime now) const;

  bool asked() const { return asked_until_.has_value(); }  // whoever ends the program now does it for that
  bool disobeyed() const { return disobeyed_; }            // nobody restarted the device

 private:
  struct Wish {
    SteadyTime at{};
    bool device = false;
  };
  Step begin(SteadyTime now);
  Step look_at_request(SteadyTime now, bool alert_near);

  std::optional<Wish> wish_;
  std::optional<SteadyTime> asked_until_;
  bool disobeyed_ = false;
};

}  // namespace tongluo::maintenance

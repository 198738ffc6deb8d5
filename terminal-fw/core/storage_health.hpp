#pragma once
// Whether what must be kept can be kept: one lasting trouble (event storage_error), from what writes came to and from
// looks at the file system. It begins with the first failure and is over when nothing was wrong for kStorageHolds.end.
// Pure; owner: the core. Told within the limits of alarms::Trouble.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/wire/messages.hpp"
#include "terminal-fw/alarms/trouble.hpp"

namespace tongluo::terminal {

class StorageHealth {
 public:
  void on_write(SteadyTime now, bool stored, std::string_view why_not);
  void on_look(SteadyTime now, std::string trouble, bool full = false);  // empty: nothing is wrong
  void on_link_open() { trouble_.remind(); }

  bool full() const { return full_; }  // at the last look
  bool fails() const { return trouble_.goes_on(); }
  std::string_view trouble() const { return fails() ? std::string_view(detail_) : std::string_view(); }
  std::optional<wire::Event> next(SteadyTime now);

 private:
  void judge(SteadyTime now);

  alarms::Trouble trouble_{alarms::kStorageHolds};
  alarms::Allowance allowance_{alarms::kAlarmBurst, alarms::kAlarmInterval};
  std::string write_trouble_, disk_trouble_;  // as it is now; empty: none
  std::string detail_;                        // of the newest one
  bool full_ = false;
};

}  // namespace tongluo::terminal

#pragma once
// The terminal's wall clock: the system's clock, never below a floor of signed times, stepped to a verified time
// statement when it is further than kClockTolerance away, and deaf to jumps of the system's clock once a statement was
// verified. Without one it may be lost: then it is behind the true time, and goes on from what an admitted alert says.
// Pure value; owner: the core.

#include <algorithm>
#include <optional>

#include "protocol/base/time.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

class TimeKeeper {
 public:
  explicit TimeKeeper(WallTime build_floor) : build_floor_(build_floor), floor_(build_floor) {}

  // Once, when the stored floor is known. `kept`: something kept the system's clock while the power was off.
  void start(Now now, bool kept);
  // Call first at every event. By how much the system's clock jumped, if it did.
  std::optional<WallTime::duration> observe(Now now);
  WallTime wall(Now now) const { return std::max(now.wall + offset(), floor_); }
  WallTime to_system(WallTime wall) const { return wall - offset(); }
  WallTime from_system(WallTime system) const { return system + offset(); }
  // Without what alerts say.
  WallTime proven(Now now) const { return std::max(now.wall + offset_, floor_); }
  // By the word of something signed: later than wall() only while the clock is lost.
  WallTime at_least(Now now, WallTime issued_at) const { return lost_ ? std::max(wall(now), issued_at) : wall(now); }
  // An alert was admitted: a lost clock goes on from there, and stays lost. The floor does not move. Backwards only if
  // it is past `until`.
  void go_on_from(Now now, WallTime issued_at, WallTime until);

  void raise_floor(Now now, WallTime floor);
  // A reset signed by the roots: the floor sinks to it (never below the build), and nothing that was stated before is
  // believed.
  void reset(Now now, WallTime floor);
  // A verified statement of the time, `uncertainty` (half the round trip) old or less.
  void on_statement(Now now, WallTime time, WallTime::duration uncertainty);
  // Four times of one heartbeat, by the two system clocks: prolongs a synchronisation, never makes one.
  void on_exchange(Now now, WallTime sent, WallTime received, WallTime replied);

  // Nobody knows what time it is: until a verified statement, or until somebody sets the system's clock.
  bool lost() const { return lost_; }
  bool synchronised(Now now) const { return verified_at_ && now.steady - *verified_at_ < kSynchronisedFor; }
  std::int32_t error_us() const { return error_us_; }
  WallTime floor() const { return floor_; }
  // The floor to write to the journal, at most once in kFloorInterval; never raised past `highest`, the trust list's
  // expiry.
  std::optional<WallTime> floor_to_store(Now now, WallTime highest);

 private:
  bool possible(WallTime system) const {
    return floor_ == WallTime{} || (system >= floor_ && system - floor_ <= kLongestAlone);
  }
  void on_jump(Now now, WallTime::duration jump);
  WallTime::duration offset() const { return said_offset_ ? std::max(offset_, *said_offset_) : offset_; }

  WallTime build_floor_;
  WallTime floor_;
  WallTime::duration offset_{};                    // wall − system
  std::optional<WallTime::duration> said_offset_;  // likewise, by an alert; only while lost
  std::optional<Now> last_;
  std::optional<SteadyTime> verified_at_;
  std::optional<SteadyTime> floor_stored_at_;
  std::int32_t error_us_ = 0;
  bool lost_ = false;
};

}  // namespace tongluo::terminal

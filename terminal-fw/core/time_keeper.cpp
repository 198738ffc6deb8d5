#include "terminal-fw/core/time_keeper.hpp"

#include <algorithm>
#include <limits>

namespace tongluo::terminal {
namespace {

std::int32_t clamp_to_int32(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, std::numeric_limits<std::int32_t>::min(),
                                                            std::numeric_limits<std::int32_t>::max()));
}

}  // namespace

void TimeKeeper::start(Now now, bool kept) {
  lost_ = !kept || !possible(now.wall);
  if (!possible(now.wall)) offset_ = floor_ - now.wall;  // the least that is certain
}

std::optional<WallTime::duration> TimeKeeper::observe(Now now) {
  std::optional<WallTime::duration> jumped;
  if (last_) {
    const auto jump = (now.wall - last_->wall) - (now.steady - last_->steady);
    if (std::chrono::abs(jump) > kClockTolerance) jumped = jump;
    if (jumped) on_jump(now, jump);
  }
  last_ = now;
  return jumped;
}

// What was verified goes on, until the next statement decides: no oscillator errs as much as whoever sets clocks.
void TimeKeeper::on_jump(Now now, WallTime::duration jump) {
  const bool set = !verified_at_ && possible(now.wall);
  offset_ = set ? WallTime::duration(0) : offset_ - jump;
  if (said_offset_) *said_offset_ -= jump;
  if (!set) return;
  lost_ = false;
  said_offset_.reset();
}

void TimeKeeper::go_on_from(Now now, WallTime issued_at, WallTime until) {
  if (lost_ && (issued_at > wall(now) || wall(now) > until)) said_offset_ = issued_at - now.wall;
}

void TimeKeeper::raise_floor(Now now, WallTime floor) {
  floor_ = std::max(floor_, floor);
  // Below the floor the clock would stand still: let it run on from there.
  if (now.wall + offset_ < floor_) offset_ = floor_ - now.wall;
}

void TimeKeeper::on_statement(Now now, WallTime time, WallTime::duration uncertainty) {
  const auto difference = now.wall - time;
  error_us_ = clamp_to_int32(difference.count());
  // The system's clock, kept by NTP or the modem, is finer than one statement: keep it while the two agree.
  const bool agrees = std::chrono::abs(difference) <= kClockTolerance + uncertainty;
  offset_ = agrees ? WallTime::duration(0) : -difference;
  verified_at_ = now.steady;
  lost_ = false;
  said_offset_.reset();
  raise_floor(now, agrees ? std::min(time, now.wall) : time);
}

void TimeKeeper::on_exchange(Now now, WallTime sent, WallTime received, WallTime replied) {
  if (!synchronised(now)) return;
  const auto ahead = ((received - sent) + (replied - now.wall)) / 2 - offset_;
  if (std::chrono::abs(ahead) > kClockTolerance) return;
  error_us_ = clamp_to_int32(-ahead.count());
  verified_at_ = now.steady;
}

void TimeKeeper::reset(Now now, WallTime floor) {
  floor_ = std::max(build_floor_, std::min(floor_, floor));
  offset_ = {};
  said_offset_.reset();
  verified_at_.reset();
  floor_stored_at_.reset();
  raise_floor(now, floor_);
  start(now, true);
}

std::optional<WallTime> TimeKeeper::floor_to_store(Now now, WallTime highest) {
  if (!synchronised(now)) return std::nullopt;
  if (floor_stored_at_ && now.steady - *floor_stored_at_ < kFloorInterval) return std::nullopt;
  floor_stored_at_ = now.steady;
  raise_floor(now, std::min(wall(now), highest));
  return floor_;
}

}  // namespace tongluo::terminal

#pragma once
// The controller's clock, for playing in step: exchanges of four times in, a line over our steady clock out. Pure
// value; owner: the core. PROTOCOL.md 11.7.
//
// Each direction's smallest delays count for themselves (DelayFloor): a loaded uplink hides nothing of an idle
// downlink. The drift is the slope under which both floors lie closest to their points. Without exchanges the line
// simply goes on (hold-over); error_bound() says how far it may be off.
//
// Limits: an exchange makes the time go back by at most kMostBackward, or by as much as it narrows what is known: after
// a first exchange through a full queue the next one puts it right. Except in a step, which is counted: when
// kStepProofs exchanges in a row (one after kLongSilence) cannot be true together with the line. Outside data never
// makes it a NaN: what is absurd is refused and counted.

#include <array>
#include <cstddef>

#include "terminal-fw/instep/clock_line.hpp"
#include "terminal-fw/instep/delay_floor.hpp"

namespace tongluo::instep {

struct TimeExchange {
  SteadyTime asked{};     // ours, when the query left
  WallTime received{};    // the controller's, when it came
  WallTime replied{};     // the controller's, when the answer left
  SteadyTime answered{};  // ours, when it came
};

constexpr auto kMostBackward = microseconds(5'000);
constexpr auto kLongestRoundTrip = seconds(10);
constexpr std::size_t kStepProofs = 3;
constexpr auto kLongSilence = seconds(600);
constexpr std::size_t kSettledExchanges = 8;
constexpr double kMostDriftPpm = 500;

struct MediaClockCounters {
  std::uint64_t exchanges = 0;
  std::uint64_t refused = 0;  // absurd, or older than one before
  std::uint64_t steps = 0;
  std::uint64_t route_changes = 0;
};

class MediaClock {
 public:
  // False: refused.
  bool on_exchange(const TimeExchange& exchange);
  bool valid() const { return valid_; }
  // Only when valid.
  const ClockLine& line() const { return line_; }
  // Enough is known, not long ago and undoubted: one exchange checks the line, kStepProofs would move it.
  bool settled(SteadyTime now) const;
  // The true time is this close, if the drift stays what it was: half of the smallest round trip, then growing.
  microseconds error_bound(SteadyTime now) const;
  void reset();
  const MediaClockCounters& counters() const { return counters_; }

 private:
  // One exchange as two bounds of (their clock − ours), in µs against base_.
  struct Bounds {
    double asked = 0, answered = 0;  // seconds against origin_
    double upper = 0, lower = 0;
  };
  bool refuse();
  Bounds bounds_of(const TimeExchange& exchange) const;
  bool contradicts(const Bounds& bounds) const;
  bool take_or_suspect(const Bounds& bounds);
  void add(const Bounds& bounds);
  void fit();
  double likeliest_drift() const;
  void move_line(bool stepped);

  bool valid_ = false;
  ClockLine line_;
  SteadyTime origin_{};
  WallTime::duration base_{};  // about their clock − ours
  DelayFloor up_;              // upper bounds
  DelayFloor down_;            // lower bounds, negated
  double now_ = 0;             // of the newest exchange
  std::size_t taken_ = 0;      // exchanges that the floors stand on
  double drift_ppm_ = 0;
  double expected_drift_ppm_ = 0;  // before there is a base line
  double drift_error_ppm_ = kMostDriftPpm;
  double half_gap_us_ = 0;
  double held_back_us_ = 0;  // which the line still has to go back
  std::array<Bounds, kStepProofs> suspects_{};
  std::size_t suspected_ = 0;
  MediaClockCounters counters_;
};

}  // namespace tongluo::instep

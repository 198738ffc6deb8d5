#include "terminal-fw/instep/media_clock.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::instep {
namespace {

constexpr double kUsualDriftPpm = 30;      // standard deviation of what is expected beforehand
constexpr double kLeastDriftErrorPpm = 2;  // an oscillator's own wander
constexpr double kContradictionUs = 2'000;
constexpr double kContradictionPpm = 60;  // of the time since the last exchange

constexpr WallTime kLatestWall = wall_from_us(std::int64_t{1} << 53);  // year 2255: exact as a double

double in_seconds(SteadyTime::duration time) { return static_cast<double>(time.count()) * 1e-6; }

bool is_sane(const TimeExchange& exchange) {
  if (exchange.received < WallTime{} || exchange.received > exchange.replied || exchange.replied > kLatestWall)
    return false;
  const auto taken = exchange.answered - exchange.asked;
  return taken <= SteadyTime::duration(kLongestRoundTrip) && taken >= exchange.replied - exchange.received;
}

}  // namespace

bool MediaClock::on_exchange(const TimeExchange& exchange) {
  if (!is_sane(exchange)) return refuse();
  if (up_.empty()) {
    origin_ = exchange.asked;
    base_ = exchange.received.time_since_epoch() - exchange.asked.time_since_epoch();
  }
  const Bounds bounds = bounds_of(exchange);
  if (valid_ && (bounds.asked < up_.last_time() || bounds.answered < down_.last_time())) return refuse();
  ++counters_.exchanges;
  const std::uint64_t steps = counters_.steps;
  if (take_or_suspect(bounds)) {
    fit();
    move_line(!valid_ || counters_.steps != steps);
    valid_ = true;
  }
  return true;
}

bool MediaClock::refuse() {
  ++counters_.refused;
  return false;
}

MediaClock::Bounds MediaClock::bounds_of(const TimeExchange& exchange) const {
  const auto difference = [&](WallTime theirs, SteadyTime ours) {
    return static_cast<double>((theirs.time_since_epoch() - ours.time_since_epoch() - base_).count());
  };
  return {in_seconds(exchange.asked - origin_), in_seconds(exchange.answered - origin_),
          difference(exchange.received, exchange.asked), difference(exchange.replied, exchange.answered)};
}

// Both bounds are hard: beyond what drift explains, one of the two clocks was set.
bool MediaClock::contradicts(const Bounds& bounds) const {
  if (!valid_) return false;
  const double allowed = kContradictionUs + kContradictionPpm * (bounds.answered - now_);
  const double highest = up_.level(bounds.answered, drift_ppm_);
  const double lowest = -down_.level(bounds.answered, -drift_ppm_);
  return bounds.lower > highest + allowed || bounds.upper < lowest - allowed;
}

bool MediaClock::take_or_suspect(const Bounds& bounds) {
  if (!contradicts(bounds)) {
    suspected_ = 0;
    add(bounds);
    return true;
  }
  const bool long_silent = bounds.answered - now_ > in_seconds(SteadyTime::duration(kLongSilence));
  suspects_[suspected_++] = bounds;
  if (suspected_ < kStepProofs && !long_silent) return false;
  ++counters_.steps;
  expected_drift_ppm_ = drift_ppm_;
  up_.clear();
  down_.clear();
  taken_ = 0;
  for (std::size_t i = 0; i < suspected_; ++i) add(suspects_[i]);
  suspected_ = 0;
  return true;
}

void MediaClock::add(const Bounds& bounds) {
  const bool up = up_.add(bounds.asked, bounds.upper, drift_ppm_);
  const bool down = down_.add(bounds.answered, -bounds.lower, -drift_ppm_);
  counters_.route_changes += (up ? 1u : 0u) + (down ? 1u : 0u);
  now_ = bounds.answered;
  ++taken_;
}

// The most likely drift if delays above the floors are exponential.
double MediaClock::likeliest_drift() const {
  constexpr double kVariance = kUsualDriftPpm * kUsualDriftPpm;
  return likeliest_slope(up_.hull(), up_.jitter(drift_ppm_), down_.hull(), down_.jitter(-drift_ppm_),
                         {expected_drift_ppm_, kVariance, kMostDriftPpm});
}

void MediaClock::fit() {
  drift_ppm_ = likeliest_drift();
  const double span = std::max(1.0, std::min(now_ - up_.first_time(), now_ - down_.first_time()));
  const auto count = static_cast<double>(std::min(up_.size(), down_.size()));
  const double jitter = std::max(up_.jitter(drift_ppm_), down_.jitter(-drift_ppm_));
  drift_error_ppm_ = std::min(3 * kUsualDriftPpm, kLeastDriftErrorPpm + 10 * jitter / (span * count));
}

void MediaClock::move_line(bool stepped) {
  const double highest = up_.level(now_, drift_ppm_);
  const double lowest = -down_.level(now_, -drift_ppm_);
  const SteadyTime at = origin_ + SteadyTime::duration(std::llround(now_ * 1e6));
  const auto difference = base_ + WallTime::duration(std::llround((highest + lowest) / 2));
  const WallTime likeliest(at.time_since_epoch() + difference);
  WallTime wall = likeliest;
  const double known_before_us = half_gap_us_;
  half_gap_us_ = std::max(0.0, (highest - lowest) / 2);
  if (!stepped) {
    const auto gained = WallTime::duration(std::llround(known_before_us - half_gap_us_));
    const WallTime earliest = line_.wall_at(at) - std::max<WallTime::duration>(kMostBackward, gained);
    wall = std::max(wall, earliest);
  }
  held_back_us_ = static_cast<double>((wall - likeliest).count());
  line_ = {at, wall, drift_ppm_};
}

bool MediaClock::settled(SteadyTime now) const {
  const double age = in_seconds(now - origin_) - now_;
  return valid_ && suspected_ == 0 && taken_ >= kSettledExchanges &&
         age <= in_seconds(SteadyTime::duration(kLongSilence));
}

microseconds MediaClock::error_bound(SteadyTime now) const {
  const double age = std::max(0.0, in_seconds(now - origin_) - now_);
  const double bound = half_gap_us_ + held_back_us_ + age * drift_error_ppm_;
  return microseconds(std::llround(bound));
}

void MediaClock::reset() {
  const MediaClockCounters counters = counters_;
  *this = {};
  counters_ = counters;
}

}  // namespace tongluo::instep

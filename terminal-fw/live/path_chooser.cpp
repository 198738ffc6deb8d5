#include "terminal-fw/live/path_chooser.hpp"

#include <algorithm>

namespace tongluo::live {

void PathChooser::on_opened(SteadyTime now, rtp::StreamState state) {
  if (state == rtp::StreamState::flowing) {
    said_not_now_.reset();
    if (!flowing_since_) flowing_since_ = now;
  } else {
    said_not_now_ = now;
    flowing_since_.reset();
  }
}

void PathChooser::on_verified_train(SteadyTime now, Way way) {
  if (way == Way::control_channel) {
    heard_control_ = now;
    return;
  }
  const bool follows = heard_ && now - *heard_ <= kReturnSpan;
  return_trains_ = follows ? return_trains_ + 1 : 1;
  heard_ = now;
  flowing_since_.reset();
  said_not_now_.reset();
}

void PathChooser::on_failed_manifest(SteadyTime now) {
  failures_[next_failure_] = now;
  next_failure_ = (next_failure_ + 1) % failures_.size();
}

void PathChooser::on_unchecked_manifest(SteadyTime now) { last_unchecked_ = now; }

void PathChooser::on_new_session(SteadyTime now) {
  opened_ = now;
  no_datagrams_ = false;
  asked_ = false;
  heard_.reset();
  heard_control_.reset();
  said_not_now_.reset();
  flowing_since_.reset();
  return_trains_ = 0;
}

bool PathChooser::flooded(SteadyTime now) const {
  const std::optional<SteadyTime>& oldest = failures_[next_failure_];
  return oldest && now - *oldest <= seconds(1);
}

SteadyTime PathChooser::silence_due() const {
  if (said_not_now_) return *said_not_now_ + kStatePatience;
  SteadyTime due = heard_ ? *heard_ + kSilencePatience : opened_ + kOpenPatience;
  if (flowing_since_) due = std::max(due, *flowing_since_ + kOpenPatience);
  return due;
}

bool PathChooser::may_return(SteadyTime now) const {
  return !no_datagrams_ && now - asked_at_ >= hold_ && return_trains_ >= kReturnTrains && heard_ &&
         now - *heard_ <= kReturnSpan && !flooded(now) && !(last_unchecked_ && now - *last_unchecked_ <= seconds(1));
}

std::optional<bool> PathChooser::decide(SteadyTime now) {
  if (ended_) return std::nullopt;
  if (!asked_) {
    if (!no_datagrams_ && !flooded(now) && now < silence_due()) return std::nullopt;
    asked_ = true;
    asked_at_ = now;
    return_trains_ = 0;
    return true;
  }
  if (!may_return(now)) return std::nullopt;
  asked_ = false;
  hold_ = std::min<microseconds>(2 * hold_, kLongestHold);
  return false;
}

SteadyTime PathChooser::next_deadline() const { return ended_ || asked_ ? SteadyTime::max() : silence_due(); }

bool PathChooser::control_channel_works(SteadyTime now) const {
  return asked_ && heard_control_ && now - *heard_control_ <= seconds(2);
}

bool PathChooser::datagrams_work(SteadyTime now) const { return heard_ && now - *heard_ <= seconds(2); }

}  // namespace tongluo::live

#pragma once
// How long it took until all sessions were open, from the first that opened, or from a common dial. Pure.

#include <optional>

#include "protocol/base/time.hpp"

namespace tongluo::fleet {

class RejoinWatch {
 public:
  explicit RejoinWatch(std::size_t terminals) : terminals_(terminals) {}

  // All dial now: counted from here.
  void on_dial(SteadyTime now) {
    since_ = now;
    dialled_ = true;
    complete_ = false;
  }
  // After each change of how many are open. When they are all open, how long that took.
  std::optional<SteadyTime::duration> on_open(SteadyTime now, std::size_t open) {
    if (open == 0 && !dialled_) since_.reset();
    if (open > 0 && open < terminals_ && !since_) since_ = now;
    const bool was_complete = complete_;
    complete_ = open == terminals_;
    if (!complete_ || was_complete) return std::nullopt;
    const auto took = now - since_.value_or(now);
    since_.reset();
    dialled_ = false;
    return took;
  }

 private:
  std::size_t terminals_;
  bool complete_ = false;
  bool dialled_ = false;
  std::optional<SteadyTime> since_;
};

}  // namespace tongluo::fleet

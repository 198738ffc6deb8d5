#pragma once
// May the watchdogs be fed? Only while the control thread asks (it calls this) and the audio thread's count moves. Pure
// value; owner: the control thread. Limit: kLongestSilence.

#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::maintenance {

constexpr auto kLongestSilence = seconds(10);

class Liveness {
 public:
  explicit Liveness(SteadyTime start) : moved_at_(start) {}
  // `beats`: how often the audio thread has gone round. True: both are alive.
  bool alive(SteadyTime now, std::uint64_t beats) {
    if (beats != beats_) {
      beats_ = beats;
      moved_at_ = now;
    }
    return now - moved_at_ < kLongestSilence;
  }

 private:
  std::uint64_t beats_ = 0;
  SteadyTime moved_at_;
};

// The hardware's watchdog: the machine restarts unless it is fed. Adapter: terminal-fw/main.
class Watchdog {
 public:
  virtual ~Watchdog() = default;
  virtual void feed() = 0;
  virtual void release() = 0;  // an orderly stop: it must not bite
};

}  // namespace tongluo::maintenance

#pragma once
// Slows guessing down: after kFreeFailures wrong tries each further one locks for twice as long, to kLongestLock. A try
// counts as wrong until it was right, so that tries in parallel gain nothing. Forgotten after a day without tries.
// Pure.

#include "protocol/base/time.hpp"

namespace tongluo::accounts {

constexpr std::uint32_t kFreeFailures = 5;
constexpr seconds kFirstLock{5};
constexpr seconds kLongestLock{900};
constexpr std::chrono::hours kLockMemory{24};

class Lockout {
 public:
  bool locked(WallTime now) const { return now < until_; }
  WallTime until() const { return until_; }
  void begin(WallTime now);            // a try; the caller asked locked() before
  void take_back();                    // it was neither right nor wrong
  void clear() { *this = Lockout(); }  // it was right
  WallTime last() const { return last_; }

 private:
  std::uint32_t failures_ = 0;
  WallTime until_{};
  WallTime last_{};
};

}  // namespace tongluo::accounts

#pragma once
// Says 90, 30 and 7 days ahead what is about to end: trust list, freshness, keys, certificates. Each step is announced
// once. Pure. Limit: kMaxWatchedExpiries.

#include <map>
#include <string>
#include <vector>

#include "controller/core/views.hpp"

namespace tongluo::controller {

constexpr std::size_t kMaxWatchedExpiries = 40'000;

class ExpiryWatch {
 public:
  // Replaces what is watched; what stayed the same is not announced again.
  void watch(std::vector<Expiry> expiries);
  // What reached a step (90, 30, 7 days, or 0: it has ended) since the last call, soonest first.
  std::vector<Expiry> due(WallTime now);
  std::vector<Expiry> all() const;         // soonest first
  WallTime next_step(WallTime now) const;  // WallTime::max(): none

 private:
  std::map<std::string, Expiry> watched_;  // by subject
};

}  // namespace tongluo::controller

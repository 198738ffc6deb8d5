#pragma once
// What a session was given a moment ago: who asks again before the answer can have come is not answered twice. Pure
// value. Limit: kMaxRecentRepairs; the oldest leaves, and is given again (within the budget).

#include <algorithm>
#include <vector>

#include "controller/live/limits.hpp"
#include "controller/live/live_types.hpp"

namespace tongluo::live {

struct RepairKey {
  StreamId stream = 0;
  std::uint16_t sequence = 0;
  bool manifest = false;
  bool operator==(const RepairKey&) const = default;
};

class RecentRepairs {
 public:
  bool given_since(SteadyTime since, const RepairKey& key) const {
    return std::any_of(given_.begin(), given_.end(),
                       [&](const Given& given) { return given.at > since && given.key == key; });
  }
  void note(SteadyTime now, SteadyTime since, const RepairKey& key) {
    const auto recent =
        std::find_if(given_.begin(), given_.end(), [&](const Given& given) { return given.at > since; });
    given_.erase(given_.begin(), recent);
    if (given_.size() == kMaxRecentRepairs) given_.erase(given_.begin());
    given_.push_back({now, key});
  }

 private:
  struct Given {
    SteadyTime at;
    RepairKey key;
  };
  std::vector<Given> given_;  // oldest first
};

}  // namespace tongluo::live

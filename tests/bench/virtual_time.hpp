#pragma once
// Time for simulations: actions with their instants, run in the order of the instants, equal ones in the order in which
// they came. Nobody waits. One thread.

#include <algorithm>
#include <functional>
#include <tuple>
#include <vector>

#include "protocol/base/time.hpp"

namespace tongluo::bench {

class VirtualTime {
 public:
  // An instant that is over counts as now.
  void at(SteadyTime due, std::function<void()> action) {
    entries_.push_back({std::max(due, now_), next_number_++, std::move(action)});
    std::push_heap(entries_.begin(), entries_.end(), later);
  }
  SteadyTime now() const { return now_; }

  // Until nothing is left, or only what is due after `end`.
  void run_until(SteadyTime end) {
    while (!entries_.empty() && entries_.front().due <= end) {
      std::pop_heap(entries_.begin(), entries_.end(), later);
      const Entry entry = std::move(entries_.back());
      entries_.pop_back();
      now_ = entry.due;
      entry.action();
    }
  }

 private:
  struct Entry {
    SteadyTime due;
    std::uint64_t number;
    std::function<void()> action;
  };
  static bool later(const Entry& a, const Entry& b) { return std::tie(a.due, a.number) > std::tie(b.due, b.number); }

  std::vector<Entry> entries_;
  SteadyTime now_{};
  std::uint64_t next_number_ = 0;
};

}  // namespace tongluo::bench

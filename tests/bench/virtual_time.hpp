#pragma once
// Time for simulations: actions with their instants, run in the order of the instants, equal ones in the order in which
// they came. Nobody waits. One thread.

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

#include "protocol/base/time.hpp"

namespace tongluo::bench {

class VirtualTime {
 public:
  // An instant that is over counts as now.
  void at(SteadyTime due, std::function<void()> action) {
    entries_.push_back({std::max(due, now_), next_number_++, keep(std::move(action))});
    std::push_heap(entries_.begin(), entries_.end(), later);
  }
  SteadyTime now() const { return now_; }

  // Until nothing is left, or only what is due after `end`.
  void run_until(SteadyTime end) {
    run_until(end, [](const std::function<void()>& action) { action(); });
  }
  // `perform` gets each action and runs it.
  template <class Perform>
  void run_until(SteadyTime end, Perform perform) {
    while (!entries_.empty() && entries_.front().due <= end) {
      std::pop_heap(entries_.begin(), entries_.end(), later);
      const Entry entry = entries_.back();
      entries_.pop_back();
      now_ = entry.due;
      const std::function<void()> action = std::exchange(actions_[entry.place], nullptr);
      free_.push_back(entry.place);
      perform(action);
    }
  }

 private:
  struct Entry {  // small: it is moved about in the heap, and thousands wait
    SteadyTime due;
    std::uint64_t number;
    std::uint32_t place;  // of its action
  };
  std::uint32_t keep(std::function<void()> action) {
    if (free_.empty()) {
      actions_.push_back(std::move(action));
      return static_cast<std::uint32_t>(actions_.size() - 1);
    }
    const std::uint32_t place = free_.back();
    free_.pop_back();
    actions_[place] = std::move(action);
    return place;
  }
  static bool later(const Entry& a, const Entry& b) { return std::tie(a.due, a.number) > std::tie(b.due, b.number); }

  std::vector<Entry> entries_;
  std::vector<std::function<void()>> actions_;
  std::vector<std::uint32_t> free_;  // places in actions_
  SteadyTime now_{};
  std::uint64_t next_number_ = 0;
};

}  // namespace tongluo::bench

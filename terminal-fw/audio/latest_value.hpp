#pragma once
// One thread publishes, one other reads the newest value: three slots, exchanged without locks or waiting. No
// allocation.

#include <array>
#include <atomic>
#include <cstdint>

namespace tongluo::audio {

template <class T>
class LatestValue {
 public:
  // Writer only.
  void publish(const T& value) {
    slots_[back_] = value;
    back_ = middle_.exchange(back_ | kFresh, std::memory_order_acq_rel) & kIndex;
  }

  // Reader only.
  const T& read() {
    if ((middle_.load(std::memory_order_relaxed) & kFresh) != 0)
      front_ = middle_.exchange(front_, std::memory_order_acq_rel) & kIndex;
    return slots_[front_];
  }

 private:
  static constexpr std::uint32_t kFresh = 4;
  static constexpr std::uint32_t kIndex = 3;
  std::array<T, 3> slots_{};
  std::uint32_t back_ = 0;
  std::atomic<std::uint32_t> middle_{1};
  std::uint32_t front_ = 2;
};

}  // namespace tongluo::audio

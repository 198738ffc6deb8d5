#pragma once
// A bounded queue between exactly two threads, one that pushes and one that pops; no locks, no allocation. Limit:
// Capacity (a power of two). When full, try_push() refuses and leaves the value with the caller, who counts or waits.

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace tongluo {

template <class T, std::size_t Capacity>
class SpscQueue {
  static_assert(Capacity > 0 && (Capacity & (Capacity - 1)) == 0,
                "the counters wrap, so the capacity is a power of two");

 public:
  // Producer only. False, and `value` is unchanged, when the queue is full.
  bool try_push(T&& value) {
    const std::size_t pushed = pushed_.load(std::memory_order_relaxed);
    if (pushed - popped_.load(std::memory_order_acquire) == Capacity) return false;
    slots_[pushed % Capacity] = std::move(value);
    pushed_.store(pushed + 1, std::memory_order_release);
    return true;
  }

  // Consumer only.
  std::optional<T> try_pop() {
    const std::size_t popped = popped_.load(std::memory_order_relaxed);
    if (popped == pushed_.load(std::memory_order_acquire)) return std::nullopt;
    std::optional<T> value(std::move(slots_[popped % Capacity]));
    popped_.store(popped + 1, std::memory_order_release);
    return value;
  }

  // Producer only: at least so many pushes will succeed.
  std::size_t free_slots() const {
    return Capacity - (pushed_.load(std::memory_order_relaxed) - popped_.load(std::memory_order_acquire));
  }

  // Consumer only: at least so many pops will succeed.
  std::size_t size() const { return pushed_.load(std::memory_order_acquire) - popped_.load(std::memory_order_relaxed); }

  // Consumer only.
  bool empty() const { return popped_.load(std::memory_order_relaxed) == pushed_.load(std::memory_order_acquire); }

 private:
  std::array<T, Capacity> slots_{};
  // Apart, so that the two threads do not share a cache line.
  alignas(64) std::atomic<std::size_t> pushed_{0};
  alignas(64) std::atomic<std::size_t> popped_{0};
};

}  // namespace tongluo

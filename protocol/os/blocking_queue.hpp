#pragma once
// The bounded queue where two threads meet; the only home of a mutex. Any thread may push, one thread drains. Limit:
// the capacity given to the constructor; when full, push refuses and counts. No clock.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

namespace tongluo::os {

template <class T>
class BlockingQueue {
 public:
  explicit BlockingQueue(std::size_t capacity) : capacity_(capacity) {}

  // False: full, and `item` was not taken.
  bool push(T&& item) {
    {
      const std::lock_guard lock(mutex_);
      if (items_.size() >= capacity_) {
        ++refused_;
        return false;
      }
      items_.push_back(std::move(item));
    }
    filled_.notify_one();
    return true;
  }

  // Waits for something; gives at most `limit` items in the order of their pushes. Empty: a stop was requested and
  // nothing is left.
  std::vector<T> drain(std::size_t limit, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, stop, [this] { return !items_.empty(); });
    return take_locked(limit);
  }

  // The same without waiting.
  std::vector<T> take(std::size_t limit) {
    const std::lock_guard lock(mutex_);
    return take_locked(limit);
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }
  std::uint64_t refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }

 private:
  std::vector<T> take_locked(std::size_t limit) {
    std::vector<T> taken;
    while (!items_.empty() && taken.size() < limit) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return taken;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable_any filled_;
  std::deque<T> items_;
  std::uint64_t refused_ = 0;
};

}  // namespace tongluo::os

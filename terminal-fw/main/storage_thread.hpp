#pragma once
// One thread that does the blocking work of journal and clip cache, in order. Limit: kMaxStorageJobs; full refuses.
// Jobs must not throw. The destructor finishes what is queued, then joins.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace tongluo::firmware {

constexpr std::size_t kMaxStorageJobs = 1'024;

class StorageThread {
 public:
  using Job = std::function<void()>;

  StorageThread();
  ~StorageThread();
  bool post(Job job);  // from any thread; false: full

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tongluo::firmware

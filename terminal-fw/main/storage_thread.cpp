#include "terminal-fw/main/storage_thread.hpp"

namespace tongluo::firmware {

StorageThread::StorageThread() : thread_([this] { run(); }) {}

StorageThread::~StorageThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool StorageThread::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= kMaxStorageJobs) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void StorageThread::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
  }
}

}  // namespace tongluo::firmware

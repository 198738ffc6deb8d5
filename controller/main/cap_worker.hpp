#pragma once
// One thread that does blocking or long CAP work in turn: reading messages, fetching. Owner thread: control pushes.
// Limit: the capacity given; when full, push says so. Jobs that still wait when it stops are left undone.

#include <functional>
#include <thread>

#include "protocol/os/blocking_queue.hpp"

namespace tongluo::daemon {

class CapWorker {
 public:
  using Job = std::function<void(const std::stop_token&)>;
  explicit CapWorker(std::size_t capacity)
      : jobs_(capacity), thread_([this](const std::stop_token& stop) { run(stop); }) {}
  ~CapWorker() { stop(); }
  CapWorker(const CapWorker&) = delete;
  CapWorker& operator=(const CapWorker&) = delete;

  bool push(Job job) { return jobs_.push(std::move(job)); }
  void stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested())
      for (const Job& job : jobs_.drain(1, stop))
        if (!stop.stop_requested()) job(stop);
  }

  os::BlockingQueue<Job> jobs_;
  std::jthread thread_;
};

}  // namespace tongluo::daemon

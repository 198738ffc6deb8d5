#pragma once
// The capture thread: one io_context with the hub of all live streams that are spoken on. Others post tasks to it and
// get answers posted back; nobody waits for it. So the control thread, which serves level I, never encodes sound.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "controller/capture/capture_hub.hpp"

namespace tongluo::daemon {

class CaptureThread {
 public:
  explicit CaptureThread(capture::HubSinks sinks)
      : work_(context_.get_executor()), hub_(context_, std::move(sinks)), thread_([this] { context_.run(); }) {}
  ~CaptureThread() { stop(); }
  CaptureThread(const CaptureThread&) = delete;
  CaptureThread& operator=(const CaptureThread&) = delete;

  // `task(hub)` runs there later, in order.
  template <class Task>
  void post(Task task) {
    boost::asio::post(context_, [this, task = std::move(task)]() mutable { task(hub_); });
  }
  boost::asio::io_context& context() { return context_; }
  void stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  capture::CaptureHub hub_;
  std::jthread thread_;
};

}  // namespace tongluo::daemon

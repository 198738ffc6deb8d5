#pragma once
// Whose turn it is to compute. Real terminals have a processor each; here thousands share one thread, and what came in
// over one's socket must not wait until the others have thought: between turns the io_context reads all sockets that
// have something. Owner: the thread of the io_context. Bounded: each worker waits at most once.

#include <boost/asio/io_context.hpp>
#include <deque>

namespace tongluo::fleet {

class Worker {
 public:
  virtual ~Worker() = default;
  virtual void work() = 0;

 private:
  friend class WorkQueue;
  bool waits_ = false;
};

class WorkQueue {
 public:
  static constexpr int kTurnsInARow = 8;

  explicit WorkQueue(boost::asio::io_context& context) : context_(context) {}
  // Its work() comes in its turn; once, however often it was asked for before. The worker outlives its turn.
  void add(Worker& worker);

 private:
  void schedule();
  boost::asio::io_context& context_;
  std::deque<Worker*> waiting_;
  bool scheduled_ = false;
};

}  // namespace tongluo::fleet

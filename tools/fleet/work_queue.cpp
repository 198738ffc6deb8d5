#include "tools/fleet/work_queue.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace tongluo::fleet {

void WorkQueue::add(Worker& worker) {
  if (std::exchange(worker.waits_, true)) return;
  waiting_.push_back(&worker);
  if (!std::exchange(scheduled_, true)) schedule();
}

// Posted anew after a few turns: the reactor runs between two handlers that were posted one after the other.
void WorkQueue::schedule() {
  boost::asio::post(context_, [this] {
    for (int turn = 0; turn < kTurnsInARow && !waiting_.empty(); ++turn) {
      Worker& worker = *waiting_.front();
      waiting_.pop_front();
      worker.waits_ = false;
      worker.work();
    }
    scheduled_ = !waiting_.empty();
    if (scheduled_) schedule();
  });
}

}  // namespace tongluo::fleet

#pragma once
// Signatures of receipts are verified on a thread of their own: after an alert to the whole county eight thousand come
// within a second, and the control thread has them to record. Owner: control makes it, asks and is answered, in the
// order in which it asked; the thread meets it at a bounded queue. Limit: kMaxReceiptChecks wait. No clock.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <thread>

#include "controller/core/actions.hpp"
#include "protocol/os/blocking_queue.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxReceiptChecks = 16'384;

class ReceiptDesk {
 public:
  using Checked = std::function<void(controller::CheckReceipt check, bool genuine)>;

  ReceiptDesk(boost::asio::io_context& context, Checked checked);
  ~ReceiptDesk() { stop(); }
  void stop();

  // Takes it. False: full, and `check` is as it was.
  bool take(controller::CheckReceipt& check) { return checks_.push(std::move(check)); }
  std::size_t waiting() const { return checks_.size(); }

 private:
  void run(const std::stop_token& stop);

  boost::asio::io_context& context_;
  Checked checked_;
  os::BlockingQueue<controller::CheckReceipt> checks_{kMaxReceiptChecks};
  std::jthread thread_;
};

}  // namespace tongluo::daemon

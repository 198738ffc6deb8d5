#include "controller/main/receipt_desk.hpp"

#include <boost/asio/post.hpp>

namespace tongluo::daemon {
namespace {

// Answered together: fewer wake-ups of the control thread, and none of its turns becomes long.
constexpr std::size_t kChecksInARow = 16;

}  // namespace

ReceiptDesk::ReceiptDesk(boost::asio::io_context& context, Checked checked)
    : context_(context), checked_(std::move(checked)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ReceiptDesk::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void ReceiptDesk::run(const std::stop_token& stop) {
  for (;;) {
    auto checks = checks_.drain(kChecksInARow, stop);
    if (checks.empty() || stop.stop_requested()) return;
    std::vector<bool> genuine;
    genuine.reserve(checks.size());
    for (const controller::CheckReceipt& check : checks) genuine.push_back(controller::is_genuine(check));
    boost::asio::post(context_, [this, checks = std::move(checks), genuine = std::move(genuine)]() mutable {
      for (std::size_t i = 0; i < checks.size(); ++i) checked_(std::move(checks[i]), genuine[i]);
    });
  }
}

}  // namespace tongluo::daemon

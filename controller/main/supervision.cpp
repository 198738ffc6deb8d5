#include "controller/main/supervision.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kFeedsInInterval = 3;

}  // namespace

void Supervision::ready() {
  manager_.tell("READY=1");
  if (manager_.watchdog_interval()) feed();
}

void Supervision::feed() {
  manager_.tell("WATCHDOG=1");
  timer_.expires_after(*manager_.watchdog_interval() / kFeedsInInterval);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) feed();
  });
}

}  // namespace tongluo::daemon

#pragma once
// Counts every five minutes how the terminals are, for the trends of the last 24 hours, and has the core note each
// minute who is online. Owner thread: control. Time source: protocol/os. Limits: those of http/trend_ring.hpp.

#include <boost/asio/steady_timer.hpp>

#include "controller/http/api_backend.hpp"
#include "controller/http/trend_ring.hpp"
#include "controller/main/core_runner.hpp"

namespace tongluo::daemon {

class TrendKeeper {
 public:
  TrendKeeper(boost::asio::io_context& context, CoreRunner& runner, http::ApiBackend& backend)
      : runner_(runner), backend_(backend), timer_(context), minute_(context) {
    arm();
    arm_minute();
  }
  void stop() {
    timer_.cancel();
    minute_.cancel();
  }
  const http::TrendRing& ring() const { return ring_; }

 private:
  void arm();
  void arm_minute();
  void take();

  CoreRunner& runner_;
  http::ApiBackend& backend_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer minute_;
  http::TrendRing ring_;
};

}  // namespace tongluo::daemon

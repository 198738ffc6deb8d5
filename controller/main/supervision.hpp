#pragma once
// Tells systemd that the controller is ready, alive and stopping (sd_notify). Alive means that the control thread comes
// round: one that hangs is killed and started again. Owner thread: the control thread.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "protocol/os/service_manager.hpp"

namespace tongluo::daemon {

class Supervision {
 public:
  explicit Supervision(boost::asio::io_context& context)
      : manager_(os::ServiceManager::from_environment()), timer_(context) {}

  void ready();
  void stopping() { manager_.tell("STOPPING=1"); }

 private:
  void feed();

  os::ServiceManager manager_;
  boost::asio::steady_timer timer_;
};

}  // namespace tongluo::daemon

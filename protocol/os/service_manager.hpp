#pragma once
// Tells systemd how we are (sd_notify's protocol: one datagram to $NOTIFY_SOCKET). Without systemd every call does
// nothing. Owner: one thread; calls never wait.

#include <optional>
#include <string>

#include "protocol/base/time.hpp"

namespace tongluo::os {

class ServiceManager {
 public:
  // From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID; both are removed from the environment, so that no child speaks
  // for us.
  static ServiceManager from_environment();
  ServiceManager(ServiceManager&& other) noexcept;
  ServiceManager& operator=(ServiceManager&&) = delete;
  ~ServiceManager();

  // "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=…". False: it could not be said.
  bool tell(const std::string& message) const;
  // How often at least it wants WATCHDOG=1; none: no watchdog.
  std::optional<microseconds> watchdog_interval() const { return watchdog_; }

 private:
  ServiceManager() = default;
  int socket_ = -1;
  std::optional<microseconds> watchdog_;
};

}  // namespace tongluo::os

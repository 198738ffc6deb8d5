#pragma once
// One way to reach people. Blocking, with a time limit; each channel on a thread of its own. A stop ends it early.

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "controller/notify/call.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::notify {

constexpr auto kDeliveryTimeout = seconds(15);

class Channel {
 public:
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;
  virtual ChannelKind kind() const = 0;
  // Errors: timeout, unavailable (nobody there), refused (the other side said no), io, limit.
  virtual Result<void> deliver(const Attempt& attempt, const std::stop_token& stop) = 0;
};

// Starts argv[0] (an absolute path) with the rest as its arguments; the call is in its environment, its body on its
// standard input. Exit code 0 is delivered. It may use the network: it is the administrator's own script. It gets no
// other environment, a process group of its own, killed as a whole after `timeout`.
std::unique_ptr<Channel> command_channel(std::vector<std::string> argv, std::string environment,
                                         milliseconds timeout = kDeliveryTimeout);

// A mail by smtp:// (TLS by STARTTLS where offered; demanded when the address holds a password) or smtps://.
std::unique_ptr<Channel> mail_channel(std::string url, std::string from, std::string environment,
                                      milliseconds timeout = kDeliveryTimeout);

// Posts JSON; 2xx is delivered; no redirect is followed.
std::unique_ptr<Channel> webhook_channel(std::string url, std::string environment,
                                         milliseconds timeout = kDeliveryTimeout);

}  // namespace tongluo::notify

#pragma once
// Whether addresses can be reached: looks each name up, opens a TCP connection and closes it, all at once. Owner: the
// thread that runs the io_context. Limits: kMaxReachTargets, kReachLimit for each. Names are looked up one after the
// other, by the io_context's one thread for that; one that hangs leaves those behind it unknown at the limit.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/time.hpp"
#include "terminal-fw/net/controller_link.hpp"

namespace tongluo::net {

constexpr std::size_t kMaxReachTargets = 24;
constexpr milliseconds kReachLimit = seconds(5);

struct Reached {
  Endpoint endpoint;
  milliseconds took{};  // from the start, with the look-up of its name
  std::string address;  // that answered
  std::string trouble;  // in the system's words; empty: it was reached
};

class ReachCheck {
 public:
  using Done = std::function<void(const std::vector<Reached>&)>;
  // Calls `done` once, with one answer for each of the first kMaxReachTargets, not before it returns; never once it is
  // destroyed.
  static std::unique_ptr<ReachCheck> begin(boost::asio::io_context& context, const std::vector<Endpoint>& targets,
                                           Done done, milliseconds limit = kReachLimit);
  ~ReachCheck();

 private:
  class Impl;
  explicit ReachCheck(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;  // shared with its pending waits
};

}  // namespace tongluo::net

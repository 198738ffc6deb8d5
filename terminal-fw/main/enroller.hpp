#pragma once
// Asks for this terminal's first certificate until it has one. Owner: the thread that runs the io_context. Time and
// randomness: protocol/os.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "terminal-fw/core/enrolment_plan.hpp"
#include "terminal-fw/main/config.hpp"
#include "terminal-fw/main/identity_folder.hpp"
#include "terminal-fw/net/enrolment_client.hpp"

namespace tongluo::firmware {

class Enroller {
 public:
  // `done`: the identity folder is complete. Says in the log what it waits for, once for each new state.
  Enroller(boost::asio::io_context& context, const Config& config, IdentityFolder identity, sign::ClaimCode code,
           sign::PrivateKey key, std::function<void()> done);
  void start() { ask(); }

 private:
  void ask();
  void on_outcome(const Result<net::EnrolmentOutcome>& outcome);
  void wait(milliseconds delay);
  void say(const std::string& state);

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  const Config& config_;
  IdentityFolder identity_;
  sign::ClaimCode code_;
  sign::PrivateKey key_;
  std::function<void()> done_;
  terminal::EnrolmentPlan plan_;
  std::unique_ptr<net::EnrolmentClient> client_;
  std::string said_;
};

}  // namespace tongluo::firmware

#pragma once
// Renews this terminal's certificate in time, for the same key. Owner: the control thread. Time: the core's floored
// clock, by `now` (none: nobody knows the time, so it asks); waits by protocol/os. A failure is tried again until long
// after the end.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "protocol/sign/keys.hpp"
#include "terminal-fw/core/enrolment_plan.hpp"
#include "terminal-fw/net/enrolment_client.hpp"

namespace tongluo::firmware {

struct RenewalSettings {
  std::vector<net::Endpoint> endpoints;  // of the enrolment listeners; empty: nothing is renewed
  std::string server_name;
  std::string hardware;
  TerminalId terminal;
  std::filesystem::path certificate;  // where a new one is kept
};

class Renewer {
 public:
  using Clock = std::function<std::optional<WallTime>()>;
  using Renewed = std::function<void(const transport::TlsIdentity&)>;
  Renewer(boost::asio::io_context& context, RenewalSettings settings, transport::TlsIdentity identity,
          sign::PrivateKey key, Clock now, Renewed renewed);
  void start() { arm(); }
  void stop();

 private:
  void arm();
  void wait(WallTime::duration delay);
  void ask();
  void on_outcome(const Result<net::EnrolmentOutcome>& outcome);
  Result<void> take(const wire::EnrolReply& reply);

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  RenewalSettings settings_;
  transport::TlsIdentity identity_;
  sign::PrivateKey key_;
  Clock now_;
  Renewed renewed_;
  std::optional<sign::CertificateTimes> times_;
  std::size_t endpoint_ = 0;
  std::unique_ptr<net::EnrolmentClient> client_;
};

}  // namespace tongluo::firmware

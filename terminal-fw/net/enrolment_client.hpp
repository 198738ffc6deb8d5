#pragma once
// One exchange with the enrolment listener: dials, judges the controller, asks, hears one reply (PROTOCOL.md section
// 12). A claim believes only what its code anchors and says its secret only then; a renewal uses the terminal's
// certificate and the pinned authority. Owner: the control thread, whose io_context it runs on. Limits: kEnrolExchange
// for the whole.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "protocol/sign/claim_code.hpp"
#include "protocol/transport/tls_identity.hpp"
#include "protocol/wire/enrolment.hpp"
#include "terminal-fw/net/controller_link.hpp"

namespace tongluo::net {

struct EnrolmentTask {
  Endpoint endpoint;
  std::string server_name;  // that the controller's certificate must carry
  Bytes certificate_request;
  std::optional<sign::ClaimCode> code;             // of a claim
  std::optional<transport::TlsIdentity> identity;  // of a renewal
};

struct EnrolmentOutcome {
  wire::EnrolOffer offer;  // of a claim: anchored by its code
  wire::EnrolReply reply;
};

class EnrolmentClient {
 public:
  using Done = std::function<void(Result<EnrolmentOutcome>)>;
  // Calls `done` exactly once, not before it returns, unless the client is destroyed first. Errors: refused (the
  // controller is not the one that the code or the authority means), io, timeout, bad_input.
  static std::unique_ptr<EnrolmentClient> ask(boost::asio::io_context& context, EnrolmentTask task, Done done);
  ~EnrolmentClient();

 private:
  class Impl;
  explicit EnrolmentClient(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace tongluo::net

#pragma once
// The enrolment listener: the only thing that answers without a client certificate. One offer, one request, one reply,
// then it closes (PROTOCOL.md section 12). Owner thread: the control thread, whose io_context it runs on. Time source:
// protocol/os. Limits: controller/enrol/limits.hpp and kMaxEnrolRequestBytes, kEnrolExchange.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "controller/core/enrolment_views.hpp"
#include "protocol/base/enrolment_limits.hpp"
#include "protocol/base/result.hpp"
#include "protocol/transport/tls_identity.hpp"
#include "protocol/wire/enrolment.hpp"

namespace tongluo::enrol {

struct EnrolListening {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  milliseconds exchange = limits::kEnrolExchange;
};

struct EnrolCounters {
  std::uint64_t accepted = 0, refused_busy = 0, handshake_failures = 0, broken = 0;
  std::uint64_t limited = 0, refused = 0, pending = 0, issued = 0, busy = 0;
};

class EnrolServer {
 public:
  using Answer = std::function<void(wire::EnrolReply)>;
  // Judges a request; answers exactly once, maybe at once.
  using Judge = std::function<void(controller::EnrolmentRequest, Answer)>;

  // Errors: conflict (port in use), bad_input (PEM or address), io.
  static Result<std::unique_ptr<EnrolServer>> start(boost::asio::io_context& context, const EnrolListening& listening,
                                                    const transport::TlsIdentity& identity,
                                                    const wire::EnrolOffer& offer, Judge judge);
  ~EnrolServer();

  std::uint16_t port() const;
  void shut_down();  // accepts no more, drops what is under way
  const EnrolCounters& counters() const;

 private:
  class Impl;
  explicit EnrolServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;  // shared with its pending waits
};

}  // namespace tongluo::enrol

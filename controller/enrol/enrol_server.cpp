#include "controller/enrol/enrol_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_set>

#include "controller/enrol/attempt_limiter.hpp"
#include "controller/enrol/limits.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/transport/frame_io.hpp"
#include "protocol/transport/handshake.hpp"
#include "protocol/transport/tcp_listener.hpp"

namespace tongluo::enrol {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kRetryAccept = milliseconds(100);  // after the process ran out of descriptors

std::string peer_address(transport::TlsStream& stream) {
  boost::system::error_code error;
  const auto peer = stream.socket().remote_endpoint(error);
  return error ? std::string("unknown") : peer.address().to_string();
}

}  // namespace

class EnrolServer::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, transport::TlsContext tls, milliseconds exchange, Bytes offer, Judge judge)
      : acceptor_(context),
        retry_(context),
        tls_(std::move(tls)),
        exchange_(exchange),
        offer_(std::move(offer)),
        judge_(std::move(judge)),
        pace_(kExchangeBurst, kExchangesPerSecond) {}

  Result<void> listen(asio::io_context& context, const EnrolListening& listening);
  void accept();
  void stop();
  std::uint16_t port() const { return port_; }
  const EnrolCounters& counters() const { return counters_; }

 private:
  using Io = std::shared_ptr<transport::FrameIo>;
  void on_accepted(const boost::system::error_code& error, tcp::socket socket);
  void on_handshake(const Io& io, const std::string& failure);
  void on_request(const Io& io, const Result<Bytes>& body);
  void judge(const Io& io, wire::EnrolRequest request);
  void answer(const Io& io, const std::string& address, const wire::EnrolReply& reply);
  void broken(const Io& io);
  void end(const Io& io);

  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  transport::TlsContext tls_;
  milliseconds exchange_;
  Bytes offer_;
  Judge judge_;
  AttemptLimiter limiter_;
  TokenBucket pace_;
  std::unordered_set<Io> open_;
  EnrolCounters counters_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

Result<void> EnrolServer::Impl::listen(asio::io_context& context, const EnrolListening& listening) {
  auto acceptor = transport::listen_tcp(context, "the enrolment port", listening.address, listening.port);
  if (!acceptor) return tl::unexpected(acceptor.error());
  acceptor_ = std::move(*acceptor);
  boost::system::error_code error;
  port_ = acceptor_.local_endpoint(error).port();
  return {};
}

void EnrolServer::Impl::accept() {
  if (stopped_) return;
  acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error, tcp::socket socket) {
    if (!self->stopped_) self->on_accepted(error, std::move(socket));
  });
}

void EnrolServer::Impl::on_accepted(const boost::system::error_code& error, tcp::socket socket) {
  if (error) {
    retry_.expires_after(kRetryAccept);
    retry_.async_wait([self = shared_from_this()](const boost::system::error_code&) { self->accept(); });
    return;
  }
  ++counters_.accepted;
  auto handle = tls_.make_handle();
  if (!handle || open_.size() >= kMaxExchanges || !pace_.try_take(os::steady_now())) {
    ++counters_.refused_busy;  // the socket closes here
    return accept();
  }
  auto stream = std::make_shared<transport::TlsStream>(std::move(socket), std::move(handle),
                                                       transport::TlsStream::Side::server, nullptr);
  const auto io = std::make_shared<transport::FrameIo>(stream, exchange_, limits::kMaxEnrolRequestBytes);
  open_.insert(io);
  transport::async_handshake(stream, exchange_, [self = shared_from_this(), io](const std::string& failure) {
    self->on_handshake(io, failure);
  });
  accept();
}

void EnrolServer::Impl::on_handshake(const Io& io, const std::string& failure) {
  if (stopped_) return;
  if (!failure.empty()) {
    ++counters_.handshake_failures;
    return end(io);
  }
  io->write(offer_, [self = shared_from_this(), io](const Result<void>& wrote) {
    if (!wrote) return self->broken(io);
    io->read([self, io](const Result<Bytes>& body) { self->on_request(io, body); });
  });
}

void EnrolServer::Impl::on_request(const Io& io, const Result<Bytes>& body) {
  auto request = body ? wire::parse_enrol_request(*body) : fail(wire::WireError{});
  if (!request || stopped_) return broken(io);
  judge(io, std::move(*request));
}

void EnrolServer::Impl::judge(const Io& io, wire::EnrolRequest request) {
  const std::string address = peer_address(io->stream());
  if (!limiter_.may_try(limited_address(address), os::steady_now())) {
    ++counters_.limited;
    return answer(io, address, {wire::EnrolState::busy, kLimitedRetry, std::nullopt, {}});
  }
  controller::EnrolmentRequest asked{std::move(request.secret), std::move(request.certificate_request),
                                     io->stream().peer_certificate_der(), address};
  judge_(std::move(asked), [self = shared_from_this(), io, address](const wire::EnrolReply& reply) {
    if (!self->stopped_) self->answer(io, address, reply);
  });
}

void EnrolServer::Impl::answer(const Io& io, const std::string& address, const wire::EnrolReply& reply) {
  if (reply.state == wire::EnrolState::refused) {
    ++counters_.refused;
    limiter_.on_refused(limited_address(address), os::steady_now());
  }
  if (reply.state == wire::EnrolState::pending) ++counters_.pending;
  if (reply.state == wire::EnrolState::issued) ++counters_.issued;
  if (reply.state == wire::EnrolState::busy) ++counters_.busy;
  io->write(wire::serialize(reply), [self = shared_from_this(), io](const Result<void>&) { self->end(io); });
}

void EnrolServer::Impl::broken(const Io& io) {
  ++counters_.broken;
  end(io);
}

void EnrolServer::Impl::end(const Io& io) {
  if (open_.erase(io) > 0) io->close();
}

void EnrolServer::Impl::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  const auto open = std::exchange(open_, {});
  for (const Io& io : open) io->close();
}

Result<std::unique_ptr<EnrolServer>> EnrolServer::start(asio::io_context& context, const EnrolListening& listening,
                                                        const transport::TlsIdentity& identity,
                                                        const wire::EnrolOffer& offer, Judge judge) {
  auto tls = transport::TlsContext::enrolment_server(identity);
  if (!tls) return tl::unexpected(tls.error());
  Bytes body = wire::serialize(offer);
  if (body.size() > limits::kMaxFrameBytes)
    return fail(ErrorKind::bad_input, "the root set is too large to be offered");
  auto impl = std::make_shared<Impl>(context, std::move(*tls), listening.exchange, std::move(body), std::move(judge));
  if (auto listened = impl->listen(context, listening); !listened) return tl::unexpected(listened.error());
  impl->accept();
  return std::unique_ptr<EnrolServer>(new EnrolServer(std::move(impl)));
}

EnrolServer::~EnrolServer() { impl_->stop(); }
std::uint16_t EnrolServer::port() const { return impl_->port(); }
void EnrolServer::shut_down() { impl_->stop(); }
const EnrolCounters& EnrolServer::counters() const { return impl_->counters(); }

}  // namespace tongluo::enrol

#include "terminal-fw/net/enrolment_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "protocol/base/enrolment_limits.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/transport/frame_io.hpp"
#include "protocol/transport/handshake.hpp"

namespace tongluo::net {

namespace asio = boost::asio;
using asio::ip::tcp;

class EnrolmentClient::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, EnrolmentTask task, Done done)
      : resolver_(context), socket_(context), timer_(context), task_(std::move(task)), done_(std::move(done)) {}

  void start();
  void cancel();
  void drop() {
    dropped_ = true;
    cancel();
  }

 private:
  void connect(const tcp::resolver::results_type& found);
  void shake_hands();
  void read_offer();
  void judge(const Result<Bytes>& body);
  void ask();
  void finish(Result<EnrolmentOutcome> outcome);
  void fail_with(ErrorKind kind, std::string detail) { finish(fail(kind, std::move(detail))); }

  tcp::resolver resolver_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  EnrolmentTask task_;
  Done done_;
  std::optional<transport::TlsContext> tls_;
  std::shared_ptr<transport::TlsStream> stream_;
  std::shared_ptr<transport::FrameIo> io_;
  EnrolmentOutcome outcome_;
  bool dropped_ = false;
};

void EnrolmentClient::Impl::start() {
  timer_.expires_after(limits::kEnrolExchange);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self) self->fail_with(ErrorKind::timeout, "no answer in time");
  });
  resolver_.async_resolve(
      task_.endpoint.host, std::to_string(task_.endpoint.port),
      [self = shared_from_this()](const boost::system::error_code& error, const tcp::resolver::results_type& found) {
        error ? self->fail_with(ErrorKind::io, "resolve: " + error.message()) : self->connect(found);
      });
}

void EnrolmentClient::Impl::connect(const tcp::resolver::results_type& found) {
  if (!done_) return;
  asio::async_connect(socket_, found,
                      [self = shared_from_this()](const boost::system::error_code& error, const tcp::endpoint&) {
                        error ? self->fail_with(ErrorKind::io, "connect: " + error.message()) : self->shake_hands();
                      });
}

void EnrolmentClient::Impl::shake_hands() {
  if (!done_) return;
  auto tls = task_.identity ? transport::TlsContext::client(*task_.identity, task_.server_name)
                            : transport::TlsContext::stranger();
  if (!tls) return finish(tl::unexpected(tls.error()));
  tls_ = std::move(*tls);
  auto handle = tls_->make_handle();
  if (!handle) return fail_with(ErrorKind::unavailable, "out of memory");
  stream_ = std::make_shared<transport::TlsStream>(std::move(socket_), std::move(handle),
                                                   transport::TlsStream::Side::client, nullptr);
  transport::async_handshake(stream_, limits::kHandshakeTimeout,
                             [self = shared_from_this()](const std::string& failure) {
                               if (failure.empty()) return self->read_offer();
                               self->fail_with(ErrorKind::io, "tls: " + failure);
                             });
}

void EnrolmentClient::Impl::read_offer() {
  if (!done_) return;
  io_ = std::make_shared<transport::FrameIo>(stream_, limits::kEnrolExchange, limits::kMaxFrameBytes);
  io_->read([self = shared_from_this()](const Result<Bytes>& body) { self->judge(body); });
}

// Before this nothing of ours was said; after it the peer is known to be the one that the code means.
void EnrolmentClient::Impl::judge(const Result<Bytes>& body) {
  if (!body) return finish(tl::unexpected(body.error()));
  auto offer = wire::parse_enrol_offer(*body);
  if (!offer) return fail_with(ErrorKind::bad_input, "the offer is unreadable: " + wire::to_string(offer.error()));
  if (task_.code && !task_.code->anchors(offer->root_set, offer->authority))
    return fail_with(ErrorKind::refused, "this controller is not the one that the claim code was made for");
  if (task_.code && !stream_->peer_issued_by(offer->authority, task_.server_name))
    return fail_with(ErrorKind::refused, "the controller's certificate is not of the authority that the code anchors");
  outcome_.offer = std::move(*offer);
  ask();
}

void EnrolmentClient::Impl::ask() {
  const wire::EnrolRequest request{task_.code ? task_.code->secret() : std::string(), task_.certificate_request};
  io_->write(wire::serialize(request), [self = shared_from_this()](const Result<void>& wrote) {
    if (!wrote) return self->finish(tl::unexpected(wrote.error()));
    self->io_->read([self](const Result<Bytes>& body) {
      auto reply = body ? wire::parse_enrol_reply(*body) : fail(wire::WireError{});
      if (!reply) return self->fail_with(ErrorKind::io, body ? "the reply is unreadable" : body.error().detail);
      self->outcome_.reply = std::move(*reply);
      self->finish(std::move(self->outcome_));
    });
  });
}

void EnrolmentClient::Impl::finish(Result<EnrolmentOutcome> outcome) {
  const auto done = std::exchange(done_, nullptr);
  cancel();
  if (!done) return;
  asio::post(timer_.get_executor(), [self = shared_from_this(), done, outcome = std::move(outcome)] {
    if (!self->dropped_) done(outcome);
  });
}

void EnrolmentClient::Impl::cancel() {
  const auto self = shared_from_this();
  done_ = nullptr;
  timer_.cancel();
  resolver_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (const auto io = std::exchange(io_, nullptr)) io->close();
  if (stream_) stream_->close();
}

std::unique_ptr<EnrolmentClient> EnrolmentClient::ask(asio::io_context& context, EnrolmentTask task, Done done) {
  auto impl = std::make_shared<Impl>(context, std::move(task), std::move(done));
  impl->start();
  return std::unique_ptr<EnrolmentClient>(new EnrolmentClient(std::move(impl)));
}

EnrolmentClient::~EnrolmentClient() { impl_->drop(); }

}  // namespace tongluo::net

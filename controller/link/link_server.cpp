#include "controller/link/link_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <unordered_map>

#include "controller/link/clip_egress.hpp"
#include "controller/link/connection.hpp"
#include "controller/link/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/transport/handshake.hpp"
#include "protocol/transport/tcp_listener.hpp"

namespace tongluo::link {

namespace asio = boost::asio;
using asio::ip::tcp;

class LinkServer::Impl final : public std::enable_shared_from_this<Impl>, public ConnectionOwner {
 public:
  Impl(asio::io_context& context, transport::TlsContext tls, const Listening& listening, LinkEvents& events)
      : context_(context),
        acceptor_(context),
        retry_(context),
        tls_(std::move(tls)),
        listening_(listening),
        events_(events),
        egress_(std::make_shared<ClipEgress>(context, listening.clip_bytes_per_second,
                                             [this](const session::ClipGrant& grant) { return send_grant(grant); })) {}
  ~Impl() override { egress_->close(); }

  Result<void> listen(asio::io_context& context, const Listening& listening);
  void accept();
  void stop();
  void drop_all();
  Connection* find(SessionId id) {
    const auto at = connections_.find(id);
    return at == connections_.end() ? nullptr : at->second.get();
  }
  template <class Act>
  void for_all(Act act) {
    std::vector<SessionId> ids;
    for (const auto& [id, connection] : connections_) ids.push_back(id);
    for (const SessionId id : ids)
      if (Connection* connection = find(id)) act(*connection);
  }

  LinkEvents& events() override { return events_; }
  void on_clip_room(SessionId id) override { egress_->on_room(id); }
  void on_ended(SessionId id, const session::Close& close, const session::Counters& counters) override;

  ClipEgress& egress() { return *egress_; }
  std::uint16_t port() const { return port_; }
  LinkCounters counters() const { return counters_; }
  std::size_t session_count() const { return connections_.size(); }

 private:
  struct Handshake {
    std::shared_ptr<transport::TlsStream> stream;
    SteadyTime began{};
    bool given_up = false;
  };
  void on_accepted(const boost::system::error_code& error, tcp::socket socket);
  void accept_later(SteadyTime::duration wait);
  void give_up_the_oldest();
  bool send_grant(const session::ClipGrant& grant);
  void on_handshake(const std::shared_ptr<transport::TlsStream>& stream, const std::string& failure);

  asio::io_context& context_;
  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  transport::TlsContext tls_;
  Listening listening_;
  LinkEvents& events_;
  std::shared_ptr<ClipEgress> egress_;  // shared with its pending turns
  std::unordered_map<SessionId, std::unique_ptr<Connection>> connections_;
  LinkCounters counters_;
  SessionId last_id_ = 0;
  std::list<Handshake> handshakes_;  // under way, oldest first
  std::uint16_t port_ = 0;
  bool accepting_ = false;
  bool stopped_ = false;
};

Result<void> LinkServer::Impl::listen(asio::io_context& context, const Listening& listening) {
  auto acceptor = transport::listen_tcp(context, "the terminals' port", listening.address, listening.port);
  if (!acceptor) return tl::unexpected(acceptor.error());
  acceptor_ = std::move(*acceptor);
  boost::system::error_code error;
  port_ = acceptor_.local_endpoint(error).port();
  return {};
}

void LinkServer::Impl::accept() {
  if (stopped_ || accepting_) return;
  if (handshakes_.size() >= listening_.max_handshakes) return give_up_the_oldest();
  accepting_ = true;
  acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error, tcp::socket socket) {
    self->accepting_ = false;
    if (!self->stopped_) self->on_accepted(error, std::move(socket));
  });
}

// Its end accepts the next.
void LinkServer::Impl::give_up_the_oldest() {
  Handshake& oldest = handshakes_.front();
  if (oldest.given_up) return;
  const auto left = oldest.began + SteadyTime::duration(listening_.handshake_grace) - os::steady_now();
  if (left > SteadyTime::duration(0)) return accept_later(left);
  oldest.given_up = true;
  ++counters_.handshakes_given_up;
  oldest.stream->close();
}

void LinkServer::Impl::accept_later(SteadyTime::duration wait) {
  retry_.expires_after(wait);
  retry_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->accept();
  });
}

void LinkServer::Impl::on_accepted(const boost::system::error_code& error, tcp::socket socket) {
  if (error) return accept_later(kAcceptRetry);
  ++counters_.accepted;
  auto handle = tls_.make_handle();
  if (!handle || connections_.size() + handshakes_.size() >= kMaxSessions) {
    ++counters_.refused_busy;  // the socket closes here
    return accept();
  }
  auto stream = std::make_shared<transport::TlsStream>(std::move(socket), std::move(handle),
                                                       transport::TlsStream::Side::server, nullptr);
  const auto handshake = handshakes_.insert(handshakes_.end(), {stream, os::steady_now()});
  transport::async_handshake(stream, listening_.handshake_timeout,
                             [self = shared_from_this(), stream, handshake](const std::string& failure) {
                               self->handshakes_.erase(handshake);
                               if (!self->stopped_) self->on_handshake(stream, failure);
                             });
  accept();
}

void LinkServer::Impl::on_handshake(const std::shared_ptr<transport::TlsStream>& stream, const std::string& failure) {
  const auto terminal = failure.empty() ? TerminalId::parse(stream->peer_common_name()) : std::nullopt;
  // A ticket may outlive the certificate, whose times only a full handshake checks.
  if (!terminal || !stream->peer_valid_at(os::wall_now())) {
    ++counters_.handshake_failures;
    stream->close();
    return accept();
  }
  ++counters_.handshakes;
  if (stream->resumed()) ++counters_.resumed;
  const SessionId id = ++last_id_;
  auto connection = std::make_unique<Connection>(id, *this, stream, *terminal);
  Connection& started = *connection;
  connections_.emplace(id, std::move(connection));
  started.start();
  accept();
}

bool LinkServer::Impl::send_grant(const session::ClipGrant& grant) {
  Connection* connection = find(grant.session);
  if (connection == nullptr) return true;
  const bool room = connection->send_clip(grant);
  return room || find(grant.session) == nullptr;  // it may have ended just now
}

void LinkServer::Impl::on_ended(SessionId id, const session::Close& close, const session::Counters& counters) {
  egress_->forget(id);
  ++counters_.sessions_closed;
  counters_.bytes_in += counters.bytes_in;
  counters_.bytes_out += counters.bytes_out;
  counters_.unknown_messages += counters.unknown_messages;
  if (close.reason == session::CloseReason::bad_frame) ++counters_.bad_frames;
  if (close.reason == session::CloseReason::bad_message) ++counters_.bad_messages;
  // The caller is the connection itself: it leaves the table now and its memory after the call stack.
  const auto at = connections_.find(id);
  if (at == connections_.end()) return;
  asio::post(context_, [ended = std::shared_ptr<Connection>(std::move(at->second))] {});
  connections_.erase(at);
}

void LinkServer::Impl::stop() {
  stopped_ = true;
  egress_->close();
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  for (const Handshake& handshake : handshakes_) handshake.stream->close();
}

void LinkServer::Impl::drop_all() {
  stop();
  for (const auto& [id, connection] : connections_) connection->abandon();
  // One of them may be in the call stack: their memory goes after it.
  asio::post(context_, [self = shared_from_this()] { self->connections_.clear(); });
}

Result<std::unique_ptr<LinkServer>> LinkServer::start(asio::io_context& context, const Listening& listening,
                                                      const transport::TlsIdentity& identity, LinkEvents& events) {
  auto tls = transport::TlsContext::server(identity);
  if (!tls) return tl::unexpected(tls.error());
  if (listening.ticket_keys) tls->use_ticket_keys(*listening.ticket_keys);
  auto impl = std::make_shared<Impl>(context, std::move(*tls), listening, events);
  if (auto listened = impl->listen(context, listening); !listened) return tl::unexpected(listened.error());
  impl->accept();
  return std::unique_ptr<LinkServer>(new LinkServer(std::move(impl)));
}

LinkServer::LinkServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

LinkServer::~LinkServer() { impl_->drop_all(); }

std::uint16_t LinkServer::port() const { return impl_->port(); }

void LinkServer::welcome(SessionId session, wire::Welcome welcome) {
  const Now now = os::now();
  const auto offset = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  if (Connection* connection = impl_->find(session))
    connection->with(
        [&](session::GatewaySession& machine) { machine.welcome(now.steady, std::move(welcome), offset); });
}

void LinkServer::send(SessionId session, wire::Message message) {
  if (Connection* connection = impl_->find(session))
    connection->with([&](session::GatewaySession& machine) { machine.send(os::steady_now(), std::move(message)); });
}

void LinkServer::send_framed(SessionId session, std::shared_ptr<const Bytes> frame) {
  if (Connection* connection = impl_->find(session))
    connection->with(
        [&](session::GatewaySession& machine) { machine.send_framed(os::steady_now(), std::move(frame)); });
}

void LinkServer::send_live(SessionId session, std::shared_ptr<const Bytes> frame) {
  if (Connection* connection = impl_->find(session))
    connection->with([&](session::GatewaySession& machine) { machine.send_live(os::steady_now(), std::move(frame)); });
}

Bytes LinkServer::export_key(SessionId session, const char* label, std::size_t size) const {
  const Connection* connection = impl_->find(session);
  return connection == nullptr ? Bytes() : connection->export_key(label, size);
}

bool LinkServer::send_clip(SessionId session, session::ClipTransfer transfer) {
  const Connection* connection = impl_->find(session);
  return connection != nullptr && connection->is_open() && impl_->egress().add(session, std::move(transfer));
}

void LinkServer::stop_clip(SessionId session, const Digest& clip) { impl_->egress().stop(session, clip); }

void LinkServer::go_away(SessionId session, wire::GoAway message) {
  if (Connection* connection = impl_->find(session))
    connection->with([&](session::GatewaySession& machine) { machine.go_away(os::steady_now(), std::move(message)); });
}

void LinkServer::shut_down(milliseconds reconnect_window) {
  impl_->stop();
  const wire::GoAway away{wire::GoAwayReason::shutting_down, milliseconds(0), reconnect_window, limits::kProtocolMajor,
                          limits::kProtocolMajor};
  impl_->for_all([&away](Connection& connection) {
    connection.with([&away](session::GatewaySession& machine) { machine.go_away(os::steady_now(), away); });
  });
}

LinkCounters LinkServer::counters() const { return impl_->counters(); }
const session::EgressPacer& LinkServer::egress() const { return impl_->egress().pacer(); }
std::size_t LinkServer::session_count() const { return impl_->session_count(); }

}  // namespace tongluo::link

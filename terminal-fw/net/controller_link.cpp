#include "terminal-fw/net/controller_link.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"
#include "protocol/stream/media_seal.hpp"
#include "protocol/transport/handshake.hpp"
#include "protocol/transport/session_driver.hpp"

namespace tongluo::net {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t kMaxAddresses = 8;  // of one endpoint's name; more are not tried

// One attempt after another: resolve → connect (each address) → handshake → session → closed → wait. `step_` numbers
// these steps, so that a late answer to an earlier one is recognised and dropped.
class ControllerLink::Impl final : public std::enable_shared_from_this<Impl>, public transport::SessionEvents {
 public:
  Impl(asio::io_context& context, LinkSettings settings, transport::TlsContext tls, LinkEvents& events)
      : context_(context),
        resolver_(context),
        timer_(context),
        settings_(std::move(settings)),
        tls_(std::move(tls)),
        events_(events) {}

  void start() {
    stopped_ = false;
    dial();
  }
  void stop();
  bool is_open() const { return driver_ && !driver_->ended() && driver_->session().is_open(); }
  void send(wire::Message message);
  void set_heartbeat(const wire::Heartbeat& telemetry, const wire::TerminalStatus& status);
  Result<void> set_identity(const transport::TlsIdentity& identity);
  void set_endpoints(std::vector<Endpoint> endpoints);
  void prefer_first();
  LinkTraffic traffic() const;
  const std::vector<Endpoint>& endpoints() const { return settings_.endpoints; }

  void on_message(wire::Message message) override;
  void on_closed(const session::Close& close, const std::string& detail) override;

 private:
  void begin_step(SteadyTime::duration limit, void (Impl::*on_limit)(const std::string&));
  void dial();
  void on_resolved(const tcp::resolver::results_type& found);
  void connect_next(const std::string& detail);  // `detail`: why the last address was none
  void on_connected();
  void on_handshake(const std::shared_ptr<transport::TlsStream>& stream, const std::string& failure);
  void failed(const std::string& detail);
  void wait_and_dial();
  void settle_traffic() { traffic_ = traffic(), stream_.reset(); }
  template <class Step>
  auto guarded(Step step);

  asio::io_context& context_;
  tcp::resolver resolver_;
  asio::steady_timer timer_;
  LinkSettings settings_;
  transport::TlsContext tls_;
  std::optional<transport::TlsContext> next_tls_;  // from the next connection on
  LinkEvents& events_;
  std::deque<tcp::endpoint> addresses_;  // not tried yet
  SteadyTime::duration address_limit_{};
  std::shared_ptr<tcp::socket> socket_;
  std::shared_ptr<transport::TlsStream> handshake_;  // under way
  std::shared_ptr<transport::SessionDriver<session::TerminalSession>> driver_;
  session::ReconnectBackoff backoff_;
  MediaAccess media_;                             // of driver_
  std::shared_ptr<transport::TlsStream> stream_;  // whose octets traffic_ does not hold yet
  LinkTraffic traffic_;
  SteadyTime opened_at_ = SteadyTime::max();
  std::size_t endpoint_ = 0;
  Endpoint dialled_;  // last
  std::uint64_t step_ = 0;
  bool stopped_ = true;
};

// Wraps a completion handler: it runs only if nothing has ended this step since.
template <class Step>
auto ControllerLink::Impl::guarded(Step step) {
  return [self = shared_from_this(), at = step_, step](const boost::system::error_code& error, const auto&... rest) {
    if (self->stopped_ || at != self->step_) return;
    step(*self, error, rest...);
  };
}

void ControllerLink::Impl::begin_step(SteadyTime::duration limit, void (Impl::*on_limit)(const std::string&)) {
  ++step_;
  timer_.expires_after(limit);
  timer_.async_wait(guarded([on_limit](Impl& self, const boost::system::error_code& error) {
    if (!error) (self.*on_limit)("no connection in time");
  }));
}

void ControllerLink::Impl::dial() {
  opened_at_ = SteadyTime::max();
  if (next_tls_) tls_ = std::move(*std::exchange(next_tls_, std::nullopt));  // nothing of the old one is open now
  begin_step(limits::kHandshakeTimeout, &Impl::failed);
  const Endpoint endpoint = dialled_ = settings_.endpoints[endpoint_];
  boost::system::error_code is_name;
  const auto literal = asio::ip::make_address(endpoint.host, is_name);
  if (!is_name) return on_resolved(tcp::resolver::results_type::create(tcp::endpoint(literal, endpoint.port), {}, {}));
  resolver_.async_resolve(
      endpoint.host, std::to_string(endpoint.port),
      guarded([](Impl& self, const boost::system::error_code& error, const tcp::resolver::results_type& found) {
        error ? self.failed("resolve: " + error.message()) : self.on_resolved(found);
      }));
}

void ControllerLink::Impl::on_resolved(const tcp::resolver::results_type& found) {
  addresses_.clear();
  for (const auto& entry : found)
    if (addresses_.size() < kMaxAddresses) addresses_.push_back(entry.endpoint());
  if (addresses_.empty()) return failed("resolve: no address");
  address_limit_ = limits::kHandshakeTimeout / static_cast<int>(addresses_.size());
  connect_next("");
}

void ControllerLink::Impl::connect_next(const std::string& detail) {
  if (addresses_.empty()) return failed(detail);
  const tcp::endpoint target = addresses_.front();
  addresses_.pop_front();
  begin_step(address_limit_, &Impl::connect_next);
  socket_ = std::make_shared<tcp::socket>(context_);
  boost::system::error_code error;
  socket_->open(target.protocol(), error);
  if (!error && !settings_.bind_address.empty()) {
    const auto own = asio::ip::make_address(settings_.bind_address, error);
    if (!error) socket_->bind(tcp::endpoint(own, 0), error);
  }
  if (error) return connect_next("socket: " + error.message());
  socket_->async_connect(target, guarded([](Impl& self, const boost::system::error_code& refused) {
                           refused ? self.connect_next("connect: " + refused.message()) : self.on_connected();
                         }));
}

void ControllerLink::Impl::on_connected() {
  ++step_;
  timer_.cancel();
  auto handle = tls_.make_handle();
  if (!handle) return failed("out of memory");
  auto stream = std::make_shared<transport::TlsStream>(std::move(*socket_), std::move(handle),
                                                       transport::TlsStream::Side::client, tls_.ticket().get());
  socket_.reset();
  settle_traffic();
  handshake_ = stream_ = stream;
  transport::async_handshake(stream, limits::kHandshakeTimeout,
                             [self = shared_from_this(), at = step_, stream](const std::string& failure) {
                               if (!self->stopped_ && at == self->step_) self->on_handshake(stream, failure);
                             });
}

void ControllerLink::Impl::on_handshake(const std::shared_ptr<transport::TlsStream>& stream,
                                        const std::string& failure) {
  handshake_.reset();
  if (!failure.empty()) return failed("tls: " + failure);
  if (!stream->peer_valid_at(events_.floored_wall_time())) {
    stream->close();
    return failed("tls: the controller's certificate is outside its validity");
  }
  boost::system::error_code error;
  const auto peer = stream->socket().remote_endpoint(error);
  media_ = {error ? std::string() : peer.address().to_string(),
            stream->export_key(stream::kExporterLabel, stream::kExporterBytes)};
  ++traffic_.handshakes;
  if (stream->resumed()) ++traffic_.resumed;
  session::TerminalSession session(os::steady_now(), events_.make_hello());
  driver_ = std::make_shared<transport::SessionDriver<session::TerminalSession>>(stream, std::move(session), *this);
  driver_->start();
}

void ControllerLink::Impl::on_message(wire::Message message) {
  if (const auto* welcome = std::get_if<wire::Welcome>(&message)) {
    opened_at_ = os::steady_now();
    events_.on_open(*welcome, media_);
  } else {
    events_.on_message(std::move(message));
  }
}

void ControllerLink::Impl::on_closed(const session::Close& close, const std::string& detail) {
  const auto self = shared_from_this();  // the callback may drop the last other reference
  const bool was_open = opened_at_ != SteadyTime::max();
  backoff_.on_session_ended(opened_at_, os::steady_now());
  if (close.reconnect_max.count() > 0) backoff_.on_go_away(close.reconnect_min, close.reconnect_max);
  if (!was_open) endpoint_ = (endpoint_ + 1) % settings_.endpoints.size();
  ++step_;
  events_.on_closed(close.reason, detail);
  if (!stopped_) wait_and_dial();
}

void ControllerLink::Impl::failed(const std::string& detail) {
  ++step_;
  resolver_.cancel();
  socket_.reset();
  endpoint_ = (endpoint_ + 1) % settings_.endpoints.size();
  events_.on_closed(session::CloseReason::peer_closed, detail);
  if (!stopped_) wait_and_dial();
}

LinkTraffic ControllerLink::Impl::traffic() const {
  LinkTraffic all = traffic_;
  if (stream_) {
    all.octets_in += stream_->octets_in();
    all.octets_out += stream_->octets_out();
  }
  return all;
}

void ControllerLink::Impl::wait_and_dial() {
  settle_traffic();
  timer_.expires_after(backoff_.next_delay(os::random_unit()));
  timer_.async_wait(guarded([](Impl& self, const boost::system::error_code& error) {
    if (!error) self.dial();
  }));
}

void ControllerLink::Impl::stop() {
  stopped_ = true;
  ++step_;
  timer_.cancel();
  resolver_.cancel();
  socket_.reset();
  if (handshake_) std::exchange(handshake_, nullptr)->close();
  if (driver_) driver_->abandon();
}

void ControllerLink::Impl::send(wire::Message message) {
  if (!is_open()) return;
  const auto driver = driver_;
  driver->session().send(os::steady_now(), std::move(message));
  driver->drive();
}

void ControllerLink::Impl::set_heartbeat(const wire::Heartbeat& telemetry, const wire::TerminalStatus& status) {
  if (!driver_ || driver_->ended()) return;
  const auto driver = driver_;
  const Now now = os::now();
  const SteadyTime before = driver->session().next_deadline();
  driver->session().set_heartbeat(telemetry, status, now.wall.time_since_epoch() - now.steady.time_since_epoch());
  if (driver->session().next_deadline() < before) driver->drive();
}

Result<void> ControllerLink::Impl::set_identity(const transport::TlsIdentity& identity) {
  auto tls = transport::TlsContext::client(identity, settings_.server_name);
  if (!tls) return tl::unexpected(tls.error());
  next_tls_ = std::move(*tls);
  return {};
}

void ControllerLink::Impl::set_endpoints(std::vector<Endpoint> endpoints) {
  TL_ASSERT(!endpoints.empty());
  settings_.endpoints = std::move(endpoints);
  endpoint_ = 0;
}

void ControllerLink::Impl::prefer_first() {
  if (stopped_ || !is_open() || dialled_ == settings_.endpoints.front()) return;
  endpoint_ = 0;
  driver_->abandon();
  on_closed({session::CloseReason::closed_locally}, "another controller goes first");
}

Result<std::unique_ptr<ControllerLink>> ControllerLink::create(asio::io_context& context, LinkSettings settings,
                                                               LinkEvents& events) {
  if (settings.endpoints.empty()) return fail(ErrorKind::bad_input, "no controller endpoint");
  auto tls = transport::TlsContext::client(settings.identity, settings.server_name);
  if (!tls) return tl::unexpected(tls.error());
  auto impl = std::make_shared<Impl>(context, std::move(settings), std::move(*tls), events);
  return std::unique_ptr<ControllerLink>(new ControllerLink(std::move(impl)));
}

ControllerLink::ControllerLink(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControllerLink::~ControllerLink() { impl_->stop(); }
void ControllerLink::start() { impl_->start(); }
void ControllerLink::stop() { impl_->stop(); }
bool ControllerLink::is_open() const { return impl_->is_open(); }
LinkTraffic ControllerLink::traffic() const { return impl_->traffic(); }
const std::vector<Endpoint>& ControllerLink::endpoints() const { return impl_->endpoints(); }
void ControllerLink::send(wire::Message message) { impl_->send(std::move(message)); }
Result<void> ControllerLink::set_identity(const transport::TlsIdentity& identity) {
  return impl_->set_identity(identity);
}
void ControllerLink::set_endpoints(std::vector<Endpoint> endpoints) { impl_->set_endpoints(std::move(endpoints)); }
void ControllerLink::prefer_first() { impl_->prefer_first(); }
void ControllerLink::set_heartbeat(const wire::Heartbeat& telemetry, const wire::TerminalStatus& status) {
  impl_->set_heartbeat(telemetry, status);
}

}  // namespace tongluo::net

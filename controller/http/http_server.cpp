#include "controller/http/http_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "controller/http/tls_context.hpp"
#include "protocol/transport/tcp_listener.hpp"

namespace tongluo::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kAcceptTuple = asio::as_tuple(asio::use_awaitable);

struct TlsListener {
  asio::ssl::context tls;
  tcp::acceptor acceptor;
};

Result<TlsListener> listen(asio::io_context& context, const char* what, Result<asio::ssl::context> made,
                           const std::string& address, std::uint16_t port) {
  if (!made) return tl::unexpected(made.error());
  auto listener = transport::listen_tcp(context, what, address, port);
  if (!listener) return tl::unexpected(listener.error());
  return TlsListener{std::move(*made), std::move(*listener)};
}

template <class Stream>
asio::awaitable<void> run_connection(std::shared_ptr<Connection<Stream>> connection) {
  co_await connection->run();
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<Impl> {
  Impl(asio::io_context& io, std::shared_ptr<Shared> state, transport::UnixAcceptor listener,
       std::filesystem::path path)
      : context(io), shared(std::move(state)), local(std::move(listener)), local_path(std::move(path)) {}

  template <class Stream>
  void spawn(Stream stream, Door& door);
  bool close_longest_waiting(const Door& door);
  static UnixStream wrap(asio::local::stream_protocol::socket socket, const TlsListener*) {
    return UnixStream(std::move(socket));
  }
  // An answer's last octets do not wait until the peer has acknowledged those before.
  static TlsStream wrap(tcp::socket socket, TlsListener* listener) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    return TlsStream(boost::beast::tcp_stream(std::move(socket)), listener->tls);
  }
  template <class Acceptor>
  static asio::awaitable<void> accept_all(std::shared_ptr<Impl> self, Acceptor& acceptor, TlsListener* listener,
                                          Door& door);
  void start_accepting();

  asio::io_context& context;
  std::shared_ptr<Shared> shared;
  transport::UnixAcceptor local;
  std::filesystem::path local_path;
  std::optional<TlsListener> remote;
  std::optional<TlsListener> console;
};

// So that silent connections, which cost their owner nothing, keep nobody out. False: all of them are at work.
bool HttpServer::Impl::close_longest_waiting(const Door& door) {
  Closable* longest = nullptr;
  std::optional<Closable::Waits> since;
  for (Closable* connection : shared->connections) {
    const auto waits = connection->waits(door);
    if (!waits || (since && *since <= *waits)) continue;
    since = waits;
    longest = connection;
  }
  if (longest == nullptr) return false;
  ++shared->counters.made_room;
  longest->close();
  return true;
}

template <class Stream>
void HttpServer::Impl::spawn(Stream stream, Door& door) {
  HttpCounters& counters = shared->counters;
  ++counters.accepted;
  const bool full = door.open >= door.max_connections && !close_longest_waiting(door);
  if (full) ++counters.refused_full;
  if (door.open >= door.max_connections + kMaxHttpRefusals) return;  // closes the stream
  auto connection = std::make_shared<Connection<Stream>>(shared, door, std::move(stream), full);
  asio::co_spawn(context, run_connection(std::move(connection)), [state = shared](const std::exception_ptr& failure) {
    if (!failure) return;
    ++state->counters.exceptions;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& exception) {
      spdlog::error("event=http_connection_failed what=\"{}\"", exception.what());
    }
  });
}

template <class Acceptor>
asio::awaitable<void> HttpServer::Impl::accept_all(std::shared_ptr<Impl> self, Acceptor& acceptor,
                                                   TlsListener* listener, Door& door) {
  asio::steady_timer pause(self->context);
  while (!self->shared->stopping) {
    auto [error, socket] = co_await acceptor.async_accept(kAcceptTuple);
    if (!error) {
      self->spawn(wrap(std::move(socket), listener), door);
    } else if (!self->shared->stopping) {
      spdlog::warn("event=http_accept_failed reason=\"{}\"", error.message());
      pause.expires_after(kAcceptRetry);
      co_await pause.async_wait(kAcceptTuple);
    }
  }
}

void HttpServer::Impl::start_accepting() {
  const auto ended = [state = shared](const std::exception_ptr& failure) {
    if (failure && !state->stopping) spdlog::critical("event=http_listener_failed");
  };
  asio::co_spawn(context, accept_all(shared_from_this(), local, nullptr, shared->programs), ended);
  if (remote)
    asio::co_spawn(context, accept_all(shared_from_this(), remote->acceptor, &*remote, shared->programs), ended);
  if (console)
    asio::co_spawn(context, accept_all(shared_from_this(), console->acceptor, &*console, shared->console), ended);
}

Result<std::unique_ptr<HttpServer>> HttpServer::bind(asio::io_context& context, const HttpListening& listening,
                                                     std::vector<Route> routes, HttpSettings settings) {
  std::optional<TlsListener> remote;
  std::optional<TlsListener> console;
  if (listening.https) {
    auto listener = listen(context, "the HTTPS port", make_tls_context(listening.https->identity),
                           listening.https->address, listening.https->port);
    if (!listener) return tl::unexpected(listener.error());
    remote.emplace(std::move(*listener));
  }
  if (listening.console) {
    const ConsoleListening& wanted = *listening.console;
    auto listener =
        listen(context, "the console's port", make_console_tls_context(wanted.certificate_pem, wanted.private_key_pem),
               wanted.address, wanted.port);
    if (!listener) return tl::unexpected(listener.error());
    console.emplace(std::move(*listener));
  }
  auto local = transport::listen_unix(context, listening.unix_socket);
  if (!local) return tl::unexpected(local.error());
  auto shared = std::make_shared<Shared>(Shared{RouteTable(std::move(routes)), settings});
  if (listening.console) {
    shared->site = listening.console->site;
    shared->console.site = &*shared->site;
  }
  auto impl = std::make_shared<Impl>(context, std::move(shared), std::move(*local), listening.unix_socket);
  impl->remote = std::move(remote);
  impl->console = std::move(console);
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

void HttpServer::open() { impl_->start_accepting(); }

HttpServer::~HttpServer() {
  shut_down();
  const auto connections = impl_->shared->connections;
  for (Closable* connection : connections) connection->close();
}

std::uint16_t HttpServer::https_port() const {
  return impl_->remote ? impl_->remote->acceptor.local_endpoint().port() : 0;
}
std::uint16_t HttpServer::console_port() const {
  return impl_->console ? impl_->console->acceptor.local_endpoint().port() : 0;
}

void HttpServer::shut_down() {
  if (impl_->shared->stopping) return;
  impl_->shared->stopping = true;
  boost::system::error_code ignored;
  impl_->local.close(ignored);
  if (impl_->remote) impl_->remote->acceptor.close(ignored);
  if (impl_->console) impl_->console->acceptor.close(ignored);
  ::unlink(impl_->local_path.c_str());
  const auto connections = impl_->shared->connections;
  for (Closable* connection : connections) connection->close_if_idle();
}

const HttpCounters& HttpServer::counters() const { return impl_->shared->counters; }

}  // namespace tongluo::http

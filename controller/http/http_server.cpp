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

constexpr auto kAwaitTuple = asio::as_tuple(asio::use_awaitable);

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
  void spawn(Stream stream);
  UnixStream wrap(asio::local::stream_protocol::socket socket) { return UnixStream(std::move(socket)); }
  TlsStream wrap(tcp::socket socket) { return TlsStream(boost::beast::tcp_stream(std::move(socket)), *tls); }
  template <class Acceptor>
  static asio::awaitable<void> accept_all(std::shared_ptr<Impl> self, Acceptor& acceptor);
  void start_accepting();

  asio::io_context& context;
  std::shared_ptr<Shared> shared;
  transport::UnixAcceptor local;
  std::filesystem::path local_path;
  std::optional<asio::ssl::context> tls;
  std::optional<tcp::acceptor> remote;
};

template <class Stream>
void HttpServer::Impl::spawn(Stream stream) {
  HttpCounters& counters = shared->counters;
  ++counters.accepted;
  const bool full = counters.open >= shared->settings.max_connections;
  if (full) ++counters.refused_full;
  if (counters.open >= shared->settings.max_connections + kMaxHttpRefusals) return;  // closes the stream
  auto connection = std::make_shared<Connection<Stream>>(shared, std::move(stream), full);
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
asio::awaitable<void> HttpServer::Impl::accept_all(std::shared_ptr<Impl> self, Acceptor& acceptor) {
  asio::steady_timer pause(self->context);
  while (!self->shared->stopping) {
    auto [error, socket] = co_await acceptor.async_accept(kAwaitTuple);
    if (!error) {
      self->spawn(self->wrap(std::move(socket)));
    } else if (!self->shared->stopping) {
      spdlog::warn("event=http_accept_failed reason=\"{}\"", error.message());
      pause.expires_after(kAcceptRetry);
      co_await pause.async_wait(kAwaitTuple);
    }
  }
}

void HttpServer::Impl::start_accepting() {
  const auto ended = [state = shared](const std::exception_ptr& failure) {
    if (failure && !state->stopping) spdlog::critical("event=http_listener_failed");
  };
  asio::co_spawn(context, accept_all(shared_from_this(), local), ended);
  if (remote) asio::co_spawn(context, accept_all(shared_from_this(), *remote), ended);
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(asio::io_context& context, const HttpListening& listening,
                                                      std::vector<Route> routes, HttpSettings settings) {
  std::optional<asio::ssl::context> tls;
  std::optional<tcp::acceptor> remote;
  if (listening.https) {
    auto made = make_tls_context(listening.https->identity);
    if (!made) return tl::unexpected(made.error());
    auto listener = transport::listen_tcp(context, "the HTTPS port", listening.https->address, listening.https->port);
    if (!listener) return tl::unexpected(listener.error());
    tls.emplace(std::move(*made));
    remote.emplace(std::move(*listener));
  }
  auto local = transport::listen_unix(context, listening.unix_socket);
  if (!local) return tl::unexpected(local.error());
  auto shared = std::make_shared<Shared>(Shared{RouteTable(std::move(routes)), settings});
  auto impl = std::make_shared<Impl>(context, std::move(shared), std::move(*local), listening.unix_socket);
  impl->tls = std::move(tls);
  impl->remote = std::move(remote);
  impl->start_accepting();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::~HttpServer() {
  shut_down();
  const auto connections = impl_->shared->connections;
  for (Closable* connection : connections) connection->close();
}

std::uint16_t HttpServer::https_port() const { return impl_->remote ? impl_->remote->local_endpoint().port() : 0; }

void HttpServer::shut_down() {
  if (impl_->shared->stopping) return;
  impl_->shared->stopping = true;
  boost::system::error_code ignored;
  impl_->local.close(ignored);
  if (impl_->remote) impl_->remote->close(ignored);
  ::unlink(impl_->local_path.c_str());
  const auto connections = impl_->shared->connections;
  for (Closable* connection : connections) connection->close_if_idle();
}

const HttpCounters& HttpServer::counters() const { return impl_->shared->counters; }

}  // namespace tongluo::http

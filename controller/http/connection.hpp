#pragma once
// One HTTP connection as a coroutine; the same code for a Unix socket and for TLS. Owner thread: the control thread.
// Every read, write and answer has a deadline (HttpSettings); the end of the stream is a normal end; an exception ends
// this connection only.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <set>

#include "controller/http/console_door.hpp"
#include "controller/http/holdings.hpp"
#include "controller/http/http_counters.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/refusal_log.hpp"
#include "controller/http/request_rates.hpp"
#include "controller/http/route_table.hpp"
#include "controller/http/static_files.hpp"

namespace tongluo::http {

using UnixStream = boost::beast::basic_stream<boost::asio::local::stream_protocol>;
using TlsStream = boost::asio::ssl::stream<boost::beast::tcp_stream>;

// Shortened by tests.
struct HttpSettings {
  milliseconds read_write = kReadWriteDeadline;
  milliseconds clip = kClipDeadline;
  milliseconds handshake = kTlsHandshakeDeadline;
  std::size_t max_connections = kMaxHttpConnections;
  std::size_t max_console_connections = kMaxConsoleConnections;
  RequestBudget budget{};
};

// The console's door: people sign in there, and its files are served.
struct ConsoleSite {
  ConsoleGate* gate = nullptr;  // outlives the server
  StaticFiles files;
  std::string policy = content_security_policy({});  // of the content of its pages
};
// Connections that share one limit, so that a crowd at the console cannot keep programs out.
struct Door {
  std::size_t max_connections = 0;
  const ConsoleSite* site = nullptr;  // of the console's door
  std::size_t open = 0;
};

class Closable {
 public:
  virtual ~Closable() = default;
  virtual void close_if_idle() = 0;  // a connection that is answering closes after its answer
  virtual void close() = 0;
  // Since when it waits for a peer at this door of whom nothing is known; none: it is at work, or closing. The lowest
  // goes first when there is no room: those that never asked anything before those that did.
  using Waits = std::pair<bool, SteadyTime>;
  virtual std::optional<Waits> waits(const Door& at) const = 0;
};

// What all connections share; outlives the server object while one of them runs.
struct Shared {
  RouteTable routes;
  HttpSettings settings;
  std::optional<ConsoleSite> site{};
  Door programs{settings.max_connections, nullptr};  // the Unix socket and client certificates
  Door console{settings.max_console_connections, nullptr};
  HttpCounters counters{};
  RefusalLog refusals{};
  RequestRates rates{settings.budget};
  std::set<Closable*> connections{};
  Holdings uploads{kMaxAudioUploads};  // of all together
  Holdings uploads_of{kMaxUploadsOfAccount};
  Holdings sockets_of{kMaxSocketsOfAccount};
  Holdings requests_of{kMaxRequestsOfAccount};
  bool stopping = false;
};

template <class Stream>
class Connection final : public Closable {
 public:
  // `refuse`: answer the first request with 503 and close.
  Connection(std::shared_ptr<Shared> shared, Door& door, Stream stream, bool refuse);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  boost::asio::awaitable<void> run();
  void close_if_idle() override;
  void close() override;
  std::optional<Waits> waits(const Door& at) const override;

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  boost::asio::awaitable<bool> open();
  boost::asio::awaitable<bool> serve_one();  // false: close
  boost::asio::awaitable<bool> serve_route(Parser& parser);
  boost::asio::awaitable<bool> serve_file(Parser& parser);
  std::optional<Problem> let_in(const Parser& parser, Match& match);
  boost::asio::awaitable<bool> open_socket(Parser& parser, Match& match);
  boost::asio::awaitable<bool> watch(Parser& parser, Match& match);
  boost::asio::awaitable<bool> speak(Parser& parser, Match& match);
  boost::asio::awaitable<bool> read_header(Parser& parser);
  boost::asio::awaitable<bool> read_body(Parser& parser, const Route& route);
  boost::asio::awaitable<bool> answer(Request request, const Route& route, bool keep_alive);
  void log_refusal(const std::string& actor, const Route& route, const Reply& reply);
  boost::asio::awaitable<Reply> handle(Request request, const Route& route);
  boost::asio::awaitable<bool> write(Reply reply, bool keep_alive);
  template <class Body>
  boost::asio::awaitable<bool> write_response(boost::beast::http::response<Body> response, bool keep_alive);
  boost::asio::awaitable<bool> read_failed(boost::beast::error_code error);
  boost::asio::awaitable<void> close_gently();
  auto& socket_stream() { return boost::beast::get_lowest_layer(stream_); }
  bool failed(boost::beast::error_code error);  // counts a deadline

  std::shared_ptr<Shared> shared_;
  Door& door_;  // of shared_
  Stream stream_;
  bool refuse_;
  bool busy_ = false;
  bool at_work_ = false;  // for somebody known, or on an answer
  bool closing_ = false;
  Waits waits_;          // while not at_work_
  std::string actor_;    // as Request::actor, where the connection itself tells
  std::string address_;  // of the peer, if it has one
  boost::beast::flat_buffer buffer_{kReadBufferBytes};
};

extern template class Connection<UnixStream>;
extern template class Connection<TlsStream>;

}  // namespace tongluo::http

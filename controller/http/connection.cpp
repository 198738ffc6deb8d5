#include "controller/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cctype>
#include <spdlog/spdlog.h>
#include <type_traits>

#include "controller/http/live_socket.hpp"
#include "controller/http/tls_context.hpp"
#include "protocol/transport/unix_listener.hpp"

namespace tongluo::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

constexpr const char* kConfirmedCount = "X-Confirmed-Count";
constexpr auto kAwaitTuple = asio::as_tuple(asio::use_awaitable);

std::string media_type(beast::string_view header) {
  std::string type;
  for (const char c : header.substr(0, header.find(';')))
    if (c != ' ') type.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  return type;
}

// What a handler answers later; shared with its callback, which may come after the connection has gone.
struct Pending {
  explicit Pending(const asio::any_io_executor& executor) : answered(executor) {}
  asio::steady_timer answered;  // cancelled when the reply is there
  std::optional<Reply> reply;
};

bhttp::response<bhttp::string_body> to_response(Reply reply, bool keep_alive) {
  bhttp::response<bhttp::string_body> response(static_cast<bhttp::status>(reply.status), 11);
  response.set(bhttp::field::server, "tongluod");
  response.set(bhttp::field::content_type, reply.content_type);
  response.set(bhttp::field::cache_control, "no-store");
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  response.keep_alive(keep_alive);
  response.body() = std::move(reply.body);
  response.prepare_payload();
  return response;
}

// The replies of the machinery itself. Made in functions of their own: GCC 12 destroys braced temporaries inside a
// co_await expression twice.
Reply connections_full() {
  return to_reply({503, "connections.full", "all connections are taken; try again in a moment", {}});
}

Reply audio_busy() {
  return to_reply({503, "audio.busy", "four recordings or bundles are being received; try again later", {}});
}

Reply internal_error() {
  return to_reply({500, "internal", "the request failed inside the controller; its log says why", {}});
}

Reply deadline_passed() {
  return to_reply({504, "deadline", "the controller did not finish this in time; ask again whether it happened", {}});
}

Reply reply_to(const Mismatch& wrong) {
  Reply reply = to_reply(wrong.problem);
  if (!wrong.allow.empty()) reply.headers.emplace_back("Allow", wrong.allow);
  return reply;
}

// What can still be answered after a read that failed; nothing for a stream that was cut off.
std::optional<Reply> reply_to_broken(beast::error_code error) {
  if (error == bhttp::error::body_limit)
    return to_reply({413, "body.too_large", "the body is larger than this path allows", {}});
  if (error == bhttp::error::header_limit || error == bhttp::error::buffer_overflow)
    return to_reply({431, "header.too_large", "the request's header fields are too large", {}});
  const bool not_http = error.category() == bhttp::make_error_code(bhttp::error::bad_method).category();
  if (!not_http || error == bhttp::error::partial_message) return std::nullopt;
  return to_reply({400, "http.malformed", "this is not an HTTP request: " + error.message(), {}});
}

}  // namespace

// Counts one audio body held in memory.
template <class Stream>
class Connection<Stream>::Upload {
 public:
  Upload(Shared& shared, const Route& route) : shared_(shared), counts_(is_upload(route.cost)) {
    if (counts_) ++shared_.uploads;
  }
  ~Upload() {
    if (counts_) --shared_.uploads;
  }
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;
  bool too_many() const { return counts_ && shared_.uploads > kMaxAudioUploads; }

 private:
  Shared& shared_;
  bool counts_;
};

template <class Stream>
Connection<Stream>::Connection(std::shared_ptr<Shared> shared, Stream stream, bool refuse)
    : shared_(std::move(shared)), stream_(std::move(stream)), refuse_(refuse) {
  shared_->connections.insert(this);
  ++shared_->counters.open;
}

template <class Stream>
Connection<Stream>::~Connection() {
  shared_->connections.erase(this);
  --shared_->counters.open;
}

template <class Stream>
void Connection<Stream>::close() {
  socket_stream().close();
}

template <class Stream>
void Connection<Stream>::close_if_idle() {
  if (!busy_) close();
}

template <class Stream>
bool Connection<Stream>::failed(beast::error_code error) {
  if (error == beast::error::timeout) ++shared_->counters.deadlines;
  return static_cast<bool>(error);
}

template <class Stream>
asio::awaitable<void> Connection<Stream>::run() {
  if (!co_await open()) co_return;
  bool more = true;
  while (more && !shared_->stopping) {
    more = co_await serve_one();
    busy_ = false;
  }
  co_await close_gently();
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::open() {
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    socket_stream().expires_after(shared_->settings.handshake);
    auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kAwaitTuple);
    if (error) {
      ++shared_->counters.handshake_failures;
      spdlog::info("event=https_handshake_failed reason=\"{}\"", error.message());
      co_return false;
    }
    actor_ = peer_name(stream_.native_handle());
  } else {
    actor_ = transport::peer_user(socket_stream().socket().native_handle());
  }
  co_return true;
}

template <class Stream>
asio::awaitable<void> Connection<Stream>::close_gently() {
  socket_stream().expires_after(shared_->settings.handshake);
  if constexpr (std::is_same_v<Stream, TlsStream>) co_await stream_.async_shutdown(kAwaitTuple);
  beast::error_code ignored;
  // Unread bytes would turn the close into a reset, and the reset could overtake our answer: read on until the peer has
  // it.
  socket_stream().socket().shutdown(asio::socket_base::shutdown_send, ignored);
  for (std::size_t drained = 0; drained < kMaxBodyBytes;) {
    auto [error, bytes] = co_await socket_stream().async_read_some(buffer_.prepare(kMaxHeaderBytes), kAwaitTuple);
    if (error) break;
    drained += bytes;
  }
  socket_stream().close();
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::serve_one() {
  Parser parser;
  parser.header_limit(kMaxHeaderBytes);
  parser.body_limit(boost::none);  // checked against the route's own limit before any of it is read
  if (!co_await read_header(parser)) co_return false;
  if (refuse_) co_return co_await write(connections_full(), false);
  const auto& message = parser.get();
  auto found = shared_->routes.match({message.method_string().data(), message.method_string().size()},
                                     {message.target().data(), message.target().size()});
  if (auto* wrong = std::get_if<Mismatch>(&found)) co_return co_await write(reply_to(*wrong), false);
  Match& match = std::get<Match>(found);
  if (match.route->upgrade && beast::websocket::is_upgrade(message)) co_return co_await speak(parser, match);
  const Upload upload(*shared_, *match.route);
  if (upload.too_many()) co_return co_await write(audio_busy(), false);
  if (!co_await read_body(parser, *match.route)) co_return false;
  match.request.content_type = media_type(parser.get()[bhttp::field::content_type]);
  match.request.confirmed_count = std::string(parser.get()[kConfirmedCount]);
  match.request.actor = actor_;
  match.request.body = std::move(parser.get().body());
  co_return co_await answer(std::move(match.request), *match.route, parser.keep_alive());
}

// The connection belongs to the WebSocket from now on; it ends with it.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::speak(Parser& parser, Match& match) {
  match.request.actor = actor_;
  auto speaker = match.route->upgrade(match.request);
  if (!speaker) co_return co_await write(to_reply(speaker.error()), false);
  auto socket = std::make_unique<LiveSocket<Stream>>(shared_, stream_, std::move(*speaker));
  co_await socket->run(parser.get());
  co_return false;
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::read_header(Parser& parser) {
  socket_stream().expires_after(shared_->settings.read_write);
  auto [error, bytes] = co_await bhttp::async_read_header(stream_, buffer_, parser, kAwaitTuple);
  busy_ = true;
  if (!error) co_return true;
  co_return co_await read_failed(error);
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::read_body(Parser& parser, const Route& route) {
  const std::size_t limit = body_limit(route.cost);
  parser.body_limit(limit);
  const auto length = parser.content_length();
  if (length && *length > limit) co_return co_await read_failed(bhttp::error::body_limit);
  socket_stream().expires_after(is_upload(route.cost) ? shared_->settings.clip : shared_->settings.read_write);
  if (beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) {
    bhttp::response<bhttp::empty_body> go_on(bhttp::status::continue_, 11);
    auto [error, bytes] = co_await bhttp::async_write(stream_, go_on, kAwaitTuple);
    if (failed(error)) co_return false;
  }
  auto [error, bytes] = co_await bhttp::async_read(stream_, buffer_, parser, kAwaitTuple);
  if (!error) co_return true;
  co_return co_await read_failed(error);
}

// Answers what can still be answered. Always false: the rest of such a stream means nothing.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::read_failed(beast::error_code error) {
  if (error == bhttp::error::end_of_stream || error == asio::error::operation_aborted) co_return false;
  if (failed(error) && error == beast::error::timeout) co_return false;
  ++shared_->counters.broken_requests;
  auto reply = reply_to_broken(error);
  if (!reply) co_return false;
  co_return co_await write(std::move(*reply), false);
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::answer(Request request, const Route& route, bool keep_alive) {
  Reply reply;
  std::string failure;
  try {
    reply = co_await handle(std::move(request), route);
  } catch (const std::exception& exception) {
    failure = exception.what();
  }
  if (failure.empty()) co_return co_await write(std::move(reply), keep_alive && !shared_->stopping);
  ++shared_->counters.exceptions;
  spdlog::error("event=http_exception path=\"{}\" what=\"{}\"", route.pattern, failure);
  co_return co_await write(internal_error(), false);
}

template <class Stream>
asio::awaitable<Reply> Connection<Stream>::handle(Request request, const Route& route) {
  auto pending = std::make_shared<Pending>(stream_.get_executor());
  route.handler(std::move(request), [pending](Reply reply) {
    if (pending->reply) return;
    pending->reply = std::move(reply);
    pending->answered.cancel();
  });
  if (!pending->reply) {
    pending->answered.expires_after(is_long(route.cost) ? shared_->settings.clip : shared_->settings.read_write);
    co_await pending->answered.async_wait(kAwaitTuple);
  }
  if (pending->reply) co_return std::move(*pending->reply);
  pending->reply.emplace();  // a later answer finds nobody
  ++shared_->counters.deadlines;
  co_return deadline_passed();
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::write(Reply reply, bool keep_alive) {
  ++shared_->counters.responses[reply.status];
  auto response = to_response(std::move(reply), keep_alive);
  socket_stream().expires_after(shared_->settings.read_write);
  auto [error, bytes] = co_await bhttp::async_write(stream_, response, kAwaitTuple);
  co_return !failed(error) && keep_alive;
}

template class Connection<UnixStream>;
template class Connection<TlsStream>;

}  // namespace tongluo::http

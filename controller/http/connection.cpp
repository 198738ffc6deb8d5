#include "controller/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <spdlog/spdlog.h>
#include <type_traits>

#include "controller/http/connection_replies.hpp"
#include "controller/http/event_socket.hpp"
#include "controller/http/live_socket.hpp"
#include "controller/http/request_parts.hpp"
#include "controller/http/tls_context.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/transport/unix_listener.hpp"

namespace tongluo::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

constexpr const char* kConfirmedCount = "X-Confirmed-Count";
constexpr auto kAwaitTuple = asio::as_tuple(asio::use_awaitable);

// What a handler answers later; shared with its callback, which may come after the connection has gone.
struct Pending {
  explicit Pending(const asio::any_io_executor& executor) : answered(executor) {}
  asio::steady_timer answered;  // cancelled when the reply is there
  std::optional<Reply> reply;
};

template <class Body>
bhttp::response<Body> head_of(const Reply& reply, bool keep_alive, const ConsoleSite* site) {
  bhttp::response<Body> response(static_cast<bhttp::status>(reply.status), 11);
  response.set(bhttp::field::server, "tongluod");
  response.set(bhttp::field::content_type, reply.content_type);
  response.set(bhttp::field::cache_control, "no-store");
  if (site != nullptr) {
    for (const auto& [name, value] : security_headers()) response.set(name, value);
    response.set("Content-Security-Policy", site->policy);
  }
  for (const auto& [name, value] : reply.headers) response.set(name, value);  // a picture's policy is stricter
  response.keep_alive(keep_alive);
  return response;
}

// Whoever comes through the machine's doors is not counted.
std::optional<Holdings::Share> share_of(Holdings& holdings, const Request& request) {
  return request.identity ? holdings.take(request.actor) : Holdings::Share();
}

}  // namespace

template <class Stream>
Connection<Stream>::Connection(std::shared_ptr<Shared> shared, Door& door, Stream stream, bool refuse)
    : shared_(std::move(shared)),
      door_(door),
      stream_(std::move(stream)),
      refuse_(refuse),
      waits_(false, os::steady_now()) {
  shared_->connections.insert(this);
  ++shared_->counters.open;
  ++door_.open;
}

template <class Stream>
Connection<Stream>::~Connection() {
  shared_->connections.erase(this);
  --shared_->counters.open;
  --door_.open;
}

template <class Stream>
void Connection<Stream>::close() {
  closing_ = true;
  socket_stream().close();
}

template <class Stream>
std::optional<Closable::Waits> Connection<Stream>::waits(const Door& at) const {
  return at_work_ || closing_ || refuse_ || &at != &door_ ? std::nullopt : std::optional(waits_);
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
    busy_ = at_work_ = false;
    waits_ = {true, os::steady_now()};
  }
  closing_ = true;
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
    if (door_.site == nullptr) actor_ = peer_name(stream_.native_handle());
    beast::error_code unknown;
    const auto peer = socket_stream().socket().remote_endpoint(unknown);
    if (!unknown) address_ = peer.address().to_string();
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
  if (door_.site != nullptr && !is_api(view_of(parser.get().target()))) co_return co_await serve_file(parser);
  co_return co_await serve_route(parser);
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::serve_file(Parser& parser) {
  const auto& message = parser.get();
  const bool head = message.method() == bhttp::verb::head;
  const bool alone = !parser.chunked() && parser.content_length().value_or(0) == 0;
  const auto url = boost::urls::parse_origin_form({message.target().data(), message.target().size()});
  Reply reply;
  if (!url)
    reply = to_reply({400, "target.malformed", "the request target is not a path with an optional query", {}});
  else if (!head && message.method() != bhttp::verb::get)
    reply = to_reply({405, "method.not_allowed", "this path allows only GET, HEAD", {}});
  else
    reply = door_.site->files.get(url->path(), view_of(message[bhttp::field::if_none_match]));
  reply.head_only = head;
  if (reply.status == 405) reply.headers.emplace_back("Allow", "GET, HEAD");
  co_return co_await write(std::move(reply), alone && url.has_value() && parser.keep_alive() && !shared_->stopping);
}

// Who asks, and whether they may; a problem: not.
template <class Stream>
std::optional<Problem> Connection<Stream>::let_in(const Parser& parser, Match& match) {
  Request& request = match.request;
  request.actor = actor_;
  request.address = address_;
  request.agent = agent_of(view_of(parser.get()[bhttp::field::user_agent]));
  request.if_match = std::string(view_of(parser.get()[bhttp::field::if_match]));
  request.if_none_match = std::string(view_of(parser.get()[bhttp::field::if_none_match]));
  request.range = std::string(view_of(parser.get()[bhttp::field::range]));
  request.idempotency_key = std::string(view_of(parser.get()["Idempotency-Key"]));
  if (door_.site == nullptr) return std::nullopt;
  request.console = true;
  auto admitted = admit(*door_.site->gate, door_request(parser.get()), match.route->permission);
  if (!admitted) return admitted.error();
  request.identity = std::move(admitted->identity);
  request.secret = std::move(admitted->secret);
  if (!request.identity) return std::nullopt;
  request.actor = request.identity->actor();
  if (shared_->rates.take(request.actor, match.route->permission, os::steady_now())) return std::nullopt;
  ++shared_->counters.too_many;
  Problem problem{429, "request.too_many", "this account asks too often; wait a moment", {}};
  problem.retry_after_s = shared_->rates.wait_s();
  problem.actor = request.actor;
  return problem;
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::serve_route(Parser& parser) {
  const auto& message = parser.get();
  auto found = shared_->routes.match({message.method_string().data(), message.method_string().size()},
                                     {message.target().data(), message.target().size()});
  if (auto* wrong = std::get_if<Mismatch>(&found)) {
    Reply refused = reply_to(*wrong);
    refused.head_only = message.method() == bhttp::verb::head;
    co_return co_await write(std::move(refused), false);
  }
  Match& match = std::get<Match>(found);
  if (auto problem = let_in(parser, match)) {
    Reply refused = to_reply(*problem);
    log_refusal(problem->actor, *match.route, refused);
    co_return co_await write(std::move(refused), false);
  }
  at_work_ = door_.site == nullptr || match.request.identity.has_value();
  const bool speaks_websocket = match.route->events != nullptr || match.route->upgrade;
  if (speaks_websocket && beast::websocket::is_upgrade(message)) co_return co_await open_socket(parser, match);
  const bool always = is_always_taken(match.route->permission);
  const auto turn = always ? Holdings::Share() : share_of(shared_->requests_of, match.request);
  if (!turn) co_return co_await write(too_many_requests(), false);
  const bool upload = is_upload(match.route->cost);
  const auto own = upload ? share_of(shared_->uploads_of, match.request) : Holdings::Share();
  if (!own) co_return co_await write(own_uploads_busy(), false);
  const auto any = upload ? shared_->uploads.take({}) : Holdings::Share();
  if (!any) co_return co_await write(audio_busy(), false);
  if (!co_await read_body(parser, *match.route)) co_return false;
  match.request.content_type = media_type(view_of(parser.get()[bhttp::field::content_type]));
  match.request.confirmed_count = std::string(parser.get()[kConfirmedCount]);
  match.request.body = std::move(parser.get().body());
  co_return co_await answer(std::move(match.request), *match.route, parser.keep_alive());
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::open_socket(Parser& parser, Match& match) {
  const auto share = share_of(shared_->sockets_of, match.request);
  if (!share) co_return co_await write(too_many_sockets(), false);
  if (match.route->events != nullptr) co_return co_await watch(parser, match);
  co_return co_await speak(parser, match);
}

// The connection belongs to the WebSocket from now on; it ends with it.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::speak(Parser& parser, Match& match) {
  auto speaker = match.route->upgrade(match.request);
  if (!speaker) co_return co_await write(to_reply(speaker.error()), false);
  auto socket = std::make_unique<LiveSocket<Stream>>(shared_, door_.site, stream_, *match.route,
                                                     std::move(match.request), std::move(*speaker));
  co_await socket->run(parser.get());
  co_return false;
}

// Likewise.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::watch(Parser& parser, Match& match) {
  auto socket =
      std::make_unique<EventSocket<Stream>>(shared_, door_.site, stream_, *match.route, std::move(match.request));
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
  at_work_ = true;
  Reply reply;
  const std::string actor = request.actor;
  std::string failure;
  try {
    reply = co_await handle(std::move(request), route);
  } catch (const std::exception& exception) {
    failure = exception.what();
  }
  log_refusal(actor, route, reply);
  if (failure.empty()) co_return co_await write(std::move(reply), keep_alive && !shared_->stopping);
  ++shared_->counters.exceptions;
  spdlog::error("event=http_exception path=\"{}\" what=\"{}\"", route.pattern, failure);
  co_return co_await write(internal_error(), false);
}

// At the console's door only: who comes through the others has all rights.
template <class Stream>
void Connection<Stream>::log_refusal(const std::string& actor, const Route& route, const Reply& reply) {
  const bool told = reply.status == 403 || (reply.status == 429 && !actor.empty());
  if (door_.site == nullptr || !told) return;
  const auto line =
      shared_->refusals.line(os::now().steady, {actor, address_, route.method, route.pattern, reply.body});
  if (line) spdlog::warn("{}", *line);
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
  if (reply.head_only) {
    auto head = head_of<bhttp::empty_body>(reply, keep_alive, door_.site);
    head.content_length(reply.file.empty() ? reply.body.size() : reply.file.size());
    co_return co_await write_response(std::move(head), keep_alive);
  }
  if (!reply.file.empty()) {
    auto file = head_of<bhttp::span_body<const char>>(reply, keep_alive, door_.site);
    file.body() = {reply.file.data(), reply.file.size()};
    file.prepare_payload();
    co_return co_await write_response(std::move(file), keep_alive);
  }
  auto response = head_of<bhttp::string_body>(reply, keep_alive, door_.site);
  response.body() = std::move(reply.body);
  response.prepare_payload();
  co_return co_await write_response(std::move(response), keep_alive);
}

template <class Stream>
template <class Body>
asio::awaitable<bool> Connection<Stream>::write_response(bhttp::response<Body> response, bool keep_alive) {
  socket_stream().expires_after(shared_->settings.read_write);
  auto [error, bytes] = co_await bhttp::async_write(stream_, response, kAwaitTuple);
  co_return !failed(error) && keep_alive;
}

template class Connection<UnixStream>;
template class Connection<TlsStream>;

}  // namespace tongluo::http

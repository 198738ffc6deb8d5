#include "controller/http/event_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "controller/http/api_reply.hpp"
#include "controller/http/console_door.hpp"
#include "controller/http/limits.hpp"

namespace tongluo::http {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxListenerBytes = 1'024;

websocket::stream_base::timeout event_deadlines(const HttpSettings& settings) {
  websocket::stream_base::timeout limits{};
  limits.handshake_timeout = std::chrono::duration_cast<std::chrono::steady_clock::duration>(settings.handshake);
  limits.idle_timeout = std::chrono::duration_cast<std::chrono::steady_clock::duration>(settings.read_write);
  limits.keep_alive_pings = true;
  return limits;
}

}  // namespace

template <class Stream>
EventSocket<Stream>::EventSocket(std::shared_ptr<Shared> shared, const ConsoleSite* site, Stream& stream,
                                 const Route& route, Request request)
    : shared_(std::move(shared)),
      site_(site),
      socket_(stream),
      news_(stream.get_executor()),
      hub_(*route.events),
      permission_(route.permission),
      request_(std::move(request)),
      listener_(hub_.listen([this] { news_.cancel(); })) {
  const auto given = request_.query.find("after");
  after_ = given == request_.query.end() ? hub_.last() : whole_number(given->second, UINT64_MAX / 2).value_or(0);
}

template <class Stream>
EventSocket<Stream>::~EventSocket() {
  hub_.leave(listener_);
}

template <class Stream>
asio::awaitable<void> EventSocket<Stream>::run(const Upgrade& upgrade) {
  using namespace asio::experimental::awaitable_operators;
  boost::beast::get_lowest_layer(socket_).expires_never();  // the WebSocket has deadlines of its own
  socket_.set_option(event_deadlines(shared_->settings));
  socket_.read_message_max(kMaxListenerBytes);
  auto [error] = co_await socket_.async_accept(upgrade, kTuple);
  if (error) co_return;
  co_await (listen() || tell());
}

// Pings, pongs and the close are answered while something is read.
template <class Stream>
asio::awaitable<void> EventSocket<Stream>::listen() {
  boost::beast::flat_buffer ignored(kMaxListenerBytes);
  for (;;) {
    auto [error, size] = co_await socket_.async_read(ignored, kTuple);
    if (error) co_return;
    ignored.consume(ignored.size());
  }
}

template <class Stream>
bool EventSocket<Stream>::still_admitted() {
  return http::still_admitted(site_ == nullptr ? nullptr : site_->gate, request_, permission_);
}

template <class Stream>
asio::awaitable<void> EventSocket<Stream>::tell() {
  // Where the stream begins, not where the ring ends: who is cut off before the rest came asks for it again.
  std::string text = "{\"kind\":\"hello\",\"sequence\":" + std::to_string(after_) + "}";
  for (;;) {
    socket_.text(true);
    auto [error, size] = co_await socket_.async_write(asio::buffer(text), kTuple);
    if (error) co_return;
    for (;;) {
      if (shared_->stopping || !still_admitted()) {
        const auto code = shared_->stopping ? websocket::close_code::going_away : websocket::close_code::policy_error;
        const websocket::close_reason reason(code,
                                             shared_->stopping ? "the controller stops" : "the session has ended");
        co_await socket_.async_close(reason, kTuple);
        co_return;
      }
      if (auto next = hub_.next(after_, request_.identity ? request_.identity->scope : accounts::AreaScope())) {
        after_ = next->sequence;
        text = std::move(next->text);
        break;
      }
      news_.expires_after(kSessionLook);
      co_await news_.async_wait(kTuple);
    }
  }
}

template class EventSocket<UnixStream>;
template class EventSocket<TlsStream>;

}  // namespace tongluo::http

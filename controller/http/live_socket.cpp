#include "controller/http/live_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "controller/http/console_door.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/live_json.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace {

constexpr auto kLiveTuple = asio::as_tuple(asio::use_awaitable);

websocket::stream_base::timeout deadlines(const HttpSettings& settings) {
  websocket::stream_base::timeout limits{};
  limits.handshake_timeout = std::chrono::duration_cast<std::chrono::steady_clock::duration>(settings.handshake);
  limits.idle_timeout = std::chrono::duration_cast<std::chrono::steady_clock::duration>(settings.read_write);
  limits.keep_alive_pings = true;
  return limits;
}

bool asks_to_stop(std::string_view text) {
  boost::json::error_code error;
  const auto value = boost::json::parse({text.data(), text.size()}, error);
  if (error || !value.is_object()) return false;
  const auto* stop = value.as_object().if_contains("stop");
  return stop != nullptr && stop->is_bool() && stop->as_bool();
}

std::string report_of(const LiveView& view) {
  const WallTime now = os::wall_now();
  const auto left = [now](WallTime until) {
    return std::max<std::int64_t>(0, std::chrono::duration_cast<milliseconds>(until - now).count());
  };
  boost::json::object report = to_json(view);
  report["begins_in_ms"] = left(view.first_sound);
  report["ends_in_ms"] = left(view.until);
  return boost::json::serialize(report);
}

}  // namespace

template <class Stream>
asio::awaitable<void> LiveSocket<Stream>::run(const Upgrade& upgrade) {
  using namespace asio::experimental::awaitable_operators;
  beast::get_lowest_layer(socket_).expires_never();  // the WebSocket has deadlines of its own
  socket_.set_option(deadlines(shared_->settings));
  socket_.read_message_max(kMaxLiveChunkBytes);
  auto [error] = co_await socket_.async_accept(upgrade, kLiveTuple);
  if (error) co_return;
  co_await (listen() || report());
}

template <class Stream>
asio::awaitable<void> LiveSocket<Stream>::listen() {
  beast::flat_buffer message(kMaxLiveChunkBytes);
  for (;;) {
    auto [error, size] = co_await socket_.async_read(message, kLiveTuple);
    if (error) co_return;
    if (socket_.got_text()) {
      if (asks_to_stop(beast::buffers_to_string(message.data()))) speaker_->stop();
    } else {
      co_await take(message);
    }
    message.consume(message.size());
  }
}

template <class Stream>
asio::awaitable<void> LiveSocket<Stream>::take(beast::flat_buffer& message) {
  const ByteView chunk(static_cast<const std::byte*>(message.cdata().data()), message.cdata().size());
  for (auto waited = milliseconds(0); !speaker_->hear(chunk) && waited < kSpeakerPatience; waited += kSpeakerRetry) {
    pause_.expires_after(kSpeakerRetry);
    co_await pause_.async_wait(kLiveTuple);
  }
}

template <class Stream>
asio::awaitable<void> LiveSocket<Stream>::report() {
  asio::steady_timer turn(socket_.get_executor());
  for (;;) {
    const LiveView view = speaker_->view();
    const std::string text = report_of(view);
    socket_.text(true);
    auto [error, size] = co_await socket_.async_write(asio::buffer(text), kLiveTuple);
    if (error) co_return;
    if (view.state == "ended") co_return co_await close({websocket::close_code::normal, "the stream is over"});
    if (speaker_->replaced())
      co_return co_await close({websocket::close_code::policy_error, "another source speaks now"});
    if (!may_go_on()) co_return co_await close({websocket::close_code::policy_error, "the right to speak has ended"});
    if (shared_->stopping) co_return co_await close({websocket::close_code::going_away, "the controller stops"});
    turn.expires_after(kReportInterval);
    co_await turn.async_wait(kLiveTuple);
  }
}

// The session, and when the account's rights have changed, whether they still reach the whole order.
template <class Stream>
bool LiveSocket<Stream>::may_go_on() {
  const auto before = request_.identity;
  if (!still_admitted(site_ == nullptr ? nullptr : site_->gate, request_, permission_)) return false;
  const auto& now = request_.identity;
  if (!before || !now || (before->scope == now->scope && before->roles == now->roles)) return true;
  return !objection_ || !objection_(request_);
}

template <class Stream>
asio::awaitable<void> LiveSocket<Stream>::close(websocket::close_reason reason) {
  co_await socket_.async_close(reason, kLiveTuple);
}

template class LiveSocket<UnixStream>;
template class LiveSocket<TlsStream>;

}  // namespace tongluo::http

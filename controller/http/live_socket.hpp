#pragma once
// The WebSocket of one browser that speaks (RFC 6455): Opus packets or PCM in as binary messages, {"stop":true} as
// text; out, five times a second, the state, level and countdown as JSON. Back-pressure: while too many chunks wait,
// nothing is read; after kSpeakerPatience a chunk is dropped. Idle connections are pinged and closed; it ends when its
// session or the right to speak does. Owner thread: control; the handshake happened on `stream`, which outlives this.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>

#include "controller/http/connection.hpp"
#include "controller/http/live_gate.hpp"

namespace tongluo::http {

template <class Stream>
class LiveSocket {
 public:
  using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;
  LiveSocket(std::shared_ptr<Shared> shared, const ConsoleSite* site, Stream& stream, const Route& route,
             Request request, std::unique_ptr<Speaker> speaker)
      : shared_(std::move(shared)),
        site_(site),
        permission_(route.permission),
        objection_(route.objection),
        request_(std::move(request)),
        socket_(stream),
        pause_(stream.get_executor()),
        speaker_(std::move(speaker)) {}

  boost::asio::awaitable<void> run(const Upgrade& upgrade);

 private:
  boost::asio::awaitable<void> listen();
  boost::asio::awaitable<void> take(boost::beast::flat_buffer& message);
  boost::asio::awaitable<void> report();
  bool may_go_on();
  boost::asio::awaitable<void> close(boost::beast::websocket::close_reason reason);

  std::shared_ptr<Shared> shared_;
  const ConsoleSite* site_;
  accounts::Permission permission_;
  Objection objection_;
  Request request_;
  boost::beast::websocket::stream<Stream&, false> socket_;  // Opus is compressed already
  boost::asio::steady_timer pause_;
  std::unique_ptr<Speaker> speaker_;
};

extern template class LiveSocket<UnixStream>;
extern template class LiveSocket<TlsStream>;

}  // namespace tongluo::http

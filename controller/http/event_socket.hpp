#pragma once
// The WebSocket of one browser that watches (docs/api.md): out, one JSON text for each event; nothing is expected in.
// Idle connections are pinged and closed, slow ones are told to load everything again once the ring has left them
// behind. It ends when its session or the right to watch does, and tells of the account's areas as they are at each
// event. Owner thread: control; the handshake happened on `stream`, which outlives this.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>

#include "controller/http/connection.hpp"
#include "controller/http/event_hub.hpp"

namespace tongluo::http {

template <class Stream>
class EventSocket {
 public:
  using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;
  EventSocket(std::shared_ptr<Shared> shared, const ConsoleSite* site, Stream& stream, const Route& route,
              Request request);
  ~EventSocket();
  EventSocket(const EventSocket&) = delete;
  EventSocket& operator=(const EventSocket&) = delete;

  boost::asio::awaitable<void> run(const Upgrade& upgrade);

 private:
  boost::asio::awaitable<void> listen();
  boost::asio::awaitable<void> tell();
  bool still_admitted();

  std::shared_ptr<Shared> shared_;
  const ConsoleSite* site_;
  boost::beast::websocket::stream<Stream&, false> socket_;  // messages are small: not compressed
  boost::asio::steady_timer news_;
  EventHub& hub_;
  accounts::Permission permission_;
  Request request_;  // its identity as it is now
  std::uint64_t listener_;
  std::uint64_t after_ = 0;
};

extern template class EventSocket<UnixStream>;
extern template class EventSocket<TlsStream>;

}  // namespace tongluo::http

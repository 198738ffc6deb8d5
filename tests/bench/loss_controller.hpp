#pragma once
// The controller's side of the loss benchmark: a real stream, really signed, and the real listeners, without a socket.
// Terminals are numbered from 0. Pure but for the key that it makes. Use: call; drain next(); then wait until
// next_deadline().

#include <deque>
#include <memory>

#include "controller/live/live_listeners.hpp"
#include "controller/live/live_stream.hpp"

namespace tongluo::bench {

struct LossStream {
  std::uint32_t id = 7;
  Digest order;
  milliseconds playout_delay{};
  std::size_t train_packets = 1;
  WallTime sounds_from{};
  milliseconds max_duration{};
};

struct Departure {
  enum class Kind : std::uint8_t { packet, manifest, repair_or_control, over_control };
  std::size_t terminal = 0;
  Kind kind{};
  Bytes bytes;  // a datagram, or RFC 4571 frames
};

Nonce token_of(std::size_t terminal);
Bytes exported_of(std::size_t terminal);

class LossController {
 public:
  LossController(Now now, const LossStream& stream, std::size_t terminals);
  sign::PublicKey key() const;
  void open(Now now);  // from here on it flows
  void push(Now now, WallTime capture);
  void finish(Now now);
  void on_datagram(Now now, std::size_t terminal, ByteView datagram);
  void on_wish(std::size_t terminal, bool over_control);
  void on_deadline(Now now);
  SteadyTime next_deadline() const { return stream_.next_deadline(); }
  std::optional<Departure> next();
  const live::LiveCounters& counters() const { return counters_; }

 private:
  void send_trains();
  void send_datagrams(const live::Train& train);
  void drain_listeners();

  std::uint32_t id_;
  std::shared_ptr<sign::PrivateKey> key_;
  live::LiveCounters counters_;
  live::LiveStream stream_;
  live::LiveListeners listeners_;
  std::deque<Departure> departures_;
};

}  // namespace tongluo::bench

#pragma once
// Private to protocol/session: what both ends share. Bytes to messages, messages to writes, one close, counters. Pure.

#include <functional>
#include <list>

#include "protocol/session/outgoing.hpp"
#include "protocol/wire/frame.hpp"

namespace tongluo::session {

class Channel {
 public:
  // Hands each message to `handle` until one closes the channel.
  void receive(ByteView in, const std::function<void(wire::Message)>& handle);
  void send(const wire::Message& message) { send_framed(wire::frame(wire::serialize(message))); }
  void send_framed(const Bytes& frame);
  void deliver(wire::Message message) { actions_.emplace_back(Deliver{std::move(message)}); }
  void close(CloseReason reason, milliseconds reconnect_min = {}, milliseconds reconnect_max = {});
  void on_written(std::size_t bytes) { outgoing_.on_written(bytes); }
  std::optional<Action> next_action();

  bool closed() const { return closed_; }
  Outgoing& outgoing() { return outgoing_; }
  const Outgoing& outgoing() const { return outgoing_; }
  const Counters& counters() const { return counters_; }

 private:
  void receive_one(const Bytes& body, const std::function<void(wire::Message)>& handle);

  wire::FrameDecoder decoder_;
  Outgoing outgoing_;
  std::list<Action> actions_;  // deliveries; bounded by what one on_bytes brings
  std::optional<Close> close_;
  Counters counters_;
  bool closed_ = false;
};

// The longest silence from a peer that heartbeats at `interval`: 2.5 intervals.
constexpr milliseconds longest_silence(milliseconds interval) { return interval * 5 / 2; }
milliseconds clamped_interval(milliseconds interval);

}  // namespace tongluo::session

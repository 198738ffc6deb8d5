#pragma once
// One terminal's link as a model: what is handed to it comes out again when it would have arrived, or never. Pure; the
// true time is handed in. The real connection on loopback carries every message; this adds what a network would.
//
// Messages of the control channel cross a StreamWay (nothing is lost, a loss delays all behind it), datagrams a OneWay
// and a NAT. The session answers heartbeats below us, so the way up of a heartbeat is added when its answer comes: to
// the controller's two stamps, as if it had come later. A Hello's way up is added to its Welcome.
//
// Limits: kMaxWaiting of each kind. A stream that is over it is lost(), as one that is down for kGivesUpAfter;
// datagrams over it are dropped. Both are counted.

#include <deque>
#include <optional>
#include <variant>

#include "protocol/wire/messages.hpp"
#include "tools/link_model/link_model.hpp"
#include "tools/link_model/stream_way.hpp"

namespace tongluo::fleet {

struct ToController {
  wire::Message message;
};
struct ToTerminal {
  wire::Message message;  // a Welcome too
};
struct DatagramUp {
  Bytes bytes;
  bool new_port = false;  // the NAT gave the flow a new mapping: another source port
};
struct DatagramDown {
  Bytes bytes;
};
using Arrival = std::variant<ToController, ToTerminal, DatagramUp, DatagramDown>;
struct Arrived {
  SteadyTime at;
  Arrival what;
};

struct LinkCounters {
  std::uint64_t datagrams_lost = 0;  // by the model, in either direction
  std::uint64_t datagrams_refused = 0;
  std::uint64_t streams_refused = 0;  // messages over kMaxWaiting
  std::uint64_t ports = 0;            // new mappings of the NAT
};

class TerminalLink {
 public:
  static constexpr std::size_t kMaxWaiting = 2'048;
  static constexpr auto kGivesUpAfter = seconds(60);  // TCP_USER_TIMEOUT of the product's sockets

  TerminalLink(const link_model::Profile& profile, std::uint64_t seed, SteadyTime start);

  void send_up(SteadyTime now, wire::Message message);
  void send_down(SteadyTime now, wire::Message message);
  void datagram_up(SteadyTime now, ByteView datagram);
  void datagram_down(SteadyTime now, ByteView datagram);
  // The earliest of what has arrived by now.
  std::optional<Arrived> next(SteadyTime now);
  SteadyTime next_due() const;  // SteadyTime::max() when nothing waits

  // The cell is gone: nothing arrives until it is back, datagrams of the meantime never.
  void go_down(SteadyTime now);
  void come_back(SteadyTime now);
  bool is_down() const { return down_since_.has_value(); }
  // The transport has given up: end the session.
  bool lost(SteadyTime now) const;
  SteadyTime lost_at() const;
  void on_session_ended();  // what was under way on the stream is gone
  const LinkCounters& counters() const { return counters_; }

 private:
  using Queue = std::deque<Arrived>;
  void queue_stream(Queue& queue, SteadyTime due, Arrival arrival);
  void queue_datagram(SteadyTime due, Arrival arrival);
  const Queue* earliest() const;

  link_model::OutagePlan outages_;
  link_model::StreamWay up_, down_;
  link_model::OneWay datagrams_up_, datagrams_down_;
  link_model::NatMapping nat_;
  link_model::NatMapping::Port port_ = 0;
  Queue stream_up_, stream_down_, datagrams_;
  std::optional<SteadyTime> down_since_;
  bool overflowed_ = false;
  LinkCounters counters_;
};

// About what a message takes in a TLS record: exact for what is large, a constant for the rest.
std::size_t octets_of(const wire::Message& message);

}  // namespace tongluo::fleet

#pragma once
// Connections between terminals and the controller: two ordered byte streams each, over a modelled link
// (tools/link_model). Bytes arrive late, in pieces cut anywhere; a connection can end at any byte, be known to have
// ended on one side only, or go dark on both (a NAT that forgot it); a partition holds everything back. TLS is not
// simulated: who is at the other end is known. One thread. Limit: kSocketBytes on their way in one direction, then the
// rest waits.

#include <deque>
#include <memory>
#include <unordered_map>

#include "tests/sim/environment.hpp"
#include "tools/link_model/stream_way.hpp"

namespace tongluo::sim {

constexpr std::size_t kSocketBytes = 64 * 1024;

using ConnectionId = std::uint64_t;
enum class End : std::uint8_t { terminal, controller };
constexpr End other(End end) { return end == End::terminal ? End::controller : End::terminal; }

class NetPeer {
 public:
  virtual ~NetPeer() = default;
  virtual void on_bytes(ByteView bytes) = 0;
  virtual void on_room(std::size_t written) = 0;  // the socket took so many bytes
  virtual void on_lost() = 0;
};

class Network {
 public:
  Network(Environment& environment, std::size_t places, Dice dice);

  void set_profile(const link_model::Profile& profile) { profile_ = profile; }
  // `place`: whose link it goes over; places beyond the terminals' are strangers.
  ConnectionId open(std::size_t place);
  void attach(ConnectionId id, End end, const std::weak_ptr<NetPeer>& peer);
  void send(ConnectionId id, End from, ByteView bytes);
  void close(ConnectionId id, End by);   // the other side learns it behind what was sent
  void vanish(ConnectionId id, End by);  // the other side never learns it
  std::size_t unsent(ConnectionId id, End from) const;
  bool reachable(std::size_t place) const { return environment_.now() >= partitioned_until_.at(place); }
  microseconds round_trip() const { return 2 * (profile_.delay + profile_.mean_jitter); }

  // Faults. `half_open`: only the receiving side of `toward` learns it.
  void partition(std::size_t place, SteadyTime until);
  void rebind(std::size_t place);  // all its connections go dark
  void cut(std::size_t place, End toward, std::size_t after_bytes, bool half_open);
  void heal();
  std::size_t connections() const { return connections_.size(); }

 private:
  struct Piece {
    SteadyTime due;
    Bytes bytes;
    bool fin = false;
  };
  struct Way {  // toward one end
    explicit Way(link_model::StreamWay model) : way(std::move(model)) {}
    link_model::StreamWay way;
    std::weak_ptr<NetPeer> peer;  // who receives
    std::deque<Piece> pieces;
    std::size_t in_flight = 0;
    Bytes unsent;
    bool fin = false;                        // nothing more will be sent
    std::optional<std::size_t> cut_after{};  // bytes
    bool cut_half_open = false;
  };
  struct Connection {
    Connection(std::size_t at, Way first, Way second) : place(at), ways{std::move(first), std::move(second)} {}
    std::size_t place;
    bool dark = false;
    std::array<Way, 2> ways;  // by the End that receives
    Way& toward(End end) { return ways[static_cast<std::size_t>(end)]; }
  };
  void flush(ConnectionId id, End toward);
  void deliver(ConnectionId id, End toward);
  void take(ConnectionId id, End toward, Piece piece);
  void lose(ConnectionId id, End end);

  Environment& environment_;
  Dice dice_;
  link_model::Profile profile_;
  std::unordered_map<ConnectionId, std::shared_ptr<Connection>> connections_;
  std::vector<SteadyTime> partitioned_until_;
  ConnectionId last_ = 0;
};

}  // namespace tongluo::sim

#pragma once
// The controller's end of the media socket as a pure machine: sessions, who may open which stream, addresses that were
// proven, repairs, time. PROTOCOL.md sections 11.2, 11.6, 11.7. No I/O, no clock; one thread at a time. Looking up a
// session is O(1). Limits: controller/live/limits.hpp. Use: call one function; drain next_action(). A datagram that is
// not sealed by a session changes nothing and is never answered.

#include <deque>
#include <optional>
#include <unordered_map>
#include <variant>

#include "controller/live/challenges.hpp"
#include "controller/live/live_counters.hpp"
#include "controller/live/live_types.hpp"
#include "controller/live/recent_repairs.hpp"
#include "controller/live/repair_budget.hpp"
#include "controller/live/repair_ring.hpp"
#include "controller/live/stream_audience.hpp"
#include "protocol/stream/media_seal.hpp"

namespace tongluo::live {

struct SendTo {
  Address address;
  Bytes datagram;
};
using ListenerAction = std::variant<SendTo, Spent>;

class LiveListeners {
 public:
  // `secret`: random, of this process.
  LiveListeners(Bytes secret, LiveCounters& counters) : challenges_(std::move(secret)), counters_(counters) {}

  void add_session(const MediaSession& session);  // a known id or token is refused, counted
  void remove_session(SessionId session);
  void admit(Now now, SessionId session, StreamId stream);
  void request_over_control(SessionId session, StreamId stream, bool wanted);

  // The ring outlives the stream here. Whoever waits for the stream joins, and is told.
  void open_stream(Now now, StreamId stream, const RepairRing& ring);
  void close_stream(StreamId stream);  // all leave; Opens are answered "ended" while it is remembered
  // One more train goes to all.
  void on_train(StreamId stream, std::size_t octets);
  const StreamAudience* audience(StreamId stream) const;  // nullptr: not open

  // `received`: when the datagram came.
  void on_datagram(Now now, WallTime received, const Address& from, ByteView datagram);
  void sweep(Now now);  // forgets silent addresses: each kSweepInterval
  void report_spent();  // a Spent for each that spent anything: each kSpentInterval, and when a session leaves

  std::optional<ListenerAction> next_action();
  std::size_t sessions() const { return by_id_.size(); }
  std::size_t proven() const { return proven_; }  // addresses

 private:
  struct Wish {
    StreamId stream = 0;
    bool datagrams = false;
    bool control = false;
    std::optional<StreamAudience::Place> place;  // while its trains go to the session's address
  };
  struct Session {
    Session(const MediaSession& from) : id(from.id), seal(stream::End::controller, from.token, from.exported) {}
    SessionId id;
    stream::MediaSeal seal;
    Address address;  // proven, or none
    SteadyTime heard{};
    SteadyTime challenged{};
    microseconds round_trip = kMaxRepeatSpan * 2;  // the shortest from a Challenge to its Echo
    std::vector<StreamId> admitted;
    std::vector<Wish> wishes;
    RepairBudget budget;
    RecentRepairs recent;
    std::uint64_t up = 0, down = 0;  // octets, not told yet; trains of places that are still held are not in it
  };
  struct Stream {
    const RepairRing* ring;
    StreamAudience audience;
  };
  struct TokenHash {
    std::size_t operator()(const Nonce& token) const noexcept;
  };
  struct Arrival {
    Now now;
    WallTime received;
    const Address& from;
  };

  void handle(const Arrival& arrival, Session& session, const rtp::Open& open);
  void handle(const Arrival& arrival, Session& session, const rtp::Echo& echo);
  void handle(const Arrival& arrival, Session& session, const rtp::Close& close);
  void handle(const Arrival& arrival, Session& session, const rtp::Nack& nack);
  void handle(const Arrival& arrival, Session& session, const rtp::TimeQuery& query);
  template <class FromController>
  void handle(const Arrival& arrival, Session& session, const FromController& body);

  bool proven(const Arrival& arrival, Session& session);  // else it was challenged
  void repair(const Arrival& arrival, Session& session, StreamId stream, const rtp::NackEntry& entry);
  void give(const Arrival& arrival, Session& session, const RepairKey& key, ByteView octets);
  void tell_state(Session& session, StreamId stream);
  rtp::StreamState state_of(const Session& session, StreamId stream) const;
  static bool is_admitted(const Session& session, StreamId stream);
  Wish& wish_of(Session& session, StreamId stream);
  void join(Session& session, Wish& wish);
  void leave(Session& session, Wish& wish);
  void drop_wish(Session& session, StreamId stream);
  void forget_address(Session& session);
  void send(const Address& to, Session& session, rtp::ControlBody body);
  void tell_spent(Session& session);

  Challenges challenges_;
  LiveCounters& counters_;
  std::unordered_map<SessionId, std::unique_ptr<Session>> by_id_;
  std::unordered_map<Nonce, Session*, TokenHash> by_token_;
  std::unordered_map<StreamId, Stream> streams_;
  std::deque<StreamId> ended_;
  std::deque<ListenerAction> actions_;
  std::size_t proven_ = 0;
};

}  // namespace tongluo::live

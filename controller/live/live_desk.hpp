#pragma once
// All live sending as one pure machine: streams (LiveStream), who listens (LiveListeners), who is served first
// (SendPlan). No I/O, no clock; one thread at a time. Limits: controller/live/limits.hpp. Use: call one function; drain
// next_action(); send next_portion() until empty; wait until next_deadline(), then on_deadline().

#include "controller/live/live_listeners.hpp"
#include "controller/live/live_stream.hpp"
#include "controller/live/send_plan.hpp"

namespace tongluo::live {

struct OverControl {  // one LivePackets message to these sessions
  std::vector<SessionId> sessions;
  StreamId stream = 0;
  Bytes packets;  // framed (RFC 4571)
};
struct TrainMade {
  StreamId stream = 0;
  SharedTrain train;
};
struct StreamOver {  // once for each open()
  StreamId stream = 0;
  StreamEnd end{};
};
using DeskAction = std::variant<SendTo, Spent, OverControl, TrainMade, StreamOver>;

class LiveDesk {
 public:
  // `secret`: random, of this process.
  explicit LiveDesk(Bytes secret) : listeners_(std::move(secret), counters_) {}

  void add_session(const MediaSession& session) { listeners_.add_session(session); }
  void remove_session(SessionId session) { listeners_.remove_session(session); }
  void admit(Now now, SessionId session, StreamId stream) { listeners_.admit(now, session, stream); }
  void request_over_control(SessionId session, StreamId stream, bool wanted) {
    listeners_.request_over_control(session, stream, wanted);
  }
  void open(Now now, StreamSettings settings);
  void push(Now now, const LivePacket& packet);
  void end(Now now, StreamId stream);
  void stop(Now now, StreamId stream);
  void on_datagram(Now now, WallTime received, const Address& from, ByteView datagram) {
    listeners_.on_datagram(now, received, from, datagram);
  }
  void on_deadline(Now now);

  std::optional<DeskAction> next_action();
  std::optional<Portion> next_portion(SteadyTime now) { return plan_.next(now); }
  // Of a portion: where it goes; some may be none(). Until the next call that takes a time or a session.
  std::span<const Address> addresses(const Portion& portion) const;
  SteadyTime next_deadline() const;
  const LiveCounters& counters() const { return counters_; }
  LiveCounters& counters() { return counters_; }  // the shell counts what its sends become
  std::size_t sessions() const { return listeners_.sessions(); }
  std::size_t proven() const { return listeners_.proven(); }
  std::size_t streams() const { return streams_.size(); }

 private:
  struct Broadcast {
    explicit Broadcast(StreamSettings settings) : stream(std::move(settings)) {}
    LiveStream stream;
    std::optional<StreamEnd> over;          // was told
    SteadyTime closes = SteadyTime::max();  // repairs end
  };
  Broadcast* find(StreamId stream);
  void finish(Now now, StreamId stream, StreamEnd end);
  void after(Now now, Broadcast& broadcast);
  void send_train(Now now, Broadcast& broadcast, const SharedTrain& train);
  void tell_over(Now now, Broadcast& broadcast, StreamEnd end);

  LiveCounters counters_;
  LiveListeners listeners_;
  SendPlan plan_;
  std::unordered_map<StreamId, std::unique_ptr<Broadcast>> streams_;
  std::deque<DeskAction> actions_;
  SteadyTime next_sweep_{};
  SteadyTime next_spent_{};
};

}  // namespace tongluo::live

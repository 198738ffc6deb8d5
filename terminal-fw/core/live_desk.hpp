#pragma once
// Live streams of this terminal: opens the stream of each live order near its start, on the media socket or over the
// control channel, and hands verified packets to the play that the conductor runs. Owner: the core. Pure. Limits: one
// receiver for each open live order (kMaxLiveReceivers), those of terminal-fw/live. PROTOCOL.md section 11.

#include <map>
#include <optional>

#include "terminal-fw/core/conductor.hpp"
#include "terminal-fw/live/live_receiver.hpp"
#include "terminal-fw/live/media_path.hpp"

namespace tongluo::terminal {

class LiveDesk {
 public:
  LiveDesk(CoreParts& parts, Conductor& conductor) : parts_(parts), conductor_(conductor) {}

  void on_link_open(Now now, const wire::Welcome& welcome, ByteView exported_key);
  void on_link_closed();
  void on_datagram(Now now, ByteView datagram);
  void on_packets(Now now, const wire::LivePackets& packets);
  void ask_time(Now now);  // an order came, or a session of who does not know the time well
  void on_deadline(Now now);
  // After every event: which streams are wanted, which play takes their packets, what they ask for.
  void pump(Now now);
  SteadyTime next_deadline() const;

  // Sums over all streams so far.
  const live::ReceiverCounters* counters(const Digest& order) const;  // null: no such stream now
  const live::PathCounters* path_counters() const { return path_ ? &path_->counters() : nullptr; }

 private:
  struct Listener {
    Listener(Now now, const live::StreamTerms& stream) : receiver(now, stream) {}
    live::LiveReceiver receiver;
    std::uint64_t play_id = 0;  // that has taken its packets so far
  };

  void listen(Now now, const OpenOrder& order, const OpenOccurrence& occurrence);
  void open_path(Now now, live::LiveReceiver& receiver);
  void listen_where_due(Now now);
  void forget_ended(Now now);
  void tell_counters(const Digest& order, const live::ReceiverCounters& counters);
  void serve(Now now, const Digest& order, Listener& listener);
  void perform(Now now, const Digest& order, Listener& listener, live::ReceiverAction action);
  void drain_path(Now now);
  Now controller_now(Now now) const;  // wall: the controller's clock

  CoreParts& parts_;
  Conductor& conductor_;
  std::optional<live::MediaPath> path_;
  std::map<Digest, Listener> listeners_;  // by order
};

}  // namespace tongluo::terminal

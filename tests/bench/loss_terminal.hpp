#pragma once
// A terminal's side of the loss benchmark: the real media path and receiver; instead of a loudspeaker a list of which
// packets were there at their instants. Pure. Use: call; take(); then wait until next_deadline().

#include "terminal-fw/live/live_receiver.hpp"
#include "terminal-fw/live/media_path.hpp"

namespace tongluo::bench {

class LossTerminal {
 public:
  struct Sent {
    std::vector<Bytes> datagrams;
    std::optional<bool> over_control;  // a LiveRequest
    std::vector<rtp::LivePacket> handed_out;
  };
  // Packet i of the stream sounds i packet durations after the stream's live start.
  LossTerminal(Now now, const live::StreamTerms& terms, const Nonce& token, ByteView exported, std::size_t packets);
  // As it wakes: the order is in its journal, and no session yet.
  LossTerminal(Now now, const live::StreamTerms& terms, std::size_t packets);

  void on_link_open(Now now, const Nonce& token, ByteView exported);
  void on_link_closed() { path_.reset(); }

  void on_datagram(Now now, ByteView datagram);
  void on_framed(Now now, ByteView packets);
  void on_deadline(Now now);
  Sent take(Now now);
  SteadyTime next_deadline() const;

  const std::vector<bool>& there() const { return there_; }
  std::size_t lost_streams() const { return lost_streams_; }
  bool told_ended() const { return told_ended_; }  // an Opened said so
  const live::ReceiverCounters& receiver() const { return receiver_.counters(); }
  std::size_t unverified_packets() const { return receiver_.unverified_packets(); }

 private:
  void act(Now now, Sent& sent, live::ReceiverAction& action);
  void act(Now now, Sent& sent, live::PathAction& action);

  WallTime live_start_;
  std::optional<live::MediaPath> path_;  // while there is a session
  live::LiveReceiver receiver_;
  std::vector<bool> there_;
  std::size_t lost_streams_ = 0;
  bool told_ended_ = false;
};

}  // namespace tongluo::bench

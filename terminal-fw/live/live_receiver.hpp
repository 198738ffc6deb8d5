#pragma once
// One live stream as a terminal receives it: packets and manifests in, from both paths, verified packets out, each at
// most once and before its instant; what is missing is asked for. PROTOCOL.md 11.4 to 11.6. Pure: no I/O, no clock, one
// thread at a time. Limits: terminal-fw/live/limits.hpp. Nothing from outside is an error: it is counted.
//
// Use: construct when the stream is wanted and open it on the media socket (MediaPath::open) at the same instant. Call
// an on_…(), then drain next_action() until empty, then wait until next_deadline(). Actions:
//   Play               push packet onto the queue of the programme that plays (playout::LiveQueue). It may come as
//   early
//                      as playout delay before its instant, so while the tone still sounds.
//   SendNack           MediaPath::nack(), on either path.
//   AskControlChannel  send LiveRequest(wanted); the packets come back through on_framed().
//   Ended              the stream's end was verified; the mark behind the last packet (LivePacket::last) went to the
//                      queue. Repairs go on until `at`; afterwards the receiver may be destroyed.
//   Lost, Back         10 s without a verified packet: end the play; it begins again with Back. Load the programme
//   anew,
//                      with a fresh queue, then call resend().
// After every load of the programme (a resume, too) call resend(): it hands out again what still lies ahead.

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>

#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"
#include "protocol/rtp/control_packet.hpp"
#include "protocol/rtp/live_packet.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/stream/train_signing.hpp"
#include "terminal-fw/live/candidate_store.hpp"
#include "terminal-fw/live/path_chooser.hpp"
#include "terminal-fw/live/repairs.hpp"
#include "terminal-fw/live/sequence_window.hpp"
#include "terminal-fw/live/token_bucket.hpp"

namespace tongluo::live {

// What the signed order and its delivery say.
struct StreamTerms {
  std::uint32_t stream_id = 0;
  Digest order;
  sign::PublicKey key;
  microseconds playout_delay{};  // D, kMinPlayoutDelay … kMaxPlayoutDelay (asserted: the order's parser holds them)
  WallTime live_start{};         // T: common start plus tone, by the controller's clock
  microseconds max_duration{};   // from T
  WallTime end{};                // of the occurrence
};

struct Play {
  rtp::LivePacket packet;
};
struct SendNack {
  rtp::Nack nack;
};
struct AskControlChannel {
  bool wanted = false;
};
struct Ended {
  std::int64_t position = 0;  // of the first sample that is no more, from T
  WallTime at{};              // when that is
};
struct Lost {};
struct Back {};
using ReceiverAction = std::variant<Play, SendNack, AskControlChannel, Ended, Lost, Back>;

struct ReceiverCounters {
  std::uint64_t received = 0;   // RTP packets, both paths, forged ones included
  std::uint64_t bytes = 0;      // of everything that came
  std::uint64_t verified = 0;   // packets handed out
  std::uint64_t duplicate = 0;  // of a packet that was verified before
  std::uint64_t late = 0;       // verified, but after their instant; or too old to look at
  std::uint64_t outside = 0;    // verified, but before T or behind the limit
  std::uint64_t forged = 0;     // packets whose hash is not their manifest's
  std::uint64_t malformed = 0;  // neither a packet nor a manifest of this stream
  std::uint64_t unverified_dropped =
      0;  // packets pushed out or expired before a manifest came, or over the hash budget
  std::uint64_t manifests_verified = 0;
  std::uint64_t manifests_failed = 0;     // malformed, or not signed by the stream's key for this order
  std::uint64_t manifests_replayed = 0;   // of a train known already, or of a time that is over or far ahead
  std::uint64_t manifests_unchecked = 0;  // over the verification budget
  std::uint64_t nacks = 0;                // sent
  std::uint64_t packets_asked = 0;        // sequence numbers in them, repeated ones each time
  std::uint64_t repaired = 0;             // verified after they had been asked for
  std::uint64_t missing = 0;              // never verified before their instant
  std::uint64_t fallbacks = 0;            // to the control channel
  std::uint64_t resent = 0;               // handed out again by resend()
};

class LiveReceiver {
 public:
  LiveReceiver(Now now, const StreamTerms& stream);
  LiveReceiver(const LiveReceiver&) = delete;
  LiveReceiver& operator=(const LiveReceiver&) = delete;

  // `now.wall` is the controller's clock as the terminal estimates it.
  void on_datagram(Now now, ByteView datagram);  // of the media socket: RTP or a manifest
  void on_framed(Now now, ByteView packets);     // LivePackets.packets of the control channel
  void on_opened(Now now, rtp::StreamState state);
  void on_round_trip(Now now, microseconds round_trip);  // of the media path, from a time exchange
  void on_no_datagrams(Now now);                         // Welcome names no media endpoint, or no socket could be had
  void on_new_session(Now now);  // the control channel was dialled anew; the stream is opened again at this instant
  void on_deadline(Now now);
  void resend(Now now);  // the programme was loaded anew

  std::optional<ReceiverAction> next_action();
  SteadyTime next_deadline() const;  // SteadyTime::max(): none

  std::uint32_t stream_id() const { return stream_.stream_id; }
  const ReceiverCounters& counters() const { return counters_; }
  microseconds round_trip() const { return repairs_.estimates().round_trip(); }
  bool on_control_channel() const { return paths_.on_control_channel(); }
  std::size_t unverified_packets() const { return candidates_.size(); }

 private:
  enum class Claim : std::uint8_t { worth_checking, known, out_of_time, contradicts };

  void settle(Now now);
  void take(Now now, ByteView bytes, Way way);
  void take_packet(Now now, ByteView datagram);
  void keep_candidate(Now now, std::uint16_t wire, ByteView datagram);
  void take_manifest(Now now, ByteView datagram, Way way);
  Claim judge(Now now, const rtp::TrainManifest& claimed) const;
  Claim compare(const rtp::TrainManifest& claimed) const;
  void refuse_manifest(Now now, Way way);
  bool within_budget(SteadyTime now, Way way);
  void accept(Now now, const rtp::TrainManifest& manifest, Way way);
  bool place(Now now, const rtp::TrainManifest& manifest);
  void begin(Now now, const rtp::TrainManifest& manifest);
  void promise(Now now, std::uint32_t sequence, const rtp::ShortHash& hash, std::int64_t position);
  void learn(Now now, const rtp::TrainManifest& manifest, Way way);
  void know(std::uint32_t first, std::uint32_t last);
  void accept_end(const rtp::TrainManifest& manifest);
  void deliver(Now now, std::uint32_t sequence, ByteView datagram);
  void play(Now now, Slot& slot);
  void retire(Now now);
  void probe_tail(Now now);
  void watch(Now now);
  void send_nacks(Now now);
  void push(ReceiverAction action);

  std::int64_t position_of(WallTime capture) const;
  WallTime instant_of(std::int64_t position) const;
  SteadyTime steady(WallTime wall) const { return SteadyTime(wall.time_since_epoch() - offset_); }
  SteadyTime tail_due() const;
  SteadyTime lost_due() const;
  std::int64_t limit() const;
  bool may_nack(Now now) const;
  Repairs::Instant instants() const;

  StreamTerms stream_;
  stream::TrainVerifier verifier_;
  CandidateStore candidates_;
  SequenceWindow window_;
  Repairs repairs_;
  PathChooser paths_;
  TokenBucket datagram_verifies_;
  TokenBucket probe_verifies_;
  TokenBucket control_verifies_;
  TokenBucket hashes_;
  ReceiverCounters counters_;
  std::deque<ReceiverAction> actions_;
  microseconds offset_{0};          // of the wall clock to the steady one, at the last call
  std::uint32_t lowest_known_ = 0;  // first and last number that verified manifests named
  std::uint32_t highest_known_ = 0;
  std::int64_t floor_position_;                // nothing below is handed out (again)
  std::uint32_t train_packets_ = 1;            // of the last train
  std::optional<std::uint32_t> end_sequence_;  // one past the last packet
  std::optional<rtp::LivePacket> end_mark_;
  bool waited_for_start_ = false;  // the controller said that it had not begun when we opened it
  SteadyTime heard_;               // last verified packet; before the first: when one could be expected
  SteadyTime train_at_{};          // the last verified train
  bool lost_ = false;
  bool nacking_ = true;  // as of the last call
};

}  // namespace tongluo::live

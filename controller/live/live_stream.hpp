#pragma once
// One live stream, from spoken packets to signed trains. PROTOCOL.md sections 11.3 and 11.4. No I/O, no clock. One
// thread at a time. Use: push() or finish(); drain next_train(); then wait until next_deadline() and call
// on_deadline(). Limits: K packets a train, kMinRepairKept of trains, the signed longest duration, also here.

#include <deque>
#include <optional>

#include "controller/live/live_types.hpp"
#include "controller/live/repair_ring.hpp"
#include "protocol/stream/train_signing.hpp"

namespace tongluo::live {

enum class PushFault : std::uint8_t {
  wrong_size,    // not kLivePayloadBytes
  out_of_order,  // captured before what was pushed
  finished,      // after finish(), or after the longest duration: the stream finishes itself
  unsigned_,     // the key failed; the stream is unusable from now on
};

// Packets of a train: 1 below 1 s of playout delay, 2 below 2 s, else 4.
std::size_t train_packets(milliseconds playout_delay);
// Within the limits of sections 7.6 and 11.3.
bool is_valid(const StreamSettings& settings);

class LiveStream {
 public:
  explicit LiveStream(StreamSettings settings);  // is_valid() (asserted)

  Result<void, PushFault> push(Now now, WallTime capture, ByteView opus);
  // What is pushed leaves, then the end's manifest, kEndManifests times. Again: nothing.
  void finish(Now now);
  void on_deadline(Now now);
  std::optional<SharedTrain> next_train();
  SteadyTime next_deadline() const;
  const StreamSettings& settings() const { return settings_; }
  const RepairRing& ring() const { return ring_; }
  bool finished() const { return finished_; }                                   // nothing is taken any more
  bool exhausted() const { return exhausted_; }                                 // because of the longest duration
  bool unusable() const { return unusable_; }                                   // because of the key
  bool done() const { return finished_ && ends_left_ == 0 && ready_.empty(); }  // all has left

 private:
  void begin_train(Now now, WallTime capture);
  void append_packet(ByteView opus);
  bool flush();
  void skip_to(WallTime capture);
  std::optional<SharedTrain> close_train(rtp::TrainManifest manifest, Bytes packets);
  void send_end(Now now);
  rtp::TrainManifest next_manifest() const;

  StreamSettings settings_;
  stream::TrainSigner signer_;
  RepairRing ring_;
  std::size_t train_packets_;
  std::uint32_t sequence_;   // of the next packet
  std::uint32_t timestamp_;  // of the next packet
  bool marker_ = true;       // the next packet begins speech
  bool began_ = false;
  WallTime expected_{};      // capture of the next packet
  rtp::TrainManifest open_;  // the train being filled, with its packets behind
  Bytes open_packets_;
  SteadyTime open_until_ = SteadyTime::max();  // then it leaves with what it has
  std::deque<SharedTrain> ready_;
  SharedTrain end_;
  unsigned ends_left_ = 0;
  SteadyTime next_end_ = SteadyTime::max();
  bool finished_ = false, exhausted_ = false, unusable_ = false;
};

}  // namespace tongluo::live

#pragma once
// What waits to be written in one session: control frames first, then live speech, then clip chunks. Of clips never
// more than kMaxQueuedClipBytes are handed out unwritten, so that a cancel never queues behind more; of live speech
// kMaxQueuedLiveBytes wait at most, then the oldest is dropped. Pure. Limits: these, kMaxQueuedControlBytes,
// kMaxClipTransfers.

#include <list>
#include <optional>
#include <vector>

#include "protocol/session/session.hpp"

namespace tongluo::session {

class Outgoing {
 public:
  // False when the unwritten control bytes would pass kMaxQueuedControlBytes: the peer does not read.
  bool push_control(const Bytes& frame);
  // Never refused: what is too old to be heard makes room, counted.
  void push_live(std::shared_ptr<const Bytes> frame);
  // False when kMaxClipTransfers others are under way. The same clip again replaces its range.
  bool push_clip(SharedClip clip, std::uint32_t first, std::uint32_t count, bool urgent);
  void stop_clip(const Digest& clip);
  void stop_clips() { transfers_.clear(); }
  // No clip byte waits here: the window is whole.
  bool clip_idle() const { return transfers_.empty() && unwritten_clip_ == 0; }
  void on_written(std::size_t bytes);
  // Whole frames, ready to be written; nothing when all is handed out or the clip budget is used up.
  std::optional<Bytes> next_write();
  std::uint64_t frames() const { return frames_; }  // accepted control frames, live and clip frames handed out
  std::uint64_t live_dropped() const { return live_dropped_; }

 private:
  struct Transfer {
    SharedClip clip;
    std::uint32_t next = 0;
    std::uint32_t end = 0;
    bool urgent = false;
  };
  enum class Kind : std::uint8_t { control, live, clip };
  struct InFlight {
    std::size_t bytes = 0;
    Kind kind = Kind::control;
  };
  std::optional<Bytes> next_live();
  std::optional<Bytes> next_chunk();
  std::size_t& unwritten(Kind kind);
  std::vector<Transfer>::iterator next_transfer();
  void note_in_flight(std::size_t bytes, Kind kind) { in_flight_.push_back({bytes, kind}); }

  Bytes control_;  // frames not handed out yet
  // Lists: thousands of sessions are idle, and an empty deque takes half a kilobyte.
  std::list<std::shared_ptr<const Bytes>> live_;
  std::size_t live_bytes_ = 0;  // of live_
  std::vector<Transfer> transfers_;
  std::list<InFlight> in_flight_;
  std::size_t unwritten_control_ = 0;
  std::size_t unwritten_live_ = 0;
  std::size_t unwritten_clip_ = 0;
  std::uint64_t frames_ = 0;
  std::uint64_t live_dropped_ = 0;
};

}  // namespace tongluo::session

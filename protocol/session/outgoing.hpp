#pragma once
// What waits to be written in one session: control frames first, then clip chunks, of which never more than
// kMaxQueuedClipBytes are handed out unwritten, so that a cancel never queues behind more. Pure. Limits:
// kMaxQueuedControlBytes, kMaxClipTransfers.

#include <deque>
#include <optional>
#include <vector>

#include "protocol/session/session.hpp"

namespace tongluo::session {

class Outgoing {
 public:
  // False when the unwritten control bytes would pass kMaxQueuedControlBytes: the peer does not read.
  bool push_control(const Bytes& frame);
  // False when kMaxClipTransfers others are under way. The same clip again replaces its range.
  bool push_clip(SharedClip clip, std::uint32_t first, std::uint32_t count, bool urgent);
  void stop_clip(const Digest& clip);
  void stop_clips() { transfers_.clear(); }
  // No clip byte waits here: the window is whole.
  bool clip_idle() const { return transfers_.empty() && unwritten_clip_ == 0; }
  void on_written(std::size_t bytes);
  // Whole frames, ready to be written; nothing when all is handed out or the clip budget is used up.
  std::optional<Bytes> next_write();
  std::uint64_t frames() const { return frames_; }  // accepted control frames and clip frames handed out

 private:
  struct Transfer {
    SharedClip clip;
    std::uint32_t next = 0;
    std::uint32_t end = 0;
    bool urgent = false;
  };
  struct InFlight {
    std::size_t bytes = 0;
    bool clip = false;
  };
  std::vector<Transfer>::iterator next_transfer();
  void note_in_flight(std::size_t bytes, bool clip);

  Bytes control_;  // frames not handed out yet
  std::vector<Transfer> transfers_;
  std::deque<InFlight> in_flight_;
  std::size_t unwritten_control_ = 0;
  std::size_t unwritten_clip_ = 0;
  std::uint64_t frames_ = 0;
};

}  // namespace tongluo::session

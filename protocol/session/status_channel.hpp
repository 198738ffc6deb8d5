#pragma once
// The terminal's status over one session: the sender puts into each heartbeat what may differ from the status that the
// controller acknowledged last; the receiver keeps the whole. Pure values. Limit: kMaxUnseenStatuses heartbeats without
// their HeartbeatSeen, then the whole status goes again. PROTOCOL.md section 10.1.

#include <vector>

#include "protocol/wire/status.hpp"

namespace tongluo::session {

constexpr std::size_t kMaxUnseenStatuses = 4;

class StatusSender {
 public:
  void set(const wire::TerminalStatus& status) { status_ = status; }
  // For the heartbeat with this sequence; sequences rise.
  wire::StatusDelta next(std::uint64_t sequence);
  // HeartbeatSeen; one that was never sent, or long ago, changes nothing.
  void on_seen(std::uint64_t sequence);

 private:
  struct Unseen {
    std::uint64_t sequence = 0;
    std::uint32_t fields = 0;  // that it carried
    wire::TerminalStatus status;
  };
  wire::TerminalStatus status_;
  wire::TerminalStatus seen_;
  std::uint64_t seen_sequence_ = 0;  // 0: none
  std::vector<Unseen> unseen_;       // oldest first
};

class StatusReceiver {
 public:
  // False: it counts from a heartbeat that is not known here, and is dropped.
  bool take(std::uint64_t sequence, const wire::StatusDelta& delta);
  const wire::TerminalStatus& status() const { return status_; }

 private:
  wire::TerminalStatus status_;
  std::uint64_t newest_ = 0;
  bool whole_ = false;  // a whole status has come
};

}  // namespace tongluo::session

#pragma once
// Who of all sessions sends clip bytes next: one ceiling for the whole gateway, alerts before all else, fair shares
// (start-time fair queueing over bytes) among equals, the nearest start first among the rest. Pure; time is handed in.
// O(log n) for each decision; never walks the sessions. Limits: kMaxSessionTransfers, kGrantChunks, the ceiling;
// control messages are none of its business. PROTOCOL.md section 8.3. Use: add() transfers, set_room() when a session's
// window fills or drains, then next() until nothing comes, then wait until next_deadline().

#include <array>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "protocol/session/session.hpp"

namespace tongluo::session {

using SessionKey = std::uint64_t;

constexpr std::size_t kMaxSessionTransfers = 32;  // a playlist of 16, its all-clear, and the next ones; more: refused
constexpr std::uint32_t kGrantChunks = 3;         // together below kMaxQueuedClipBytes
constexpr auto kAlertBurst = seconds(5);          // of audio, at once
constexpr unsigned kAlertSpeed = 2;               // × real time afterwards
constexpr auto kAheadFrom = std::chrono::minutes(10);  // needed later than this: pushed ahead
constexpr unsigned kAheadShare = 2;                    // what is pushed ahead has 1/kAheadShare of the ceiling
constexpr auto kEgressDepth = milliseconds(50);        // unused ceiling that is kept
constexpr auto kEgressTick = milliseconds(2);          // at the ceiling: the shortest wait

// An image is what nobody waits for: a transfer with kNeededNever.
enum class ClipClass : std::uint8_t { alert, soon, ahead, image };
constexpr std::size_t kClipClasses = 4;
constexpr SteadyTime kNeededNever = SteadyTime::max();
std::string_view to_string(ClipClass clip_class);

struct ClipTransfer {
  SharedClip clip;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool alert = false;       // of an order of class actual
  milliseconds duration{};  // of the whole clip; 0: unknown, then an alert is not held to a speed
  SteadyTime needed_at{};   // the start that it is for
};

// Chunks that the session sends now.
struct ClipGrant {
  SessionKey session = 0;
  SharedClip clip;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool alert = false;
};

struct ClassCounters {
  std::uint64_t transfers = 0;  // begun
  std::uint64_t bytes = 0;
  std::uint64_t waited_us = 0;  // from add() to the first chunk, all together
};
struct EgressCounters {
  std::array<ClassCounters, kClipClasses> of{};  // by ClipClass
  std::uint64_t refused = 0;                     // above kMaxSessionTransfers
};

class EgressPacer {
 public:
  explicit EgressPacer(std::uint64_t bytes_per_second);

  // False: kMaxSessionTransfers of this session wait. The same clip again replaces its range and keeps its turn.
  bool add(SteadyTime now, SessionKey session, ClipTransfer transfer);
  void stop(SteadyTime now, SessionKey session, const Digest& clip);
  void forget(SessionKey session);
  // Whether the session's window has room for a grant; new sessions have.
  void set_room(SteadyTime now, SessionKey session, bool room);
  std::optional<ClipGrant> next(SteadyTime now);
  SteadyTime next_deadline(SteadyTime now) const;  // SteadyTime::max() when nobody may send until something changes

  const EgressCounters& counters() const { return counters_; }
  std::size_t transfers_waiting() const { return transfers_; }
  std::uint64_t bytes_waiting() const { return waiting_bytes_; }

 private:
  struct Waiting {
    ClipTransfer what;
    std::uint32_t end = 0;
    std::uint64_t turn = 0;  // of arrival
    SteadyTime queued_at{};
    std::optional<SteadyTime> started_at;
    std::uint64_t sent_bytes = 0;
    std::uint64_t chunks_left() const { return end - what.first; }
  };
  // Where a session stands: in at most one of the sets, at `key`.
  struct Place {
    enum class Queue : std::uint8_t { none, alert, lower, paced } queue = Queue::none;
    SteadyTime at{};
    std::uint64_t tag = 0;
  };
  struct Session {
    std::vector<Waiting> waiting;        // the next one first
    std::array<std::uint64_t, 2> tag{};  // finish tags, [alert]
    bool room = true;
    Place place;
  };
  using AlertKey = std::pair<std::uint64_t, SessionKey>;               // tag
  using LowerKey = std::tuple<SteadyTime, std::uint64_t, SessionKey>;  // needed at, tag
  using PacedKey = std::pair<SteadyTime, SessionKey>;                  // may go on at

  void insert(Session& session, Waiting waiting);
  void erase(Session& session, std::vector<Waiting>::iterator waiting);
  void leave(SessionKey key, Session& session);
  void settle(SteadyTime now, SessionKey key, Session& session);  // into the set where it belongs now
  void refill(SteadyTime now);
  bool ahead_allowed(SteadyTime now, SteadyTime needed_at) const;
  ClipGrant grant(SteadyTime now, SessionKey key, Session& session);
  static SteadyTime may_go_on(const Waiting& waiting);
  static std::uint32_t allowed_chunks(SteadyTime now, const Waiting& waiting);

  double rate_;  // bytes per second
  double tokens_;
  double ahead_tokens_;
  SteadyTime refilled_{};
  std::unordered_map<SessionKey, Session> sessions_;  // those with a transfer or without room
  std::set<AlertKey> alert_;
  std::set<LowerKey> lower_;
  std::set<PacedKey> paced_;
  std::array<std::uint64_t, 2> virtual_time_{};  // start tag of the last grant, [alert]
  std::uint64_t last_turn_ = 0;
  std::size_t transfers_ = 0;
  std::uint64_t waiting_bytes_ = 0;
  EgressCounters counters_;
};

}  // namespace tongluo::session

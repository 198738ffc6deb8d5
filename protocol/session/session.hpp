#pragma once
// One end of a control channel as a pure machine: framing, hello/welcome, heartbeats, deadlines, bounded outgoing
// queues. No I/O, no clock. Limits: kMaxFrameBytes, kMaxQueuedControlBytes, kMaxQueuedClipBytes. PROTOCOL.md sections
// 3, 4, 10. Use: call one on_…() or send…(); drain next_action() until empty; then wait until next_deadline().

#include <memory>
#include <optional>
#include <variant>

#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"
#include "protocol/wire/messages.hpp"

namespace tongluo::session {

enum class CloseReason : std::uint8_t {
  peer_closed,    // end of stream or transport failure
  hello_timeout,  // no Hello (or Welcome) within kHelloTimeout
  silent_peer,    // nothing for 2.5 heartbeat intervals
  bad_frame,      // a length above the limit or zero
  bad_message,    // bytes that are no message of the schema
  unexpected,     // a message that this state does not allow
  unsupported_version,
  identity_mismatch,  // Hello names another terminal than the certificate
  queue_full,         // the peer does not read: kMaxQueuedControlBytes reached
  go_away,            // the peer asked us to leave
  revoked,            // likewise, for good: it does not take our certificate any more
  not_enrolled,       // likewise: it does not know our hardware
  closed_locally,
};
std::string_view to_string(CloseReason reason);

struct Write {
  Bytes bytes;
};  // whole frames, in order
struct Deliver {
  wire::Message message;
};  // to the core; Heartbeat and HeartbeatSeen too (telemetry, clock)
struct Close {
  CloseReason reason;
  milliseconds reconnect_min{};
  milliseconds reconnect_max{};
};
using Action = std::variant<Write, Deliver, Close>;

struct Counters {
  std::uint64_t frames_in = 0, frames_out = 0, bytes_in = 0, bytes_out = 0;
  std::uint64_t unknown_messages = 0;  // of a newer minor version: ignored
};

// A clip held in memory by its owner, shared by every session that sends it.
struct ClipData {
  Digest digest;
  Bytes manifest;
  std::vector<Bytes> chunks;
  // Not a clip, but a part of a release's image from this octet on: `digest` names the release, and its chunks go as
  // ImageChunks.
  std::optional<std::uint64_t> image_offset = std::nullopt;
};
using SharedClip = std::shared_ptr<const ClipData>;

// The terminal's end. States: greeting (Hello sent on start) → open → closed.
class TerminalSession {
 public:
  TerminalSession(SteadyTime now, wire::Hello hello);
  void on_bytes(SteadyTime now, ByteView in);
  void on_written(SteadyTime now, std::size_t bytes);  // the transport took so many bytes of earlier Writes
  void on_deadline(SteadyTime now);
  void on_peer_closed(SteadyTime now);
  void send(SteadyTime now, wire::Message message);
  // Telemetry of the next heartbeats; sequence, sent_at and the status delta are filled in when one is due.
  // `wall_offset` = wall − steady.
  void set_heartbeat(wire::Heartbeat telemetry, const wire::TerminalStatus& status, WallTime::duration wall_offset);
  std::optional<Action> next_action();
  SteadyTime next_deadline() const;  // SteadyTime::max() when there is none
  bool is_open() const;
  const Counters& counters() const;

  TerminalSession(TerminalSession&&) noexcept;
  TerminalSession& operator=(TerminalSession&&) noexcept;
  ~TerminalSession();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The controller's end. States: expecting_hello → open (after welcome()) → closed. `certified` is the id in the
// certificate.
class GatewaySession {
 public:
  GatewaySession(SteadyTime now, TerminalId certified);
  void on_bytes(SteadyTime now, ByteView in);
  void on_written(SteadyTime now, std::size_t bytes);
  void on_deadline(SteadyTime now);
  void on_peer_closed(SteadyTime now);
  // Answers the delivered Hello. Heartbeats are then answered by the machine itself; `wall_offset` = wall − steady.
  void welcome(SteadyTime now, wire::Welcome welcome, WallTime::duration wall_offset);
  void send(SteadyTime now, wire::Message message);  // control: always ahead of clip bytes
  // An already framed message, shared by thousands of sessions (an order's bytes are serialised once).
  void send_framed(SteadyTime now, std::shared_ptr<const Bytes> frame);
  // One LivePackets frame: behind control, ahead of clips, kMaxQueuedLiveBytes at most; the oldest is dropped, and the
  // session never closes for it.
  void send_live(SteadyTime now, std::shared_ptr<const Bytes> frame);
  std::uint64_t live_dropped() const;
  // Streams chunks [first, first+count) behind all control traffic, never more than kMaxQueuedClipBytes unwritten. At
  // most kMaxClipTransfers at once; an urgent one goes first; the same clip again replaces its range.
  bool send_clip(SteadyTime now, SharedClip clip, std::uint32_t first, std::uint32_t count, bool urgent);
  void stop_clip(const Digest& clip);
  bool clip_idle() const;  // no clip byte waits: there is room for a grant of the egress pacer
  void go_away(SteadyTime now, wire::GoAway message);  // sends it, then closes
  std::optional<Action> next_action();
  SteadyTime next_deadline() const;
  bool is_open() const;
  const Counters& counters() const;

  GatewaySession(GatewaySession&&) noexcept;
  GatewaySession& operator=(GatewaySession&&) noexcept;
  ~GatewaySession();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

constexpr std::size_t kMaxClipTransfers = 8;
constexpr auto kFirstReadings = seconds(5);  // after a session's first heartbeat, when a status field is known anew

// Full jitter: uniform in 0 … min(kMaxReconnectDelay, kReconnectBase·2ⁿ); a GoAway's window replaces it once. Reset
// only after a session that stayed open for kStableSession. `random` is uniform in [0, 1).
class ReconnectBackoff {
 public:
  milliseconds next_delay(double random);
  void on_session_ended(SteadyTime opened_at, SteadyTime now);  // opened_at: SteadyTime::max() if it never opened
  void on_go_away(milliseconds min, milliseconds max);

 private:
  unsigned failures_ = 0;
  std::optional<std::pair<milliseconds, milliseconds>> window_;
};

}  // namespace tongluo::session

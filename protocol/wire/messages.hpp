#pragma once
// The control messages of the unsigned layer, PROTOCOL.md section 4. Unknown fields are ignored; an unknown message
// type is WireFault::unknown_type, which a session ignores and counts.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/base/time.hpp"
#include "protocol/wire/command.hpp"
#include "protocol/wire/status.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

// A clip whose manifest and chunks before `first_missing` the terminal holds.
struct PartialClip {
  Digest clip;
  std::uint32_t first_missing = 0;
  bool operator==(const PartialClip&) const = default;
};

struct Hello {
  std::uint32_t protocol_major = 0;
  std::uint32_t protocol_minor = 0;
  TerminalId terminal;
  std::string firmware;
  std::vector<std::string> capabilities;
  Nonce boot_id;
  WallTime clock{};
  bool clock_synchronised = false;
  std::vector<Digest> cached_clips;
  std::uint32_t unacknowledged_receipts = 0;
  std::uint64_t trust_list_version = 0;
  std::uint64_t place_version = 0;
  Nonce time_nonce;
  std::uint64_t configuration_version = 0;
  std::vector<PartialClip> partial_clips;
  bool operator==(const Hello&) const = default;
};

struct Welcome {
  std::uint64_t gateway_epoch = 0;
  WallTime server_time{};
  milliseconds heartbeat_interval{};
  std::string media_endpoint;
  Bytes media_token;
  std::optional<Envelope> time_statement;
  bool operator==(const Welcome&) const = default;
};

struct SignedObject {
  Envelope envelope;
  bool operator==(const SignedObject&) const = default;
};

// start_at is the common start instant, clamped by the terminal to the occurrence's window; 0 means at once.
struct OrderDelivery {
  Envelope envelope;
  std::uint64_t gateway_epoch = 0;
  WallTime start_at{};
  bool operator==(const OrderDelivery&) const = default;
};

struct ClipManifestPush {
  Digest clip;
  Bytes manifest;
  bool operator==(const ClipManifestPush&) const = default;
};

struct ClipRequest {
  Digest clip;
  bool want_manifest = false;
  std::uint32_t first_chunk = 0;
  std::uint32_t chunk_count = 0;
  bool operator==(const ClipRequest&) const = default;
};

struct ClipChunk {
  Digest clip;
  std::uint32_t index = 0;
  Bytes data;
  bool operator==(const ClipChunk&) const = default;
};

struct ClipUnavailable {
  Digest clip;
  bool operator==(const ClipUnavailable&) const = default;
};

struct ReceiptReport {
  Envelope envelope;
  bool operator==(const ReceiptReport&) const = default;
};

struct ReceiptTaken {
  std::vector<Digest> receipts;  // payload digests now durable at the controller
  bool operator==(const ReceiptTaken&) const = default;
};

enum class TerminalState : std::uint8_t { unspecified = 0, idle = 1, playing = 2, degraded = 3 };

// Each at most kMaxModemText octets; empty: not known.
struct ModemIdentity {
  std::string iccid;
  std::string imsi;
  std::string operator_name;
  bool operator==(const ModemIdentity&) const = default;
};
constexpr std::size_t kMaxModemText = 64;

struct Heartbeat {
  std::uint64_t sequence = 0;
  WallTime sent_at{};
  TerminalState state = TerminalState::unspecified;
  std::uint32_t unacknowledged_receipts = 0;
  std::uint32_t refused_total = 0;
  std::optional<Digest> playing_order;
  StatusDelta status;
  std::optional<ModemIdentity> modem;  // none: as told before in this session
  bool operator==(const Heartbeat&) const = default;
};

struct HeartbeatSeen {
  std::uint64_t sequence = 0;
  WallTime sent_at{};
  WallTime received_at{};
  WallTime replied_at{};
  milliseconds heartbeat_interval{};
  bool operator==(const HeartbeatSeen&) const = default;
};

enum class EventKind : std::uint8_t {
  unspecified = 0,
  order_refused = 1,
  object_refused = 2,
  storage_error = 3,
  clock_jump = 4,
  clip_corrupt = 5,
  sound_fault = 6,
  mains_lost = 7,
  battery_low = 8,
  door_open = 9,
  over_temperature = 10,
  restarted = 11,
  safe_mode = 12,  // started with alerts of level I and II and the network only
  amplifier_fault = 13,
  horn_fault = 14,
  device_silent = 15,  // on the field bus
  sensor_implausible = 16,
  fan_fault = 17,
  humid = 18,
  self_test = 19,
  tamper = 20  // the contact says that somebody is at the box
};
constexpr EventKind kLastEventKind = EventKind::tamper;
// A trouble that lasts and ends (bit of StatusField::alarms), not one that only happened.
constexpr bool goes_on(EventKind kind) {
  return kind == EventKind::storage_error || (kind >= EventKind::mains_lost && kind <= EventKind::over_temperature) ||
         kind >= EventKind::amplifier_fault;
}

struct Event {
  EventKind kind = EventKind::unspecified;
  WallTime at{};
  std::string detail;
  std::optional<Digest> subject;
  Refusal refusal = Refusal::none;
  std::uint32_t count = 1;  // how often since it was told last; 0: it goes on, and was told before
  bool ended = false;       // the trouble is over
  bool operator==(const Event&) const = default;
};

// One part of what a maintenance command came to; section 7.13.
struct CommandResult {
  Digest command;
  CommandStatus status = CommandStatus::unspecified;
  std::string detail;
  Refusal refusal = Refusal::none;  // with CommandStatus::refused
  std::uint32_t part = 1;           // from 1 to `parts`
  std::uint32_t parts = 1;
  Bytes data;
  bool operator==(const CommandResult&) const = default;
};

struct UpdateProgress {
  Digest release;
  std::uint32_t state = 0;
  std::uint32_t percent = 0;
  std::string detail;
  bool operator==(const UpdateProgress&) const = default;
};

enum class GoAwayReason : std::uint8_t {
  unspecified = 0,
  shutting_down = 1,
  unsupported_version = 2,
  protocol_error = 3,
  identity_mismatch = 4,
  replaced = 5,
  too_busy = 6,
  revoked = 7,
  not_enrolled = 8
};

struct GoAway {
  GoAwayReason reason = GoAwayReason::unspecified;
  milliseconds reconnect_min{};
  milliseconds reconnect_max{};
  std::uint32_t lowest_major = 0;
  std::uint32_t highest_major = 0;
  bool operator==(const GoAway&) const = default;
};

// The terminal asks for a live stream over this channel, or for its end.
struct LiveRequest {
  std::uint32_t stream_id = 0;
  bool wanted = false;
  bool operator==(const LiveRequest&) const = default;
};

// Packets and manifests of a live stream, framed as RFC 4571 says (protocol/rtp reads them).
struct LivePackets {
  std::uint32_t stream_id = 0;
  Bytes packets;
  bool operator==(const LivePackets&) const = default;
};

// Octets of a release's image, which is named by its manifest's digest; section 8.4.
struct ImageRequest {
  Digest release;
  std::uint64_t offset = 0;
  std::uint32_t bytes = 0;
  bool operator==(const ImageRequest&) const = default;
};

struct ImageChunk {
  Digest release;
  std::uint64_t offset = 0;
  Bytes data;
  bool operator==(const ImageChunk&) const = default;
};

struct ImageUnavailable {
  Digest release;
  bool operator==(const ImageUnavailable&) const = default;
};

using Message =
    std::variant<Hello, Welcome, SignedObject, OrderDelivery, ClipManifestPush, ClipRequest, ClipChunk, ClipUnavailable,
                 ReceiptReport, ReceiptTaken, Heartbeat, HeartbeatSeen, Event, CommandResult, UpdateProgress, GoAway,
                 LiveRequest, LivePackets, ImageRequest, ImageChunk, ImageUnavailable>;

WireResult<Message> parse_message(ByteView frame_body);
Bytes serialize(const Message& message);  // body only; frame() in frame.hpp adds the length
std::string_view name_of(const Message& message);

}  // namespace tongluo::wire

#pragma once
// Everything on the media socket that is not audio, both ways, each packet sealed by an HMAC (protocol/stream).
// PROTOCOL.md section 11.2. The first octet is below 64, so it is never taken for RTP or RTCP (RFC 7983).
//
//    octets  0     1        2…3   4…19         20…27    28…   last 16
//            kind  version  zero  media token  counter  body  HMAC-SHA-256, its first 16 octets
//
// Pure.

#include <variant>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/base/time.hpp"
#include "protocol/rtp/media_fault.hpp"

namespace tongluo::rtp {

// Terminal: send me this stream (0: none, only time), here. Repeated as keep-alive and when the address may have
// changed.
struct Open {
  std::uint32_t stream_id = 0;
  bool operator==(const Open&) const = default;
};
// Controller: prove that you receive at this address.
struct Challenge {
  Nonce nonce;
  bool operator==(const Challenge&) const = default;
};
// Terminal: the proof.
struct Echo {
  Nonce nonce;
  bool operator==(const Echo&) const = default;
};
enum class StreamState : std::uint8_t {
  unspecified = 0,
  flowing = 1,      // its trains come to this address
  not_started = 2,  // it will begin; you will be sent it
  ended = 3,
  not_admitted = 4,  // no such stream, or its order does not address you
};
// Controller: the answer to an Open from a proven address.
struct Opened {
  std::uint32_t stream_id = 0;
  StreamState state{};
  bool operator==(const Opened&) const = default;
};
// Terminal: no more of it.
struct Close {
  std::uint32_t stream_id = 0;
  bool operator==(const Close&) const = default;
};
// One entry as in RFC 4585 section 6.2.1: the packet `first` and, for each bit i of `following`, first + i + 1. For
// manifests: those of the trains that hold these packets.
struct NackEntry {
  bool manifests = false;
  std::uint16_t first = 0;
  std::uint16_t following = 0;
  bool operator==(const NackEntry&) const = default;
};
struct Nack {
  std::uint32_t stream_id = 0;
  std::vector<NackEntry> entries;  // 1 to kMaxNackEntries
  bool operator==(const Nack&) const = default;
};
struct TimeQuery {
  std::int64_t sent_us = 0;  // the terminal's steady clock
  bool operator==(const TimeQuery&) const = default;
};
struct TimeAnswer {
  std::int64_t sent_us = 0;  // as asked
  WallTime received{};       // the controller's clock
  WallTime replied{};
  bool operator==(const TimeAnswer&) const = default;
};
using ControlBody = std::variant<Open, Challenge, Echo, Opened, Close, Nack, TimeQuery, TimeAnswer>;

constexpr std::size_t kSealBytes = 16;
constexpr std::size_t kMaxControlPacketBytes = 28 + 8 + 6 * limits::kMaxNackEntries + kSealBytes;

struct ControlPacket {
  Nonce token;  // names the session; from its Welcome
  std::uint64_t counter = 0;
  ControlBody body;
  bool operator==(const ControlPacket&) const = default;
};
struct ParsedControl {
  ControlPacket packet;
  ByteView sealed_part;  // of the datagram: all before the seal
  ByteView seal;
};

bool is_control(ByteView datagram);  // its first octet is below 64
// The token alone, to find the key before the seal can be checked.
MediaResult<Nonce> peek_token(ByteView datagram);
// Errors: truncated, too_long, unknown_kind, bad_count, bad_value.
MediaResult<ParsedControl> parse_control(ByteView datagram);
// All but the seal.
Bytes serialize_unsealed(const ControlPacket& packet);

}  // namespace tongluo::rtp

#pragma once
// The signed end of each train of packets: an RTCP APP packet (RFC 3550 section 6.7), so that a standard player steps
// over it. PROTOCOL.md section 11.4.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |V=2|0| subtype=1|    PT=204    |    length in words, less one   |
//   |                       SSRC: the stream id                     |
//   |                          name "TLMF"                          |
//   |  count (0…4)  |  flags: 1 end |             zero              |
//   |          sequence number of the first packet, extended        |
//   |              RTP timestamp of the first packet                |
//   |        capture time of its first sample, UTC µs (64 bits)     |
//   |                                                               |
//   |        hash of the previous manifest (16 octets) …            |
//   |        count × hash of a whole RTP packet (16 octets) …       |
//   |        signature (64 octets) …                                |
//
// Hashes are SHA-256, its first 16 octets. Pure; hashing and signing are in protocol/stream.

#include <array>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/base/time.hpp"
#include "protocol/rtp/media_fault.hpp"

namespace tongluo::rtp {

using ShortHash = std::array<std::byte, 16>;
constexpr std::size_t kSignatureBytes = 64;

struct TrainManifest {
  std::uint32_t stream_id = 0;
  bool end = false;                  // nothing follows the packets it names
  std::uint32_t first_sequence = 0;  // extended; of the next packet when there is none
  std::uint32_t first_timestamp = 0;
  WallTime capture{};  // of the first packet's first sample, by the controller's clock
  ShortHash previous{};
  std::vector<ShortHash> packets;  // at most kMaxTrainPackets
  bool operator==(const TrainManifest&) const = default;
};

struct ParsedManifest {
  TrainManifest manifest;
  ByteView signed_part;  // of the datagram: all before the signature
  ByteView signature;
};

constexpr std::size_t manifest_bytes(std::size_t packets) { return 48 + 16 * packets + kSignatureBytes; }

// True if this is an RTCP APP packet with our name; then parse_manifest() says the rest.
bool is_manifest(ByteView datagram);
// Errors: truncated, too_long, not_ours, bad_count, bad_value (times outside years 1970–9999, an unknown flag).
MediaResult<ParsedManifest> parse_manifest(ByteView datagram);
// What is signed goes before the signature; the whole is this and 64 octets.
Bytes serialize_unsigned(const TrainManifest& manifest);

}  // namespace tongluo::rtp

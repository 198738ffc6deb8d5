#pragma once
// The words of the controller's live sending. Pure values. PROTOCOL.md section 11.

#include <memory>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "protocol/sign/keys.hpp"

namespace tongluo::live {

using SessionId = std::uint64_t;  // as controller/link numbers them; never reused within a process
using StreamId = std::uint32_t;   // from the signed order; never 0

struct StreamSettings {
  StreamId id = 0;
  Digest order;
  std::shared_ptr<const sign::Signer> key;  // of the order's stream key; from now on used by the live thread alone
  milliseconds playout_delay{};             // D; kMinPlayoutDelay … kMaxPlayoutDelay
  std::size_t train_packets = 0;            // K, 1 … kMaxTrainPackets; 0: as the delay says (section 11.4)
  OrderClass order_class{};
  Level level{};                    // I and II burst; lower ones are spread over the time of a train
  WallTime sounds_from{};           // T of section 11.5: the common start and the tone
  milliseconds max_duration{};      // at most kMaxLiveDuration; nothing is sent that would sound at T + this or later
  std::uint32_t first_sequence{};   // random, below kMaxFirstSequence
  std::uint32_t first_timestamp{};  // random
};
constexpr std::uint32_t kMaxFirstSequence = 32'768;

// 60 ms of Opus as it was spoken.
struct LivePacket {
  StreamId stream = 0;
  WallTime capture{};  // of its first sample, by the controller's clock
  Bytes opus;          // kLivePayloadBytes: constant bit rate, mono
};

// One train as it goes to every listener: its packets, then its manifest, in a row. All segments but the last have
// `segment_bytes` octets, the last (the manifest) at most that: what UDP_SEGMENT wants.
struct Train {
  Bytes octets;
  std::size_t segment_bytes = 0;
  std::size_t packets = 0;
  std::uint32_t first_sequence = 0;  // extended
  WallTime capture{};
  bool end = false;

  std::size_t segments() const { return packets + 1; }
  ByteView segment(std::size_t index) const {  // the last is the manifest
    const ByteView all(octets);
    return index < packets ? all.subspan(index * segment_bytes, segment_bytes) : all.subspan(packets * segment_bytes);
  }
};
using SharedTrain = std::shared_ptr<const Train>;

// Why a stream is over.
enum class StreamEnd : std::uint8_t {
  ended,      // the source said so
  stopped,    // its order was cancelled, superseded or stopped
  exhausted,  // its longest duration is over
  unusable,   // its key did not sign, its settings are out of range, its id is in use, or kMaxStreams are open
};

// UDP payload from and to a session since it was last told: sealed control packets up; trains, repairs and answers
// down.
struct Spent {
  SessionId session = 0;
  std::uint64_t up = 0;
  std::uint64_t down = 0;
};

// A terminal's session as the media socket knows it.
struct MediaSession {
  SessionId id = 0;
  Nonce token;     // of its Welcome
  Bytes exported;  // kExporterBytes of its TLS session
};

}  // namespace tongluo::live

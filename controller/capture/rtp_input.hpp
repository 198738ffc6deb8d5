#pragma once
// The packets of an unmodified RTP sender (RFC 3550, 3551, 7587) as samples: Opus of any frame size, PCMU, L16. No I/O;
// the capture thread only. One sender is heard; another one after the first was silent for kSourceTakeover. Late and
// repeated packets are dropped; a short gap is concealed (Opus) or silent (PCM). RTCP and what does not parse is
// counted.

#include <cstdint>
#include <optional>
#include <vector>

#include "controller/capture/opus_codec.hpp"
#include "protocol/rtp/rtp_packet.hpp"

namespace tongluo::capture {

enum class Encoding : std::uint8_t { opus, pcmu, l16 };

// What a dynamic payload type means; the static ones of RFC 3551 (0 PCMU, 10 and 11 L16 at 44.1 kHz) mean themselves.
struct RtpFormat {
  Encoding encoding = Encoding::opus;
  std::uint32_t rate = 48'000;
  std::uint32_t channels = 1;  // of L16: 1 or 2
};

struct Heard {
  std::vector<float> samples;  // mono, 1 is full scale
  std::uint32_t rate = 48'000;
};

class RtpInput {
 public:
  struct Counters {
    std::uint64_t packets = 0, malformed = 0, foreign = 0, late = 0, lost = 0;
  };

  static Result<RtpInput> create(RtpFormat format);
  std::optional<Heard> take(SteadyTime now, ByteView datagram);
  const Counters& counters() const { return counters_; }

 private:
  RtpInput(RtpFormat format, SourceDecoder decoder) : format_(format), decoder_(std::move(decoder)) {}
  bool is_heard(SteadyTime now, const rtp::RtpPacket& packet);
  std::optional<RtpFormat> format_of(std::uint8_t payload_type) const;

  RtpFormat format_;
  SourceDecoder decoder_;
  std::optional<std::uint32_t> sender_;
  SteadyTime last_heard_{};
  std::uint32_t expected_ = 0;  // extended sequence number
  Counters counters_;
};

}  // namespace tongluo::capture

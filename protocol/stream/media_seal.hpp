#pragma once
// The control packets of the media socket, sealed: HMAC keys from the TLS session's exporter, a counter each way, and a
// window against replays. PROTOCOL.md section 11.2. Pure values; one thread at a time.

#include <array>
#include <cstdint>
#include <optional>

#include "protocol/rtp/control_packet.hpp"

namespace tongluo::stream {

// What both ends ask of TLS (RFC 8446 section 7.5), without a context.
constexpr const char* kExporterLabel = "EXPORTER-tongluo-media-v1";
constexpr std::size_t kExporterBytes = 64;

enum class End : std::uint8_t { terminal, controller };

enum class SealFault : std::uint8_t {
  malformed,      // no control packet (rtp::parse_control)
  foreign_token,  // another session's
  bad_seal,       // not made with this session's key for this direction
  replayed,       // its counter came before, or is too old for the window
};

class MediaSeal {
 public:
  // `exported`: kExporterBytes (asserted).
  MediaSeal(End own, const Nonce& token, ByteView exported);

  Bytes seal(rtp::ControlBody body);                            // a whole datagram
  Result<rtp::ControlBody, SealFault> open(ByteView datagram);  // from the other end
  const Nonce& token() const { return token_; }

 private:
  using Key = std::array<std::byte, 32>;
  bool fresh(std::uint64_t counter) const;
  void note(std::uint64_t counter);

  Nonce token_;
  Key sending_{};
  Key receiving_{};
  std::uint64_t sent_ = 0;
  std::uint64_t highest_ = 0;  // counter received
  std::uint64_t window_ = 0;   // bit i: highest − i was received
};

}  // namespace tongluo::stream

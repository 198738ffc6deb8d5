#pragma once
// Where a live stream's sound comes from. One at a time; a newer one replaces it. Sounds are taken when asked for,
// never waited for. The capture thread only. No clock: the tick's time is handed in, 60 ms after the one before, so
// that ticks made up for after a stall get a packet's worth each.

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "controller/capture/rtp_input.hpp"
#include "controller/capture/voice_chain.hpp"

namespace tongluo::capture {

enum class SourceKind : std::uint8_t { none, rtp, browser, file, alsa };
std::string_view to_string(SourceKind kind);

class LiveSource {
 public:
  virtual ~LiveSource() = default;
  // Hands what came since the last call to `chain`. Error: the source is over (not_found: its regular end).
  virtual Result<void> give(SteadyTime tick, VoiceChain& chain) = 0;
};

// A UDP socket that an unmodified RTP sender feeds. Error: unavailable (no such address, no free port).
struct RtpListening {
  std::unique_ptr<LiveSource> source;
  std::uint16_t port = 0;
};
Result<RtpListening> listen_rtp(boost::asio::io_context& context, const std::string& address, std::uint16_t port,
                                RtpFormat format);

// A clip (Ogg/Opus) played in real time, decoded as it goes. Error: bad_input (no Opus in it).
Result<std::unique_ptr<LiveSource>> play_clip(ByteView ogg);

// A sound card; error: unavailable.
Result<std::unique_ptr<LiveSource>> open_microphone(const std::string& device);

}  // namespace tongluo::capture

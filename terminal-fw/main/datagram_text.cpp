#include "terminal-fw/main/datagram_text.hpp"

#include "protocol/rtp/control_packet.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/train_manifest.hpp"

namespace tongluo::firmware {
namespace {

constexpr const char* kUnknown = "unknown";

std::string control_text(ByteView datagram) {
  // In the order of rtp::ControlBody.
  constexpr const char* kNames[] = {"open",  "challenge", "echo",       "opened",
                                    "close", "nack",      "time-query", "time-answer"};
  static_assert(std::size(kNames) == std::variant_size_v<rtp::ControlBody>);
  const auto parsed = rtp::parse_control(datagram);
  return parsed ? kNames[parsed->packet.body.index()] : kUnknown;
}

std::string manifest_text(ByteView datagram) {
  const auto parsed = rtp::parse_manifest(datagram);
  if (!parsed) return kUnknown;
  const rtp::TrainManifest& manifest = parsed->manifest;
  return "manifest stream=" + std::to_string(manifest.stream_id) + " first=" + std::to_string(manifest.first_sequence) +
         " packets=" + std::to_string(manifest.packets.size());
}

}  // namespace

std::string datagram_text(ByteView datagram) {
  if (datagram.empty()) return kUnknown;
  if (rtp::is_control(datagram)) return control_text(datagram);
  if (rtp::is_manifest(datagram)) return manifest_text(datagram);
  const auto packet = rtp::parse_rtp(datagram);
  if (!packet) return kUnknown;
  return "rtp stream=" + std::to_string(packet->ssrc) + " seq=" + std::to_string(packet->sequence);
}

}  // namespace tongluo::firmware

#include "controller/capture/rtp_input.hpp"

#include <algorithm>

#include "protocol/rtp/sequence.hpp"

namespace tongluo::capture {
namespace {

constexpr std::uint8_t kPcmu = 0, kL16Stereo = 10, kL16Mono = 11;
constexpr std::uint8_t kFirstDynamic = 96;
constexpr std::uint32_t kMaxConcealed = 5;   // packets in a row; a longer gap is left to the queue
constexpr std::uint32_t kRestarted = 3'000;  // a jump so far is a sender that began anew (RFC 3550 A.1)
constexpr float kFullScale16 = 32'768.0F;

// ITU-T G.711 μ-law.
float linear_of(std::byte code) {
  const unsigned bits = ~std::to_integer<unsigned>(code) & 0xffU;
  const unsigned magnitude = ((((bits & 0x0fU) << 3) + 0x84U) << ((bits & 0x70U) >> 4)) - 0x84U;
  const auto value = static_cast<float>(magnitude) / kFullScale16;
  return (bits & 0x80U) != 0 ? -value : value;
}

std::vector<float> from_pcmu(ByteView payload) {
  std::vector<float> samples;
  samples.reserve(payload.size());
  for (const std::byte code : payload) samples.push_back(linear_of(code));
  return samples;
}

std::vector<float> from_l16(ByteView payload, std::uint32_t channels) {
  std::vector<float> samples;
  const std::size_t step = 2 * std::size_t{channels};
  for (std::size_t at = 0; at + step <= payload.size(); at += step) {
    float sum = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const auto high = std::to_integer<unsigned>(payload[at + 2 * channel]);
      const auto low = std::to_integer<unsigned>(payload[at + 2 * channel + 1]);
      sum += static_cast<float>(static_cast<std::int16_t>(high << 8 | low)) / kFullScale16;
    }
    samples.push_back(sum / static_cast<float>(channels));
  }
  return samples;
}

}  // namespace

Result<RtpInput> RtpInput::create(RtpFormat format) {
  if (format.channels < 1 || format.channels > 2) return fail(ErrorKind::bad_input, "one or two channels");
  auto decoder = SourceDecoder::create();
  if (!decoder) return tl::unexpected(decoder.error());
  return RtpInput(format, std::move(*decoder));
}

std::optional<RtpFormat> RtpInput::format_of(std::uint8_t payload_type) const {
  if (payload_type == kPcmu) return RtpFormat{Encoding::pcmu, 8'000, 1};
  if (payload_type == kL16Stereo) return RtpFormat{Encoding::l16, 44'100, 2};
  if (payload_type == kL16Mono) return RtpFormat{Encoding::l16, 44'100, 1};
  if (payload_type >= kFirstDynamic) return format_;
  return std::nullopt;
}

// Also says which packet is next. A sender is known by its SSRC.
bool RtpInput::is_heard(SteadyTime now, const rtp::RtpPacket& packet) {
  const bool silent = now - last_heard_ > kSourceTakeover;
  if (sender_ != packet.ssrc && sender_ && !silent) return ++counters_.foreign, false;
  if (sender_ != packet.ssrc) {
    sender_ = packet.ssrc;
    expected_ = 0x1'0000U + packet.sequence;
  }
  return true;
}

std::optional<Heard> RtpInput::take(SteadyTime now, ByteView datagram) {
  if (rtp::is_rtcp(datagram)) return std::nullopt;
  const auto packet = rtp::parse_rtp(datagram, kMaxDatagram);
  const auto format = packet ? format_of(packet->payload_type) : std::nullopt;
  if (!format || packet->payload.empty()) return ++counters_.malformed, std::nullopt;
  if (!is_heard(now, *packet)) return std::nullopt;
  std::uint32_t sequence = rtp::extend_sequence(expected_, packet->sequence);
  if (sequence + kRestarted < expected_ || sequence > expected_ + kRestarted) expected_ = sequence;
  if (sequence < expected_) return ++counters_.late, std::nullopt;
  const std::uint32_t lost = sequence - expected_;
  expected_ = sequence + 1;
  last_heard_ = now;
  ++counters_.packets;
  counters_.lost += lost;
  Heard heard{{}, format->rate};
  if (format->encoding == Encoding::opus) {
    heard.rate = static_cast<std::uint32_t>(kRate);
    auto sound = decoder_.decode(packet->payload);
    if (!sound) return ++counters_.malformed, std::nullopt;
    for (std::uint32_t i = 0; i < std::min(lost, kMaxConcealed); ++i) {
      const auto guessed = decoder_.conceal();
      heard.samples.insert(heard.samples.end(), guessed.begin(), guessed.end());
    }
    heard.samples.insert(heard.samples.end(), sound->begin(), sound->end());
    return heard;
  }
  const auto sound =
      format->encoding == Encoding::pcmu ? from_pcmu(packet->payload) : from_l16(packet->payload, format->channels);
  heard.samples.resize(std::min(lost, kMaxConcealed) * sound.size());
  heard.samples.insert(heard.samples.end(), sound.begin(), sound.end());
  return heard;
}

}  // namespace tongluo::capture

#include "terminal-fw/audio/opus_decoder.hpp"

#include <algorithm>
#include <new>
#include <opus.h>

#include "terminal-fw/playout/opus_packet.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::audio {
namespace {

constexpr std::size_t kConcealStep = 120;  // libopus conceals in multiples of 2.5 ms

std::size_t samples_or_none(int result) { return result > 0 ? static_cast<std::size_t>(result) : 0; }

}  // namespace

void OpusDecoder::Destroy::operator()(::OpusDecoder* decoder) const { opus_decoder_destroy(decoder); }

OpusDecoder::OpusDecoder() {
  int error = OPUS_OK;
  decoder_.reset(opus_decoder_create(static_cast<opus_int32>(playout::kSampleRate), 1, &error));
  if (!decoder_) throw std::bad_alloc();
}

void OpusDecoder::reset() { opus_decoder_ctl(decoder_.get(), OPUS_RESET_STATE); }

std::size_t OpusDecoder::decode(ByteView packet, std::span<std::int16_t> out) {
  if (packet.empty()) return 0;  // libopus would conceal
  const auto capacity = static_cast<int>(std::min(out.size(), playout::kMaxPacketSamples));
  return samples_or_none(opus_decode(decoder_.get(), reinterpret_cast<const unsigned char*>(packet.data()),
                                     static_cast<opus_int32>(packet.size()), out.data(), capacity, 0));
}

std::size_t OpusDecoder::conceal(std::size_t samples, std::span<std::int16_t> out) {
  const std::size_t count = std::min({samples, out.size(), playout::kMaxPacketSamples}) / kConcealStep * kConcealStep;
  if (count == 0) return 0;
  return samples_or_none(opus_decode(decoder_.get(), nullptr, 0, out.data(), static_cast<int>(count), 0));
}

}  // namespace tongluo::audio

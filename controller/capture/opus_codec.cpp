#include "controller/capture/opus_codec.hpp"

#include <array>
#include <opus/opus.h>

#include "protocol/base/assert.hpp"

namespace tongluo::capture {
namespace {

constexpr opus_int32 kOpusRate = static_cast<opus_int32>(kRate);
constexpr opus_int32 kBitsPerSecond = 24'000;
constexpr opus_int32 kComplexity = 5;     // about one per cent of a core for each stream
constexpr int kMaxPacketSamples = 5'760;  // 120 ms
constexpr int kFirstGuess = 960;          // 20 ms, before any packet came

struct EncoderDeleter {
  void operator()(OpusEncoder* encoder) const { opus_encoder_destroy(encoder); }
};
struct DecoderDeleter {
  void operator()(OpusDecoder* decoder) const { opus_decoder_destroy(decoder); }
};

const unsigned char* octets(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

struct LiveEncoder::Impl {
  std::unique_ptr<OpusEncoder, EncoderDeleter> encoder;
};

Result<LiveEncoder> LiveEncoder::create() {
  int error = OPUS_OK;
  auto impl = std::make_shared<Impl>();
  impl->encoder.reset(opus_encoder_create(kOpusRate, 1, OPUS_APPLICATION_AUDIO, &error));
  if (error == OPUS_OK) error = opus_encoder_ctl(impl->encoder.get(), OPUS_SET_BITRATE(kBitsPerSecond));
  if (error == OPUS_OK) error = opus_encoder_ctl(impl->encoder.get(), OPUS_SET_VBR(0));
  if (error == OPUS_OK) error = opus_encoder_ctl(impl->encoder.get(), OPUS_SET_COMPLEXITY(kComplexity));
  if (error == OPUS_OK) error = opus_encoder_ctl(impl->encoder.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  if (error != OPUS_OK) return fail(ErrorKind::unavailable, std::string("Opus encoder: ") + opus_strerror(error));
  return LiveEncoder(std::move(impl));
}

Result<Bytes> LiveEncoder::encode(std::span<const float> samples) {
  TL_ASSERT(samples.size() == kPacketSamples);
  Bytes packet(limits::kLivePayloadBytes);
  const opus_int32 size =
      opus_encode_float(impl_->encoder.get(), samples.data(), static_cast<int>(samples.size()),
                        reinterpret_cast<unsigned char*>(packet.data()), static_cast<opus_int32>(packet.size()));
  if (size != static_cast<opus_int32>(packet.size()))
    return fail(ErrorKind::unavailable, "the Opus encoder gave " + std::to_string(size) + " octets");
  return packet;
}

struct SourceDecoder::Impl {
  std::unique_ptr<OpusDecoder, DecoderDeleter> decoder;
  int last = kFirstGuess;
};

Result<SourceDecoder> SourceDecoder::create() {
  int error = OPUS_OK;
  auto impl = std::make_shared<Impl>();
  impl->decoder.reset(opus_decoder_create(kOpusRate, 1, &error));
  if (error != OPUS_OK) return fail(ErrorKind::unavailable, std::string("Opus decoder: ") + opus_strerror(error));
  return SourceDecoder(std::move(impl));
}

Result<std::vector<float>> SourceDecoder::decode(ByteView packet) {
  std::array<float, kMaxPacketSamples> sound{};
  if (packet.empty()) return fail(ErrorKind::bad_input, "an empty packet");
  const int count = opus_decode_float(impl_->decoder.get(), octets(packet), static_cast<opus_int32>(packet.size()),
                                      sound.data(), kMaxPacketSamples, 0);
  if (count <= 0) return fail(ErrorKind::bad_input, "no Opus packet");
  impl_->last = count;
  return std::vector<float>(sound.begin(), sound.begin() + count);
}

std::vector<float> SourceDecoder::conceal() {
  std::vector<float> sound(static_cast<std::size_t>(impl_->last));
  const int count = opus_decode_float(impl_->decoder.get(), nullptr, 0, sound.data(), impl_->last, 0);
  sound.resize(static_cast<std::size_t>(std::max(count, 0)));
  return sound;
}

}  // namespace tongluo::capture

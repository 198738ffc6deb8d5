#include "controller/media/opus_writer.hpp"

#include <algorithm>
#include <array>
#include <opus/opus.h>
#include <opus/opusenc.h>
#include <string_view>
#include <vector>

#include "controller/media/signal.hpp"

namespace tongluo::media {
namespace {

constexpr opus_int32 kSerialNumber = 0x544C4731;  // "TLG1": one fixed number, the stream stands alone in its file
constexpr opus_int32 kMaxPacketSamples = 5'760;   // 120 ms
constexpr opus_int32 kRate = static_cast<opus_int32>(kSampleRate);

struct EncoderDeleter {
  void operator()(OggOpusEnc* encoder) const { ope_encoder_destroy(encoder); }
};
struct DecoderDeleter {
  void operator()(OpusDecoder* decoder) const { opus_decoder_destroy(decoder); }
};
struct CommentsDeleter {
  void operator()(OggOpusComments* comments) const { ope_comments_destroy(comments); }
};

}  // namespace

struct OpusWriter::Impl {
  std::unique_ptr<OggOpusComments, CommentsDeleter> comments{ope_comments_create()};
  std::unique_ptr<OpusDecoder, DecoderDeleter> decoder;
  std::unique_ptr<OggOpusEnc, EncoderDeleter> encoder;
  Bytes bytes;
  LoudnessMeter meter;
  std::size_t written = 0;
  std::vector<float> beginning;  // decoded; short sounds are measured from it
  bool damaged = false;

  int configure();
  double loudness();
  static int take_page(void* self, const unsigned char* data, opus_int32 size);
  static void take_packet(void* self, const unsigned char* data, opus_int32 size, opus_uint32 flags);
};

int OpusWriter::Impl::configure() {
  for (const int result :
       {ope_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(kBitsPerSecond)),
        ope_encoder_ctl(encoder.get(), OPUS_SET_VBR(1)), ope_encoder_ctl(encoder.get(), OPUS_SET_VBR_CONSTRAINT(1)),
        ope_encoder_ctl(encoder.get(), OPUS_SET_COMPLEXITY(9)),
        ope_encoder_ctl(encoder.get(), OPUS_SET_EXPERT_FRAME_DURATION(OPUS_FRAMESIZE_20_MS)),
        ope_encoder_ctl(encoder.get(), OPE_SET_SERIALNO(kSerialNumber)),
        ope_encoder_ctl(encoder.get(), OPE_SET_COMMENT_PADDING(0)),
        ope_encoder_ctl(encoder.get(), OPE_SET_MUXING_DELAY(kRate)),
        ope_encoder_ctl(encoder.get(), OPE_SET_PACKET_CALLBACK(&Impl::take_packet, this))})
    if (result != OPE_OK) return result;
  return OPE_OK;
}

int OpusWriter::Impl::take_page(void* self, const unsigned char* data, opus_int32 size) {
  auto& bytes = static_cast<Impl*>(self)->bytes;
  const auto page = std::as_bytes(std::span(data, static_cast<std::size_t>(size)));
  bytes.insert(bytes.end(), page.begin(), page.end());
  return 0;
}

void OpusWriter::Impl::take_packet(void* self, const unsigned char* data, opus_int32 size, opus_uint32) {
  auto& writer = *static_cast<Impl*>(self);
  std::array<float, kMaxPacketSamples> sound{};
  const std::string_view head(reinterpret_cast<const char*>(data), static_cast<std::size_t>(std::min(size, 8)));
  if (head == "OpusHead" || head == "OpusTags") return;
  const int count = opus_decode_float(writer.decoder.get(), data, size, sound.data(), kMaxPacketSamples, 0);
  writer.damaged = writer.damaged || count < 0;
  if (count <= 0) return;
  const auto decoded = std::span(sound).first(static_cast<std::size_t>(count));
  writer.meter.add(decoded);
  if (writer.beginning.size() < kShortestMeasured + kSampleRate)
    writer.beginning.insert(writer.beginning.end(), decoded.begin(), decoded.end());
}

// The decoded sound begins after the codec's own delay and is padded to whole packets; in a short sound that would
// count.
double OpusWriter::Impl::loudness() {
  if (written >= kShortestMeasured) return meter.lufs();
  opus_int32 delay = 0;
  if (ope_encoder_ctl(encoder.get(), OPUS_GET_LOOKAHEAD(&delay)) != OPE_OK) delay = 0;
  const auto start = std::min(static_cast<std::size_t>(delay), beginning.size());
  const auto sound = std::span<const float>(beginning).subspan(start);
  return loudness_of(sound.first(std::min(written, sound.size())));
}

OpusWriter::OpusWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<OpusWriter> OpusWriter::create() {
  static const OpusEncCallbacks callbacks{&Impl::take_page, [](void*) { return 0; }};
  auto impl = std::make_unique<Impl>();
  int error = OPE_OK;
  impl->decoder.reset(opus_decoder_create(kRate, 1, &error));
  if (error == OPUS_OK)
    impl->encoder.reset(
        ope_encoder_create_callbacks(&callbacks, impl.get(), impl->comments.get(), kRate, 1, 0, &error));
  if (error == OPE_OK) error = impl->configure();
  if (error != OPE_OK) return fail(ErrorKind::unavailable, std::string("Opus encoder: ") + ope_strerror(error));
  return OpusWriter(std::move(impl));
}

Result<void> OpusWriter::write(std::span<const float> samples) {
  const int error = ope_encoder_write_float(impl_->encoder.get(), samples.data(), static_cast<int>(samples.size()));
  if (error != OPE_OK) return fail(ErrorKind::unavailable, std::string("Opus encoder: ") + ope_strerror(error));
  impl_->written += samples.size();
  return {};
}

Result<OpusStream> OpusWriter::finish() {
  const int error = ope_encoder_drain(impl_->encoder.get());
  if (error != OPE_OK || impl_->damaged)
    return fail(ErrorKind::unavailable, std::string("Opus encoder: ") + ope_strerror(error));
  return OpusStream{std::move(impl_->bytes), impl_->loudness(), impl_->meter.true_peak_dbtp()};
}

}  // namespace tongluo::media

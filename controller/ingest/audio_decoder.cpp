#include "controller/ingest/audio_decoder.hpp"

#include "controller/ingest/channels.hpp"
#include "controller/ingest/container.hpp"
#include "controller/ingest/refusal.hpp"
#include "controller/ingest/whole_file.hpp"
#include "controller/process/ffmpeg.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::size_t kMinSamples = process::kSampleRate / 50;        // 20 ms: less is no recording
constexpr std::size_t kMissingTolerance = process::kSampleRate / 20;  // 50 ms: rounding of resampled lengths
constexpr std::uint64_t kMaxSamples = kMaxAudioDuration.count() * process::kSampleRate;

constexpr const char* kPcmLittle =
    "pcm_s16le,pcm_s24le,pcm_s32le,pcm_u8,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,gsm_ms";
constexpr const char* kPcmBig =
    "pcm_s8,pcm_s16be,pcm_s24be,pcm_s32be,pcm_f32be,pcm_f64be,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_alaw,"
    "pcm_mulaw,adpcm_ima_qt";

process::FfmpegSource source_of(Container container) {
  switch (container) {
    case Container::wav:
      return {"wav", kPcmLittle};
    case Container::mp3:
      return {"mp3", "mp3float"};
    case Container::mp2:
      return {"mp3", "mp2float,mp2"};
    case Container::aac:
      return {"aac", "aac"};
    case Container::m4a:
      return {"mov", std::string("aac,alac,mp3float,amrnb,amrwb,opus,flac,ac3,eac3,") + kPcmBig};
    case Container::flac:
      return {"flac", "flac"};
    case Container::ogg:
      return {"ogg", "vorbis,opus,flac,libspeex,speex"};
    case Container::webm:
      return {"matroska", "opus,vorbis,aac,mp3float,flac,ac3,eac3,pcm_s16le,pcm_s24le,pcm_f32le"};
    case Container::amr:
      return {"amr", "amrnb,amrwb"};
    case Container::wma:
      return {"asf", "wmav1,wmav2,wmapro,wmavoice,wmalossless"};
    case Container::aiff:
      return {"aiff", kPcmBig};
    case Container::caf:
      return {"caf", std::string("aac,alac,opus,amrnb,") + kPcmBig};
  }
  return {};
}

std::string too_long(const std::string& name) {
  return name + ": longer than " + std::to_string(kMaxAudioDuration.count()) + " s";
}

Result<Container> check_before_decoding(ByteView file) {
  if (file.empty()) return refuse(Reason::empty, "the file has no bytes");
  if (file.size() > kMaxAudioFileBytes)
    return refuse(Reason::too_large, "more than " + std::to_string(kMaxAudioFileBytes) + " bytes");
  const auto container = recognise(file);
  if (!container)
    return refuse(Reason::unknown_format,
                  "not a WAV, MP3, MP2, AAC, M4A, MP4, 3GP, FLAC, Ogg, WebM, AMR, WMA, AIFF or CAF file");
  const auto name = name_of(*container) + ": ";
  const auto whole = wholeness_of(*container, file);
  if (!whole.missing.empty()) return refuse(Reason::truncated, name + whole.missing);
  if (!whole.damaged.empty()) return refuse(Reason::damaged, name + whole.damaged);
  // A few bytes can promise hours: nothing is decoded then.
  if (promised_samples(*container, file).value_or(0) > kMaxSamples)
    return refuse(Reason::too_long, too_long(name_of(*container)));
  return *container;
}

Result<void> check_length(std::uint64_t samples, Container container, ByteView file) {
  const auto name = name_of(container);
  if (samples < kMinSamples) return refuse(Reason::no_audio, name + ": no sound, or less than 20 ms of it");
  if (samples > kMaxSamples) return refuse(Reason::too_long, too_long(name));
  const auto promised = promised_samples(container, file);
  if (promised && samples + kMissingTolerance < *promised)
    return refuse(Reason::truncated, name + ": " + std::to_string(samples) + " of " + std::to_string(*promised) +
                                         " samples at 48 kHz could be decoded");
  return {};
}

// The decoder's failures under a reason; what is not the file's fault stays as it is.
Error reason_for(const Error& error, Container container) {
  const auto words = name_of(container) + ": " + error.detail;
  switch (error.kind) {
    case ErrorKind::not_found:
      return refuse(Reason::no_audio, words).value();
    case ErrorKind::bad_input:
      return refuse(Reason::undecodable, words).value();
    case ErrorKind::limit:
      return refuse(Reason::too_costly, words).value();
    case ErrorKind::timeout:
      return {ErrorKind::timeout, std::string(to_string(Reason::too_costly)) + ": " + words};
    default:
      return error;
  }
}

Result<process::FfmpegAudio> decode(const process::FfmpegSource& source, ByteView file, Container container) {
  auto audio = process::decode_with_ffmpeg(source, file, kMaxAudioDuration);
  if (!audio) return tl::unexpected(reason_for(audio.error(), container));
  if (const auto checked = check_length(audio->samples.size(), container, file); !checked)
    return tl::unexpected(checked.error());
  return audio;
}

}  // namespace

Result<DecodedAudio> decode_audio(ByteView file) {
  const auto container = check_before_decoding(file);
  if (!container) return tl::unexpected(container.error());
  auto source = source_of(*container);
  auto audio = decode(source, file, *container);
  if (!audio) return tl::unexpected(audio.error());
  DecodedAudio decoded{{}, name_of(*container), audio->clipped, {}};
  if (const auto choice = better_than_mixing(audio->channel_levels, level_db(audio->samples))) {
    source.only_channel = choice->channel;
    audio->samples = {};  // before the second decoding needs as much again
    audio = decode(source, file, *container);
    if (!audio) return tl::unexpected(audio.error());
    decoded.warnings.push_back(choice->why);
  }
  decoded.samples = std::move(audio->samples);
  if (const auto surplus = wholeness_of(*container, file).surplus_bytes; surplus > 0)
    decoded.warnings.push_back("surplus: " + std::to_string(surplus) + " bytes behind the recording were left out");
  if (!audio->complaint.empty())
    decoded.warnings.push_back("damaged: the decoder met something wrong in it: " + audio->complaint);
  return decoded;
}

}  // namespace tongluo::ingest

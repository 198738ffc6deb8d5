#include "controller/ingest/audio_decoder.hpp"

#include "controller/ingest/container.hpp"
#include "controller/process/ffmpeg.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::size_t kMinSamples = process::kSampleRate / 50;        // 20 ms: less is no recording
constexpr std::size_t kMissingTolerance = process::kSampleRate / 20;  // 50 ms: rounding of resampled lengths

process::FfmpegSource source_of(Container container) {
  switch (container) {
    case Container::wav:
      return {"wav",
              "pcm_s16le,pcm_s24le,pcm_s32le,pcm_u8,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav"};
    case Container::mp3:
      return {"mp3", "mp3float"};
    case Container::aac:
      return {"aac", "aac"};
    case Container::m4a:
      return {"mov", "aac,alac,mp3float,amrnb,amrwb,opus,flac"};
    case Container::flac:
      return {"flac", "flac"};
    case Container::ogg:
      return {"ogg", "vorbis,opus,flac,libspeex"};
  }
  return {};
}

Result<void> check_length(const std::vector<float>& samples, Container container, ByteView file) {
  const auto name = name_of(container);
  if (samples.size() < kMinSamples) return fail(ErrorKind::bad_input, name + ": no audio in it");
  if (samples.size() > static_cast<std::size_t>(kMaxAudioDuration.count()) * process::kSampleRate)
    return fail(ErrorKind::limit, name + ": longer than " + std::to_string(kMaxAudioDuration.count()) + " s");
  const auto promised = promised_samples(container, file);
  if (promised && samples.size() + kMissingTolerance < *promised)
    return fail(ErrorKind::bad_input, name + ": truncated: " + std::to_string(samples.size()) + " of " +
                                          std::to_string(*promised) + " samples at 48 kHz could be decoded");
  return {};
}

}  // namespace

Result<DecodedAudio> decode_audio(ByteView file) {
  if (file.empty()) return fail(ErrorKind::bad_input, "the file is empty");
  if (file.size() > kMaxAudioFileBytes)
    return fail(ErrorKind::limit, "larger than " + std::to_string(kMaxAudioFileBytes) + " bytes");
  const auto container = recognise(file);
  if (!container) return fail(ErrorKind::bad_input, "not a WAV, MP3, AAC, M4A, FLAC or Ogg file");
  if (const auto missing = what_is_missing(*container, file))
    return fail(ErrorKind::bad_input, name_of(*container) + ": truncated: " + *missing);
  auto audio = process::decode_with_ffmpeg(source_of(*container), file, kMaxAudioDuration);
  if (!audio) return tl::unexpected(audio.error());
  if (const auto checked = check_length(audio->samples, *container, file); !checked)
    return tl::unexpected(checked.error());
  return DecodedAudio{std::move(audio->samples), name_of(*container)};
}

}  // namespace tongluo::ingest

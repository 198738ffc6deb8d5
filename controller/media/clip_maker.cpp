#include "controller/media/clip_maker.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "controller/media/limiter.hpp"
#include "controller/media/loudness.hpp"
#include "controller/media/opus_writer.hpp"
#include "controller/media/signal.hpp"
#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::media {
namespace {

constexpr std::size_t kBlock = kSampleRate;  // one second at a time
constexpr int kMaxPasses = 8;
constexpr double kPeakReserveDb = 0.1;
constexpr double kLoudnessToleranceDb = 0.3;
constexpr double kNoticedLoudnessDb = 1.0;
constexpr double kMaxGainDb = 50.0;
constexpr double kQuietLufs = -40.0;
constexpr std::size_t kManyFlatTops = 5;
constexpr double kNoticedOffset = 0.02;
constexpr std::size_t kShortSamples = kSampleRate / 2;
constexpr std::size_t kLongPause = 5 * kSampleRate;

double from_decibels(double decibels) { return std::pow(10.0, decibels / 20.0); }

double in_seconds(std::size_t samples) { return static_cast<double>(samples) / static_cast<double>(kSampleRate); }

std::string in_words(const char* format, double value) {
  char text[128];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

Result<OpusStream> encode(std::span<const float> samples, double gain_db, double ceiling_db) {
  auto writer = OpusWriter::create();
  if (!writer) return tl::unexpected(writer.error());
  Limiter limiter(from_decibels(gain_db), from_decibels(ceiling_db));
  std::vector<float> block;
  for (std::size_t start = 0; start < samples.size(); start += kBlock) {
    block.clear();
    limiter.process(samples.subspan(start, std::min(kBlock, samples.size() - start)), block);
    if (start + kBlock >= samples.size()) limiter.finish(block);
    if (const auto written = writer->write(block); !written) return tl::unexpected(written.error());
  }
  return writer->finish();
}

// The limiter and the codec both change loudness and peak a little, so encode, measure what a terminal will decode,
// correct.
Result<OpusStream> encode_to_target(std::span<const float> samples, double measured_lufs) {
  double gain_db = std::min(kTargetLufs - measured_lufs, kMaxGainDb);
  double ceiling_db = kTruePeakCeilingDbtp - kPeakReserveDb;
  Result<OpusStream> stream = encode(samples, gain_db, ceiling_db);
  for (int pass = 1; stream && pass < kMaxPasses; ++pass) {
    const double above = stream->true_peak_dbtp - kTruePeakCeilingDbtp;
    const double missing = kTargetLufs - stream->loudness_lufs;
    if (above <= 0 && std::abs(missing) <= kLoudnessToleranceDb) break;
    if (above > 0)
      ceiling_db -= above + pass * kPeakReserveDb;  // firmer each time: the codec answers a lower ceiling unevenly
    gain_db = std::min(gain_db + missing, kMaxGainDb);
    stream = encode(samples, gain_db, ceiling_db);
  }
  return stream;
}

// What is to be known before filters change it.
struct Condition {
  bool clipped = false;
  double offset = 0;
};

// Each begins with a stable word; docs/audio.md has the table.
std::vector<std::string> warnings_about(const Condition& before, std::span<const float> samples, double measured_lufs) {
  std::vector<std::string> warnings;
  if (before.clipped) warnings.emplace_back("clipped: the recording was clipped before it came here");
  if (std::abs(before.offset) >= kNoticedOffset)
    warnings.push_back(in_words("offset: a constant offset of %.0f %% was removed", 100 * before.offset));
  if (measured_lufs < kQuietLufs)
    warnings.push_back(in_words(
        "quiet: quieter than -40 LUFS: the recording had %.1f LUFS, noise was amplified with it", measured_lufs));
  if (samples.size() < kShortSamples)
    warnings.push_back(in_words("short: only %.1f s of sound", in_seconds(samples.size())));
  const Pause pause = longest_pause(samples);
  if (pause.samples >= kLongPause)
    warnings.push_back(in_words("pause: %.0f s of silence inside", in_seconds(pause.samples)) +
                       in_words(", from second %.0f on", in_seconds(pause.at)));
  return warnings;
}

void cut_and_name(Clip& clip, ByteView bytes) {
  wire::ClipManifest manifest;
  manifest.codec = wire::ClipCodec::ogg_opus;
  manifest.total_bytes = bytes.size();
  manifest.chunk_bytes = limits::kClipChunkBytes;
  manifest.duration = clip.duration;
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(limits::kClipChunkBytes, bytes.size()))) {
    const auto chunk = bytes.first(std::min(limits::kClipChunkBytes, bytes.size()));
    manifest.chunks.push_back(sign::digest_of(chunk));
    clip.chunks.emplace_back(chunk.begin(), chunk.end());
  }
  clip.manifest = wire::serialize(manifest);
  clip.digest = sign::digest_of(clip.manifest);
}

Result<void> check(const Pcm& pcm) {
  if (pcm.sample_rate != kSampleRate) return fail(ErrorKind::bad_input, "the samples are not at 48 kHz");
  if (pcm.samples.empty()) return fail(ErrorKind::bad_input, "empty: there are no samples");
  if (!is_finite(pcm.samples))
    return fail(ErrorKind::bad_input, "not_numbers: the recording holds samples that are no numbers");
  return {};
}

}  // namespace

Clip clip_of_stream(ByteView bytes, milliseconds duration) {
  TL_ASSERT(bytes.size() <= limits::kMaxClipBytes);
  Clip clip;
  clip.duration = duration;
  cut_and_name(clip, bytes);
  return clip;
}

Result<Clip> make_clip(Pcm pcm) {
  if (const auto checked = check(pcm); !checked) return tl::unexpected(checked.error());
  Condition before;
  before.clipped = pcm.clipped || count_flat_tops(pcm.samples) >= kManyFlatTops;
  before.offset = remove_offset(pcm.samples);
  high_pass(pcm.samples);
  trim_silence(pcm.samples);
  if (pcm.samples.empty()) return fail(ErrorKind::bad_input, "silent: nothing in the recording can be heard");
  if (pcm.samples.size() > kSampleRate * static_cast<std::size_t>(seconds(kMaxClipDuration).count()))
    return fail(ErrorKind::limit, "too_long: longer than " + std::to_string(kMaxClipDuration.count()) + " minutes");
  const double measured_lufs = loudness_of(pcm.samples);
  if (!std::isfinite(measured_lufs)) return fail(ErrorKind::bad_input, "silent: nothing in the recording can be heard");
  Clip clip;
  clip.warnings = warnings_about(before, pcm.samples, measured_lufs);
  const auto stream = encode_to_target(pcm.samples, measured_lufs);
  if (!stream) return tl::unexpected(stream.error());
  if (stream->loudness_lufs < kTargetLufs - kNoticedLoudnessDb)
    clip.warnings.push_back(
        in_words("peaks: its peaks keep it at %.1f LUFS, quieter than others", stream->loudness_lufs));
  if (stream->bytes.size() > limits::kMaxClipBytes)
    return fail(ErrorKind::limit, "too_large: the clip has more bytes than a clip may have");
  clip.duration = milliseconds((pcm.samples.size() * 1'000 + kSampleRate - 1) / kSampleRate);
  clip.loudness_lufs = stream->loudness_lufs;
  clip.true_peak_dbtp = stream->true_peak_dbtp;
  cut_and_name(clip, stream->bytes);
  return clip;
}

}  // namespace tongluo::media

#pragma once
// From samples to a clip: trimmed, high-passed for horns, normalised (EBU R128 by libebur128) with a true-peak ceiling,
// Opus in Ogg (libopusenc, 24 kbit/s, one-second pages), cut into chunks, named. Blocking: the media thread only.

#include <string>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/result.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::media {

constexpr double kTargetLufs = -16.0;
constexpr double kTruePeakCeilingDbtp = -1.0;
constexpr auto kMaxClipDuration = std::chrono::minutes(20);

struct Pcm {
  std::uint32_t sample_rate = 48'000;  // always 48 kHz mono here
  std::vector<float> samples;          // −1 … 1
  bool clipped = false;                // known to be: the samples may not show it any more
};

struct Clip {
  Digest digest;  // of the manifest
  Bytes manifest;
  std::vector<Bytes> chunks;
  milliseconds duration{};
  double loudness_lufs = 0.0;  // measured after normalisation
  double true_peak_dbtp = 0.0;
  std::vector<std::string> warnings;  // each begins with a stable word: "clipped: …", "quiet: …"
};

// Ogg/Opus that is ready as it is, cut and named. `bytes`: at most kMaxClipBytes (asserted).
Clip clip_of_stream(ByteView bytes, milliseconds duration);

// Errors: bad_input (empty, silent, not_numbers), limit (too_long, too_large): each detail begins with that word.
Result<Clip> make_clip(Pcm pcm);

}  // namespace tongluo::media

#pragma once
// Real Ogg/Opus clips for tests, made by libopusenc as the controller makes them, and a way to hear them.

#include <cmath>
#include <numbers>
#include <opusenc.h>
#include <vector>

#include "protocol/base/assert.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

using Samples = std::vector<std::int16_t>;

// Something like speech for a codec: a few harmonics that glide and swell in syllables. Another seed, another sentence.
inline Samples babble(double duration_s, double seed) {
  Samples result(static_cast<std::size_t>(duration_s * playout::kSampleRate));
  double phase = 0.0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double t = static_cast<double>(i) / playout::kSampleRate;
    const double pitch = 140.0 + 30.0 * std::sin(2.0 * t * seed) + 12.0 * std::sin(7.3 * t + seed);
    phase += 2.0 * std::numbers::pi * pitch / playout::kSampleRate;
    const double syllable = std::pow(std::sin(std::numbers::pi * t * (2.7 + 0.3 * std::sin(seed * t))), 2.0);
    double value = 0.0;
    for (int harmonic = 1; harmonic <= 8; ++harmonic)
      value += std::sin(harmonic * phase) / harmonic * (1.0 + std::sin(seed * harmonic + 3.0 * t));
    result[i] = static_cast<std::int16_t>(5'000.0 * syllable * value);
  }
  return result;
}

inline Bytes encode_clip(const Samples& samples, int channels = 1, int page_ms = 1'000) {
  Bytes out;
  const auto write = [](void* user, const unsigned char* data, opus_int32 size) {
    auto& bytes = *static_cast<Bytes*>(user);
    const auto* begin = reinterpret_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), begin, begin + size);
    return 0;
  };
  const OpusEncCallbacks callbacks{write, [](void*) { return 0; }};
  OggOpusComments* comments = ope_comments_create();
  OggOpusEnc* encoder = ope_encoder_create_callbacks(&callbacks, &out, comments, 48'000, channels, 0, nullptr);
  TL_ASSERT(encoder != nullptr);
  ope_encoder_ctl(encoder, OPUS_SET_BITRATE(24'000));
  ope_encoder_ctl(encoder, OPE_SET_MUXING_DELAY(page_ms * 48));
  Samples interleaved;
  for (const std::int16_t sample : samples)
    interleaved.insert(interleaved.end(), static_cast<std::size_t>(channels), sample);
  TL_ASSERT(ope_encoder_write(encoder, interleaved.data(), static_cast<int>(samples.size())) == OPE_OK);
  TL_ASSERT(ope_encoder_drain(encoder) == OPE_OK);
  ope_encoder_destroy(encoder);
  ope_comments_destroy(comments);
  return out;
}

inline milliseconds duration_of(const Samples& samples) {
  return milliseconds(samples.size() * 1'000 / playout::kSampleRate);
}

inline Samples pull_all(playout::Player& player) {
  Samples out;
  playout::Frame frame;
  for (int i = 0; i < 10'000 && player.pull(frame); ++i) out.insert(out.end(), frame.begin(), frame.end());
  return out;
}

// Normalised correlation of the first `count` samples.
inline double correlation(const Samples& a, const Samples& b, std::size_t count) {
  double ab = 0.0, aa = 0.0, bb = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    ab += static_cast<double>(a[i]) * b[i];
    aa += static_cast<double>(a[i]) * a[i];
    bb += static_cast<double>(b[i]) * b[i];
  }
  return ab / std::sqrt(aa * bb);
}

}  // namespace tongluo::audio

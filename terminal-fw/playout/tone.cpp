#include "terminal-fw/playout/tone.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "terminal-fw/playout/sound.hpp"

namespace tongluo::playout {
namespace {

constexpr std::uint32_t ms(std::uint32_t value) { return value * (kSampleRate / 1'000); }
constexpr double kAlertAmplitude = 0.40;  // −8 dBFS peak: a little louder than speech at −16 LUFS
constexpr double kChimeAmplitude = 0.28;

// 0 at both ends, 1 in between.
double edge(std::uint64_t index, std::uint64_t length) {
  const std::uint64_t distance = std::min(index, length - 1 - index);
  if (distance >= kToneEdgeSamples) return 1.0;
  return 0.5 - 0.5 * std::cos(std::numbers::pi * static_cast<double>(distance) / kToneEdgeSamples);
}

}  // namespace

ToneShape shape_of(Tone tone) {
  switch (tone) {
    case Tone::level_i:
      return {960, 770, ms(500), ms(500), kAlertAmplitude, 0};  // two tones in turn, never pausing
    case Tone::level_ii:
      return {960, 0, ms(500), ms(250), kAlertAmplitude, 0};  // quick high pulses
    case Tone::level_iii:
      return {770, 0, ms(500), ms(500), kAlertAmplitude, 0};  // slower, lower
    case Tone::level_iv:
      return {620, 0, ms(300), ms(700), kAlertAmplitude, 0};  // single low beeps
    case Tone::chime:
      return {660, 528, ms(750), ms(1'250), kChimeAmplitude, ms(350)};  // ding, dong
    case Tone::none:
    case Tone::unspecified:
      break;
  }
  return {};
}

// A second makes whole cycles of any whole frequency.
ToneShape shape_of(const TestTone& tone) {
  return {tone.hz, tone.hz, kSampleRate, kSampleRate, std::pow(10.0, std::min(0.0, tone.level_db) / 20.0), 0};
}

double tone_sample(const ToneShape& shape, std::uint64_t index, std::uint64_t total) {
  const std::uint64_t cycle = std::uint64_t{shape.first_samples} + shape.second_samples;
  if (cycle == 0 || index >= total) return 0.0;
  const std::uint64_t in_cycle = index % cycle;
  const bool first = in_cycle < shape.first_samples;
  const std::uint64_t in_half = first ? in_cycle : in_cycle - shape.first_samples;
  const std::uint32_t hz = first ? shape.first_hz : shape.second_hz;
  if (hz == 0) return 0.0;
  double value = shape.amplitude * edge(index, total);
  const bool struck = shape.decay_samples > 0;
  if (struck || shape.second_hz == 0) value *= edge(in_half, first ? shape.first_samples : shape.second_samples);
  if (struck) value *= std::exp(-static_cast<double>(in_half) / shape.decay_samples);
  // The phase is reduced in whole numbers: a double would lose it after hours.
  const std::uint64_t phase = in_half * hz % kSampleRate;
  return value * std::sin(2.0 * std::numbers::pi * static_cast<double>(phase) / kSampleRate);
}

}  // namespace tongluo::playout

#include "tools/listen/find_tone.hpp"

#include <algorithm>
#include <cmath>

#include "terminal-fw/playout/sound.hpp"
#include "terminal-fw/playout/tone.hpp"
#include "tools/listen/correlate.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kReferenceSeconds = 15;           // longer than any tone, so that one that is too long is seen
constexpr std::size_t kPatternSamples = 2 * kBandRate;  // what is searched for: the first two seconds
constexpr std::size_t kToneWindow = kBandRate / 20;
constexpr float kLikeTone = 0.85F;     // for the pattern
constexpr double kLikeInWindow = 0.9;  // for each 50 ms of its length
constexpr double kPauseLevel = 0.1;    // of the tone's level

Band reference_of(Tone tone) {
  const playout::ToneShape shape = playout::shape_of(tone);
  const std::size_t total = kReferenceSeconds * playout::kSampleRate;
  std::vector<std::int16_t> samples(total);
  for (std::size_t i = 0; i < total; ++i)
    samples[i] = static_cast<std::int16_t>(std::lround(playout::tone_sample(shape, i, total) * 32'767.0));
  return voice_band(samples);
}

double root_mean_square(std::span<const float> part) {
  double sum = 0.0;
  for (const float sample : part) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(part.size()));
}

struct Extent {
  std::size_t like = 0;      // samples that are like the tone, pauses included
  std::size_t sounding = 0;  // up to the last that is no pause
};

Extent extent_of(std::span<const float> heard, std::span<const float> reference) {
  const double tone_level = root_mean_square(heard.first(kToneWindow));
  const double reference_level = root_mean_square(reference.first(kToneWindow));
  Extent extent;
  for (std::size_t at = 0; at + kToneWindow <= std::min(heard.size(), reference.size()); at += kToneWindow) {
    const auto a = heard.subspan(at, kToneWindow), b = reference.subspan(at, kToneWindow);
    const bool pause = root_mean_square(b) < kPauseLevel * reference_level;
    const bool like = pause ? root_mean_square(a) < 2.0 * kPauseLevel * tone_level : similarity(a, b) >= kLikeInWindow;
    if (!like) break;
    extent.like = at + kToneWindow;
    if (!pause) extent.sounding = at + kToneWindow;
  }
  return extent;
}

// The first place like the pattern and those close by: of them, the one from which the tone lasts longest. Two tones in
// turn look much the same a beat of theirs apart, so likeness alone would now and then choose a place some milliseconds
// off.
std::optional<std::size_t> best_place(const std::vector<float>& like, std::span<const float> heard,
                                      std::span<const float> reference) {
  const auto first = std::ranges::find_if(like, [](float value) { return value >= kLikeTone; });
  if (first == like.end()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(first - like.begin());
  const std::size_t end = std::min(begin + kBandRate / 4, like.size());
  std::size_t best = begin, longest = 0;
  for (std::size_t place = begin; place < end; ++place) {
    if (like[place] < kLikeTone) continue;
    const std::size_t length = extent_of(heard.subspan(place), reference).like;
    if (length < longest || (length == longest && like[place] <= like[best])) continue;
    longest = length;
    best = place;
  }
  return best;
}

milliseconds to_ms(std::size_t samples) { return milliseconds(samples * 1'000 / kBandRate); }

}  // namespace

FoundTone find_tone(const Band& heard, Tone tone, milliseconds length) {
  const Band reference = reference_of(tone);
  const auto wanted = static_cast<std::size_t>(length.count()) * kBandRate / 1'000;
  const std::span<const float> pattern = std::span(reference).first(std::clamp(wanted, kToneWindow, kPatternSamples));
  const auto place = best_place(similarities(heard, pattern), heard, reference);
  if (!place) return {};
  const Extent extent = extent_of(std::span(heard).subspan(*place), reference);
  FoundTone result;
  result.at_s = static_cast<double>(*place) / kBandRate;
  // A pause at the end belongs to the tone as far as the tone should last.
  result.length = std::min(to_ms(extent.like), std::max(to_ms(extent.sounding), length));
  result.found = std::chrono::abs(result.length - length) <= kToneTolerance;
  return result;
}

}  // namespace tongluo::listen

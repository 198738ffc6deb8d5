#include "tools/listen/compare_speech.hpp"

#include <cmath>
#include <vector>

#include "tools/listen/envelope.hpp"

namespace tongluo::listen {
namespace {

using Levels = std::span<const float>;

constexpr std::size_t kWindow = 10;  // steps of an envelope
constexpr double kSpeaks = 0.5;      // of the source's mean level: no pause, no fading end
constexpr auto kStep = milliseconds(10);

double level_of(Levels levels) {
  double power = 0.0;
  for (const float level : levels) power += static_cast<double>(level) * static_cast<double>(level);
  return levels.empty() ? 0.0 : std::sqrt(power / static_cast<double>(levels.size()));
}

double weakest_window(Levels heard, Levels source) {
  const std::size_t size = std::min(heard.size(), source.size());
  const double source_level = level_of(source.first(size));
  const double gain = source_level > 0.0 ? level_of(heard.first(size)) / source_level : 0.0;
  if (gain <= 0.0) return 0.0;
  double weakest = 1.0;
  for (std::size_t at = 0; at + kWindow <= size; ++at) {
    const double expected = level_of(source.subspan(at, kWindow));
    if (expected < kSpeaks * source_level) continue;
    weakest = std::min(weakest, level_of(heard.subspan(at, kWindow)) / (gain * expected));
  }
  return weakest;
}

}  // namespace

bool SpeechComparison::same() const {
  return std::chrono::abs(longer) <= kSameLength && likeness >= kSameSpeech && weakest >= kSpoken;
}

SpeechComparison compare_speech(std::span<const std::int16_t> heard, std::span<const std::int16_t> source) {
  const std::vector<float> of_heard = envelope_of(heard), of_source = envelope_of(source);
  const EnvelopeMatch match = best_match(of_heard, of_source, static_cast<std::size_t>(kSpeechDrift / kStep));
  const auto behind = static_cast<std::size_t>(std::max(0, match.moved));
  const auto ahead = static_cast<std::size_t>(std::max(0, -match.moved));
  SpeechComparison comparison;
  comparison.longer =
      milliseconds((static_cast<std::int64_t>(heard.size()) - static_cast<std::int64_t>(source.size())) / 48);
  comparison.likeness = match.likeness;
  comparison.weakest = weakest_window(Levels(of_heard).subspan(behind), Levels(of_source).subspan(ahead));
  return comparison;
}

}  // namespace tongluo::listen

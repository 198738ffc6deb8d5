#include "controller/speech/sound_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

constexpr std::size_t kSampleRate = 48'000;
constexpr std::size_t kWindow = kSampleRate / 50;  // 20 ms
constexpr double kLettersOfASyllable = 3.0;

std::vector<double> levels_of(std::span<const float> samples) {
  std::vector<double> levels;
  for (; !samples.empty(); samples = samples.subspan(std::min(kWindow, samples.size()))) {
    const auto window = samples.first(std::min(kWindow, samples.size()));
    double energy = 0;
    for (const float sample : window) energy += static_cast<double>(sample) * sample;
    levels.push_back(std::sqrt(energy / static_cast<double>(window.size())));
  }
  return levels;
}

std::string in_words(const char* format, double seconds, double syllables) {
  char text[128];
  std::snprintf(text, sizeof text, format, seconds, syllables);
  return text;
}

}  // namespace

double syllables_of(std::u32string_view normalised) {
  double syllables = 0;
  for (const char32_t c : normalised) {
    if (is_ideograph(c)) syllables += 1;
    if (is_letter(c)) syllables += 1 / kLettersOfASyllable;
  }
  return std::max(syllables, 1.0);
}

std::string fault_of(std::span<const float> samples, std::u32string_view normalised) {
  if (samples.empty()) return "it gave no sound";
  if (!std::all_of(samples.begin(), samples.end(), [](float sample) { return std::isfinite(sample); }))
    return "it gave samples that are no numbers";
  const auto levels = levels_of(samples);
  const double loudest = *std::max_element(levels.begin(), levels.end());
  if (loudest < kSilentRms) return "it gave silence";
  const double floor = std::max(kSilentRms / 10, loudest * kSoundingShare);
  const auto sounding = std::count_if(levels.begin(), levels.end(), [floor](double level) { return level >= floor; });
  const double syllables = syllables_of(normalised);
  const double sounding_s = static_cast<double>(static_cast<std::size_t>(sounding) * kWindow) / kSampleRate;
  if (sounding_s < syllables * kShortestSyllableSeconds)
    return in_words("it gave %.1f s of sound for %.0f syllables", sounding_s, syllables);
  const double whole_s = static_cast<double>(samples.size()) / kSampleRate;
  if (whole_s > syllables * kLongestSyllableSeconds + kSpareSeconds)
    return in_words("it gave %.0f s of sound for %.0f syllables", whole_s, syllables);
  return {};
}

}  // namespace tongluo::speech

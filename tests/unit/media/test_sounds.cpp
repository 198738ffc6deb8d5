#include "tests/unit/media/test_sounds.hpp"

#include <cmath>
#include <numbers>
#include <random>

namespace tongluo::media {
namespace {

constexpr double kRate = 48'000.0;

std::size_t count_of(double duration_s) { return static_cast<std::size_t>(std::lround(duration_s * kRate)); }

}  // namespace

std::vector<float> tone(double hertz, double amplitude, double duration_s) {
  std::vector<float> samples(count_of(duration_s));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] =
        static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / kRate));
  return samples;
}

std::vector<float> speech_like(double amplitude, double duration_s, std::uint32_t seed) {
  std::mt19937 dice(seed);
  std::vector<float> samples(count_of(duration_s));
  double smooth = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double at = static_cast<double>(i) / kRate;
    const double syllable = std::pow(std::max(0.0, std::sin(2 * std::numbers::pi * 3.0 * at)), 0.5);
    smooth += 0.25 * (static_cast<double>(dice()) / 2'147'483'648.0 - 1.0 - smooth);
    const double voiced =
        std::sin(2 * std::numbers::pi * 180 * at) + 0.7 * std::sin(2 * std::numbers::pi * 900 * at + 1);
    samples[i] = static_cast<float>(amplitude * syllable * (0.4 * voiced + 0.6 * smooth));
  }
  return samples;
}

std::vector<float> silence(double duration_s) { return std::vector<float>(count_of(duration_s), 0.0F); }

std::vector<float> joined(const std::vector<std::vector<float>>& parts) {
  std::vector<float> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace tongluo::media

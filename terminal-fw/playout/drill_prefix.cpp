#include "terminal-fw/playout/drill_prefix.hpp"

namespace tongluo::playout {
namespace {

constexpr double kFaintestRms = 328.0;  // -40 dBFS over the whole prefix

bool is_audible(std::span<const std::int16_t> samples) {
  double power = 0.0;
  for (const std::int16_t sample : samples) power += static_cast<double>(sample) * sample;
  return power >= kFaintestRms * kFaintestRms * static_cast<double>(samples.size());
}

}  // namespace

std::shared_ptr<const DrillPrefix> DrillPrefix::create(std::vector<std::int16_t> samples) {
  if (samples.size() != kDrillPrefixSamples || !is_audible(samples)) return nullptr;
  return std::shared_ptr<const DrillPrefix>(new DrillPrefix(std::move(samples)));
}

DrillPlace drill_place(std::uint64_t behind_tone) {
  const std::uint64_t block_start = behind_tone / kDrillCycleSamples * kDrillBlockSamples;
  const std::uint64_t in_cycle = behind_tone % kDrillCycleSamples;
  if (in_cycle < kDrillPrefixSamples) return {true, in_cycle, block_start};
  return {false, 0, block_start + in_cycle - kDrillPrefixSamples};
}

std::uint64_t drill_position(std::uint64_t item_sample) {
  return item_sample + (item_sample / kDrillBlockSamples + 1) * kDrillPrefixSamples;
}

std::uint64_t drill_samples(std::uint64_t item_samples) {
  return item_samples + (item_samples + kDrillBlockSamples - 1) / kDrillBlockSamples * kDrillPrefixSamples;
}

}  // namespace tongluo::playout

#pragma once
// The drill prefix and where it stands: a repetition of a drill is tone, then prefix and up to kDrillInterval of its
// own audio in turn. One arithmetic for the player, the late joiner and the tests. Pure; samples at 48 kHz. PROTOCOL.md
// section 8.1.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "protocol/base/limits.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::playout {

constexpr std::uint64_t kDrillPrefixSamples = limits::kDrillPrefix.count() * (kSampleRate / 1'000);
// It begins with so much silence: who joins it here has missed nothing of it.
constexpr std::uint64_t kDrillLeadInSamples = kSampleRate / 10;
constexpr std::uint64_t kDrillBlockSamples = limits::kDrillInterval.count() * kSampleRate;
constexpr std::uint64_t kDrillCycleSamples = kDrillPrefixSamples + kDrillBlockSamples;

// The spoken words, decoded once at start. It exists only whole and audible, so that a drill can never be loaded
// without them.
class DrillPrefix {
 public:
  // Null unless exactly kDrillPrefixSamples that speech could be: neither silent nor a whisper.
  static std::shared_ptr<const DrillPrefix> create(std::vector<std::int16_t> samples);
  std::span<const std::int16_t> samples() const { return samples_; }

 private:
  explicit DrillPrefix(std::vector<std::int16_t> samples) : samples_(std::move(samples)) {}
  std::vector<std::int16_t> samples_;
};

// A place on the time line behind the tone.
struct DrillPlace {
  bool in_prefix = false;
  std::uint64_t prefix_sample = 0;  // in_prefix: of the prefix
  std::uint64_t item_sample = 0;    // of the items, all in a row: the next to sound
};
DrillPlace drill_place(std::uint64_t behind_tone);
// Where the item sample that sounds next stands, its block's prefix behind it.
std::uint64_t drill_position(std::uint64_t item_sample);
// How long so many item samples last with their prefixes.
std::uint64_t drill_samples(std::uint64_t item_samples);

}  // namespace tongluo::playout

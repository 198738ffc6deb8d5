#pragma once
// How loud is what the sink is given, told block by block to the control thread, which proves with it that sound came
// out. Owner: the audio thread; no allocation. Limit: kLevelSlots; what has no room is dropped.

#include "protocol/base/spsc_queue.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::audio {

constexpr std::size_t kLevelSlots = 64;  // more than six seconds
using LevelQueue = SpscQueue<fieldbus::SoundLevel, kLevelSlots>;

class LevelTap {
 public:
  // A frame whose first sample leaves the sink at `at`.
  void add(SteadyTime at, const playout::Frame& frame, LevelQueue& queue) {
    static_assert(fieldbus::kMeterBlockSamples % playout::kFrameSamples == 0);
    if (!running_) from_ = at;
    running_ = true;
    std::span<const std::int16_t> samples(frame);
    const auto level = meter_.add(samples);
    if (!level) return;
    running_ = false;
    queue.try_push({from_, *level});
  }
  void reset() {
    meter_.reset();
    running_ = false;
  }

 private:
  fieldbus::LevelMeter meter_;
  SteadyTime from_{};
  bool running_ = false;  // a block has begun
};

}  // namespace tongluo::audio

#pragma once
// Keeps the waveform free of clicks where two sounds meet, wherever either was cut: the old sound goes on as it would
// have (Continuation) and is faded out within 5 ms while the new one is faded in, so no sample is moved, dropped or
// inserted. Also applies the volume and the fade-in. Owner: the player.

#include <cstdint>
#include <span>

#include "terminal-fw/playout/continuation.hpp"

namespace tongluo::playout {

constexpr std::uint32_t kJointSamples = 240;
constexpr std::uint32_t kFadeSamples = 480;  // 10 ms: a replaced sound is gone within one frame

class Smoother {
 public:
  void begin(std::uint32_t volume_percent);  // a new programme: from silence, with a fade-in
  void joint() { at_joint_ = true; }         // the next sample does not follow from the last one
  void apply(std::span<std::int16_t> block, bool audible);
  bool settled() const;  // silence may follow without a click

 private:
  void begin_joint();
  void remember(double value);

  double gain_ = 1.0;
  Continuation old_;
  Continuation::History history_{};  // a ring, before the fade-in
  std::size_t newest_ = 0;
  std::uint32_t quiet_samples_ = kQuietSamples;  // how many of the last ones were silent; counts no further
  std::uint32_t joint_left_ = 0;
  std::uint32_t fade_left_ = 0;
  bool at_joint_ = false;
};

// To silence within kFadeSamples; the rest is silent.
void fade_out(std::span<std::int16_t> block);

}  // namespace tongluo::playout

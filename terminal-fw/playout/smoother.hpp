#pragma once
// Keeps the waveform free of clicks where two sounds meet: at a joint the step is added to what follows and decays
// within 5 ms, so no sample is moved, dropped or inserted. Also applies the volume and the fade-in. Owner: the player.

#include <cstdint>
#include <span>

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
  double gain_ = 1.0;
  double last_ = 0.0;
  double step_ = 0.0;
  std::uint32_t joint_left_ = 0;
  std::uint32_t fade_left_ = 0;
  bool at_joint_ = false;
};

// To silence within kFadeSamples; the rest is silent.
void fade_out(std::span<std::int16_t> block);

}  // namespace tongluo::playout

#pragma once
// Reads the player's samples a little faster or slower than they are given to the sink. Owner: the audio thread;
// allocates only when it is made. Uses speexdsp's resampler.
//
// Until engage() every sample passes as it is. Then a windowed sinc of kTaps reads between the samples; it begins on
// the sample where the bypass ended, so that nothing jumps. The speed is one of steps of 15 ppm, chosen anew each half
// second so that the mean is what was asked for. Indices count samples pushed since reset().
// Limits: kCapacity samples inside; the caller pushes only while needs_input().

#include <array>
#include <cstdint>
#include <span>

#include "terminal-fw/playout/sound.hpp"

struct SpeexResamplerState_;  // NOLINT(bugprone-reserved-identifier)

namespace tongluo::audio {

class Stretcher {
 public:
  static constexpr std::size_t kTaps = 128;
  static constexpr std::size_t kCapacity = 6 * playout::kFrameSamples;

  Stretcher();
  ~Stretcher();
  Stretcher(const Stretcher&) = delete;
  Stretcher& operator=(const Stretcher&) = delete;

  void reset();
  void engage() { engaged_ = true; }
  bool engaged() const { return engaged_; }
  void set_ppm(double ppm) { wanted_ppm_ = ppm; }  // positive: faster; at most ±500

  bool needs_input() const;
  void push(std::span<const std::int16_t> samples);
  void take(playout::Frame& out);  // only when it needs no input

  double position() const { return position_; }  // of the next output sample
  std::uint64_t pushed() const { return pushed_; }

 private:
  void prime();
  void choose_rate();
  std::size_t resample(std::span<std::int16_t> out);
  void compact();

  SpeexResamplerState_* resampler_;
  std::array<std::int16_t, kCapacity> samples_{};
  std::size_t size_ = 0;    // of samples_
  std::size_t cursor_ = 0;  // read next
  std::uint64_t pushed_ = 0;
  double position_ = 0;
  bool engaged_ = false;
  bool primed_ = false;
  double wanted_ppm_ = 0;
  double owed_ppm_ = 0;  // what rounding left over
  std::int32_t steps_ = 0;
  unsigned frames_at_rate_ = 0;
};

}  // namespace tongluo::audio

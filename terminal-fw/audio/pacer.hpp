#pragma once
// Stands in for the clock of a sound card: takes a frame every 20 ms, kAheadFrames of them in advance, as a device's
// buffer would. Owner: the audio thread. Time source: the steady clock (protocol/os).

#include "protocol/base/time.hpp"

namespace tongluo::audio {

constexpr auto kFrameDuration = microseconds(20'000);
constexpr int kAheadFrames = 3;

class Pacer {
 public:
  void begin();       // the next frame sounds now, or after what is still in the buffer
  void wait_frame();  // sleeps until the buffer has room for one frame more
  microseconds latency() const;

 private:
  SteadyTime next_{};  // when the next frame sounds
};

}  // namespace tongluo::audio

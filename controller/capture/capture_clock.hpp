#pragma once
// When the next packet is due, and the capture time that it bears. Pure. Ticks keep to the steady clock, 60 ms apart;
// stamps follow the wall clock, but never by more than 30 µs in a packet (500 ppm), so that they are monotone and a
// correction of the clock is no jump of the sound. After a stall above kMaxStall the ticks between are left out.

#include "controller/capture/limits.hpp"

namespace tongluo::capture {

// From a sample's arrival to the end of the packet that bears it: the packet itself, the reserve, limiter and encoder.
constexpr auto kProcessingDelay = microseconds(11'729);  // 251 samples of the limiter, 312 of the Opus encoder
constexpr auto kCaptureDelay = limits::kLivePacketDuration + milliseconds(40) + kProcessingDelay;

class CaptureClock {
 public:
  explicit CaptureClock(Now start) : next_(start.steady), wall_(start.wall) {}

  SteadyTime next_tick() const { return next_; }
  // At or after next_tick(): the stamp of the packet that ends there.
  WallTime tick(Now now);
  std::uint64_t left_out() const { return left_out_; }

 private:
  SteadyTime next_;
  WallTime wall_;  // of next_
  std::uint64_t left_out_ = 0;
};

}  // namespace tongluo::capture

#pragma once
// Samples between a source with a clock of its own and packets at the controller's clock. Pure; 48 kHz mono; time is
// counted in pulls of 60 ms. A pull that finds too little gives what is there, then silence, and waits until the
// reserve is filled again, which then is larger (kMinReserve … kMaxReserve; it shrinks after half a minute without).
// Above kMaxQueued the oldest samples leave. stretch() steers the resampler in front, so that a source that is slow or
// fast by its clock neither starves nor grows the queue.

#include <cstdint>
#include <deque>
#include <span>

#include "controller/capture/limits.hpp"

namespace tongluo::capture {

class SampleQueue {
 public:
  struct Counters {
    std::uint64_t underruns = 0, dropped_samples = 0;
  };

  void push(std::span<const float> samples);
  // Fills `out` and says how many of them came from the source.
  std::size_t pull(std::span<float> out);
  // Forgets what waits, as with another source.
  void clear();
  double stretch() const { return stretch_; }  // output per input, 1 ± kMaxStretch
  std::size_t queued() const { return samples_.size(); }
  std::size_t reserve() const { return reserve_; }
  const Counters& counters() const { return counters_; }

 private:
  void steer();
  void note_underrun();

  std::deque<float> samples_;
  std::size_t reserve_ = kMinReserve;
  double average_ = kMinReserve;  // of what stays after a pull
  double stretch_ = 1.0;
  bool flowing_ = false;
  std::uint32_t good_pulls_ = 0;
  Counters counters_;
};

}  // namespace tongluo::capture

#pragma once
// How a sound would have gone on for a few milliseconds: linear prediction (Burg's method, whose filter is always
// stable) from the last 10 ms. It lets a sound that is cut anywhere die away without a jump in the wave or in its
// slope. Never more than that: what it invents is faded out within 5 ms by the smoother. Pure, no allocation. Owner:
// the smoother.

#include <array>
#include <cstddef>

namespace tongluo::playout {

constexpr std::size_t kHistorySamples = 480;
constexpr std::size_t kPredictionOrder = 32;
// A sound that ended so softly needs no continuation: neither its jump to silence nor that of its slope can be heard.
constexpr double kQuietLevel = 16.0;  // of 32,768: −66 dBFS
constexpr std::size_t kQuietSamples = 8;

class Continuation {
 public:
  using History = std::array<double, kHistorySamples>;  // the newest last

  // After kQuietSamples below kQuietLevel it is silence.
  void begin(const History& history);
  double next();

 private:
  std::array<double, kPredictionOrder> weights_{};  // of the sample before, the one before that, …
  std::array<double, kPredictionOrder> recent_{};   // the newest first
  bool silent_ = true;
};

}  // namespace tongluo::playout

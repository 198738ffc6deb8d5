#pragma once
// Loudness (EBU R128, integrated) and true peak of 48 kHz mono samples, by libebur128. A value, moved; one thread at a
// time.

#include <memory>
#include <span>

namespace tongluo::media {

class LoudnessMeter {
 public:
  LoudnessMeter();
  void add(std::span<const float> samples);
  double lufs() const;            // −infinity below the measurement's gate
  double true_peak_dbtp() const;  // −infinity for silence

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

constexpr std::size_t kShortestMeasured = 96'000;  // 2 s

// Sounds shorter than the standard's window are measured as if they went on and on.
double loudness_of(std::span<const float> samples);

}  // namespace tongluo::media

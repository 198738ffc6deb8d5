#pragma once
// Keeps the true peak under a ceiling without audible clicks: it looks ahead, lowers the gain before the peak comes and
// lets it rise slowly afterwards. Pure and streaming: samples in, as many samples out, kDelay later; finish() gives the
// rest.

#include <array>
#include <cstddef>
#include <deque>
#include <span>
#include <vector>

namespace tongluo::media {

class Limiter {
 public:
  static constexpr std::size_t kLookAhead = 240;  // 5 ms at 48 kHz
  static constexpr std::size_t kTaps = 24;        // samples that the peak interpolator sees
  static constexpr std::size_t kDelay = kLookAhead + kTaps / 2 - 1;

  // `gain` is applied first; `ceiling` is linear.
  Limiter(double gain, double ceiling);

  void process(std::span<const float> in, std::vector<float>& out);
  void finish(std::vector<float>& out);

 private:
  struct Needed {
    std::size_t index;
    double gain;
  };

  void push(float in, std::vector<float>& out);
  double peak_around_centre(std::span<const float, kTaps> newest) const;
  double smallest_needed(std::size_t index, double gain);

  double gain_;
  double ceiling_;
  std::size_t pushed_ = 0;
  std::array<float, 2 * kTaps>
      history_{};                // the newest samples, each written twice: any kTaps of them lie side by side
  std::deque<float> waiting_;    // samples that wait for their gain
  std::deque<Needed> smallest_;  // rising gains within the look-ahead window
  std::deque<double> recent_;    // the last window of held gains, and their sum
  double recent_sum_ = 0;
  double held_ = 1.0;
};

}  // namespace tongluo::media

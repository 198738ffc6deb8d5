#pragma once
// Keeps a play at its instant: from how late each frame sounds to how much faster the play is read. A slow
// phase-locked loop (PI), fed once a frame. Pure value; owner: the audio thread; no allocation.
//
// A play that keeps within kDeadBand is left alone: 0 ppm, sample by sample. Beyond, the loop engages and stays so
// until disengage(). Corrections are at most kMostPpm and change by at most kMostPpmPerFrame; they overshoot a
// disturbance by at most a tenth of it. Above kStepAbove, and only in silence, the rest is stepped at once; in sound it
// is worked off at kMostPpm. The sound card's own drift is remembered over plays.

#include <array>

#include "protocol/base/time.hpp"

namespace tongluo::instep {

constexpr double kMostPpm = 500;  // ±0.05 %
constexpr double kMostPpmPerFrame = 10;
constexpr auto kDeadBand = microseconds(150);
constexpr auto kStepAbove = microseconds(20'000);
constexpr auto kLockFrame = microseconds(20'000);

class PlayoutLock {
 public:
  struct Correction {
    double ppm = 0;        // read so much faster
    microseconds step{0};  // leave out so much silence; negative: insert it
  };

  // A new play begins at its instant.
  void begin();
  // `late`: by how much the next sample sounds later than it should. `silent`: there is silence before and behind.
  Correction on_frame(microseconds late, bool silent);
  void on_stepped(microseconds done);
  // Between two sounds: nothing is corrected until it must be.
  void disengage();

  bool engaged() const { return engaged_; }
  double ppm() const { return ppm_; }
  double drift_ppm() const { return drift_ppm_; }  // of the sound card against the controller's clock, as learnt
  microseconds smoothed() const { return microseconds(static_cast<std::int64_t>(smoothed_us_)); }
  std::uint64_t steps() const { return steps_; }

 private:
  static constexpr std::size_t kMedian = 5;
  double median() const;
  void smooth(double late_us);
  void control();

  std::array<double, kMedian> recent_{};
  std::uint64_t frames_ = 0;  // since begin()
  double smoothed_us_ = 0;
  double drift_ppm_ = 0;
  double ppm_ = 0;
  bool engaged_ = false;
  bool stepping_ = false;
  std::uint64_t steps_ = 0;
};

}  // namespace tongluo::instep

#pragma once
// Where a play should be: its time line by the controller's clock against the samples given to the stretcher. Plain
// value; owner: the audio thread.

#include <optional>

#include "terminal-fw/instep/clock_line.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::audio {

// The controller's clock as the control thread knows it now.
struct MediaTime {
  bool valid = false;
  instep::ClockLine line;
};

class PlayClock {
 public:
  // The sample of index `origin` belongs to `media_at`; nothing: a play in step with nobody.
  void load(std::optional<WallTime> media_at, double origin) {
    media_at_ = media_at;
    origin_ = origin;
  }
  void clear() { media_at_.reset(); }
  void move_origin(double samples) { origin_ += samples; }
  // How much later than it should the sample of index `position` sounds, if it does at `sounds_at`.
  std::optional<microseconds> late(const MediaTime& media, SteadyTime sounds_at, double position) const {
    if (!media_at_ || !media.valid) return std::nullopt;
    const auto since = std::llround((position - origin_) * 1e6 / playout::kSampleRate);
    return microseconds((media.line.wall_at(sounds_at) - *media_at_).count() - since);
  }

 private:
  std::optional<WallTime> media_at_;
  double origin_ = 0;
};

}  // namespace tongluo::audio

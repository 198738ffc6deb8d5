#pragma once
// A loudspeaker that counts samples: when each play sounds, from where in its programme, until when. One sounds, one
// waits for its start, as in the audio thread; a play whose audio has not all come waits at its end. Goes by the steady
// clock, so that a jump of the system's clock moves no sound. Pure; time is handed in.

#include <optional>
#include <set>
#include <vector>

#include "terminal-fw/core/actions.hpp"
#include "terminal-fw/core/conductor.hpp"

namespace tongluo::sim {

class CountedSound {
 public:
  struct Sound {
    terminal::Play play;
    SteadyTime start_at;
    SteadyTime first_sample{};
    WallTime first_wall{};  // by the system's clock
    std::set<Digest> missing;
  };
  void play(Now now, const terminal::Play& play);
  void complete(std::uint64_t play_id, const Digest& clip);
  void stop(Now now, std::uint64_t play_id);
  void on_deadline(Now now);
  void fail(Now now);                // the device: what sounds and what waits is over
  SteadyTime next_deadline() const;  // SteadyTime::max() when there is none
  std::vector<terminal::PlaybackEvent> take_events() { return std::exchange(events_, {}); }
  const std::optional<Sound>& sounding() const { return sounding_; }
  playout::Progress progress(SteadyTime now) const;  // of what sounds

  bool device_fails = false;     // what is handed over fails at once
  bool ignores_stops = false;    // a mutant
  bool keeps_the_first = false;  // a mutant: nothing interrupts what sounds

 private:
  static terminal::Shape shape(const terminal::Play& play);
  static SteadyTime end_of(const Sound& sound);
  static playout::Progress progress_of(const Sound& sound, SteadyTime now);
  void tell(Now now, terminal::PlaybackEvent::Kind kind, const Sound& sound);

  std::optional<Sound> sounding_;
  std::optional<Sound> waiting_;
  std::vector<terminal::PlaybackEvent> events_;
};

}  // namespace tongluo::sim

#pragma once
// A loudspeaker that only counts: when each play's first and last sample would sound. Pure; time is handed in, and is
// the terminal's own. One play at a time, as the audio thread; samples are counted, not decoded. A play whose audio has
// not all come waits at its end.
//
// A play that neighbours share follows the controller's clock while that is known, as the audio thread's lock does, but
// without the lock's own error (tools/bench in-step measures that); any other runs at the card's own rate.

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "terminal-fw/core/actions.hpp"
#include "terminal-fw/core/conductor.hpp"
#include "terminal-fw/instep/clock_line.hpp"

namespace tongluo::fleet {

class VirtualSound {
 public:
  explicit VirtualSound(double card_ppm = 0) : card_ppm_(card_ppm) {}
  // The controller's clock as the core knows it now; before on_deadline().
  void set_media_line(Now now, const std::optional<instep::ClockLine>& line);
  void play(Now now, const terminal::Play& play);
  void complete(Now now, std::uint64_t play_id, const Digest& clip);
  void live(const terminal::PlayLive& live);
  void stop(Now now, std::uint64_t play_id);
  void on_deadline(Now now);
  WallTime next_deadline() const;  // WallTime::max() when there is none
  std::vector<terminal::PlaybackEvent> take_events();
  // The play that sounds or waits, and when its samples should sound by the controller's clock.
  struct Shared {
    Digest order;
    std::optional<WallTime> first, last;  // nothing: in step with nobody
  };
  const std::map<std::uint64_t, Shared>& plays() const { return shared_; }
  void forget(std::uint64_t play_id) { shared_.erase(play_id); }

 private:
  struct Current {
    terminal::Play play;
    WallTime not_before{};  // when it was asked for
    bool late = false;      // it was asked for after its instant: nothing catches up
    WallTime all_here_at{};
    WallTime first_sample{};
    WallTime last_sample{};
    milliseconds length{};
    std::set<Digest> missing;
    bool started = false;
    std::uint64_t live_packets = 0;
  };
  void place(Now now);
  void report(terminal::PlaybackEvent::Kind kind, WallTime last_sample);
  double card_ppm_;
  std::optional<instep::ClockLine> line_;
  std::optional<Current> current_;
  std::map<std::uint64_t, Shared> shared_;  // of plays whose events were not heard yet
  std::vector<terminal::PlaybackEvent> events_;
};

}  // namespace tongluo::fleet

#pragma once
// A loudspeaker that only counts: when each play's first and last sample would sound. Pure; time is handed in. One play
// at a time, as the audio thread; samples are counted, not decoded. A play whose audio has not all come waits at its
// end.

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "terminal-fw/core/actions.hpp"
#include "terminal-fw/core/conductor.hpp"

namespace tongluo::fleet {

class VirtualSound {
 public:
  void play(Now now, const terminal::Play& play);
  void complete(std::uint64_t play_id, const Digest& clip);
  void live(const terminal::PlayLive& live);
  void stop(Now now, std::uint64_t play_id);
  void on_deadline(Now now);
  WallTime next_deadline() const;  // WallTime::max() when there is none
  std::vector<terminal::PlaybackEvent> take_events();

 private:
  struct Current {
    terminal::Play play;
    WallTime first_sample{};
    WallTime last_sample{};
    std::set<Digest> missing;
    bool started = false;
    std::uint64_t live_packets = 0;
  };
  void report(terminal::PlaybackEvent::Kind kind, WallTime last_sample);
  std::optional<Current> current_;
  std::vector<terminal::PlaybackEvent> events_;
};

}  // namespace tongluo::fleet

#pragma once
// Carries the core's plays to the audio thread and its events back. Owner: the control thread. A clip that cannot be
// decoded is reported as damaged and stays silent; the end time ends its play. Without drill words a drill is a failure
// of the sound device: it never sounds without them.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "terminal-fw/audio/audio_thread.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/main/play_programme.hpp"

namespace tongluo::firmware {

class SoundDesk {
 public:
  explicit SoundDesk(audio::AudioThread& thread) : thread_(thread) {}

  void play(const terminal::Play& play);
  void append(const terminal::AppendAudio& append);
  void complete(const terminal::AudioComplete& complete);
  void live(const terminal::PlayLive& live);  // dropped and counted when its queue is full
  void stop(const terminal::StopPlay& stop);
  // Where the frames of a local source's play go; null: it is no such play.
  std::shared_ptr<playout::PcmQueue> pcm(std::uint64_t play_id) const;

  // Percent of full amplitude, of which a play's volume is a share; acts from the next play on.
  void set_installed_volume(std::uint32_t percent) { installed_percent_ = percent; }

  std::optional<terminal::PlaybackEvent> next_event();
  bool active() const { return !plays_.empty(); }
  playout::Progress progress() const { return thread_.progress(); }
  // Stops that the audio thread had no room for are tried again.
  void retry_stops();

 private:
  ClipSource* find(std::uint64_t play_id, const Digest& clip);
  bool hand_over(const terminal::Play& play);

  audio::AudioThread& thread_;
  struct Feed {
    ClipSources sources;
    std::shared_ptr<playout::LiveQueue> live;
    std::shared_ptr<playout::PcmQueue> pcm;
  };
  std::map<std::uint64_t, Feed> plays_;
  std::uint64_t live_dropped_ = 0;
  std::uint32_t installed_percent_ = 100;
  std::vector<terminal::PlaybackEvent> own_events_;
  std::vector<std::uint64_t> pending_stops_;
};

}  // namespace tongluo::firmware

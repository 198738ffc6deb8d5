#pragma once
// What the core asks of the world, and the queue it asks through. Plain values. Owner: the core's thread.
// The queue is bounded by what one event can cause: the shell drains it after every event.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/rtp/live_packet.hpp"
#include "protocol/wire/configuration.hpp"
#include "protocol/wire/messages.hpp"
#include "terminal-fw/core/journal.hpp"
#include "terminal-fw/playout/tone.hpp"

namespace tongluo::terminal {

// A whole, verified clip.
struct ClipContent {
  Bytes manifest;
  Bytes audio;
};
using SharedClipContent = std::shared_ptr<const ClipContent>;

struct Send {
  wire::Message message;
};
struct Commit {
  std::uint64_t token = 0;
  JournalWrite write;
};  // answered by on_commit(token, …), in order
struct StoreClip {
  Digest clip;
  SharedClipContent content;
};  // answered by on_clip_stored
struct LoadClip {
  Digest clip;
};  // answered by on_clip_loaded
// What the cache must not let go while anything else can leave: the clips of what is to play, the soonest first.
struct KeepClips {
  std::vector<Digest> clips;
};

// A clip of a play: its bytes follow as AppendAudio, in order, and AudioComplete ends them.
struct PlayClip {
  Digest clip;
  milliseconds duration{};
  bool operator==(const PlayClip&) const = default;
};

struct Play {
  std::uint64_t play_id = 0;
  Digest order;
  std::uint32_t occurrence = 0;
  WallTime start_at{};                 // by the system's clock
  std::optional<WallTime> media_at{};  // by the controller's clock, if neighbours start then: to be kept in step
  Tone tone = Tone::none;
  std::uint32_t tone_samples = 0;
  std::vector<PlayClip> items;  // in playing order, a clip may repeat
  std::uint32_t first_repetition = 0;
  std::uint64_t first_sample = 0;
  std::uint32_t repetitions = 1;
  std::uint32_t gap_samples = 0;
  std::uint32_t volume_percent = 100;
  std::uint64_t live_samples =
      0;               // not 0: behind the tone a live stream, at most so long; its packets follow as PlayLive
  bool drill = false;  // never without the drill prefix: who has none must not play it
  std::optional<playout::TestTone> test_tone;                // a self-test: instead of `tone`; no order asked for it
  wire::LocalSource local = wire::LocalSource::unspecified;  // the live part comes from here, not as packets
  bool exact_level = false;  // the tone's level is meant as it is, whatever volume is installed
};
struct AppendAudio {
  std::uint64_t play_id = 0;
  Digest clip;
  Bytes bytes;
  std::size_t total_bytes = 0;
};
struct AudioComplete {
  std::uint64_t play_id = 0;
  Digest clip;
};
// The next verified packet of a live play. Those that come before its Play are kept by the core.
struct PlayLive {
  std::uint64_t play_id = 0;
  rtp::LivePacket packet;
};
// The media socket of this session: where to. Each SendDatagram goes there; what comes back is on_datagram().
struct OpenMedia {
  std::string endpoint;  // as in the Welcome
};
struct SendDatagram {
  Bytes bytes;
};
// What a verified maintenance command asks of the shell; answered by on_maintained(digest, …).
struct Maintain {
  Digest digest;
  wire::Command command;
};
// The controllers that a signed configuration names, to be tried before the installed ones. `moved`: just now, so that
// the session that is open goes over soon; not: as they were before the restart.
struct UseControllers {
  std::vector<wire::ControllerAddress> controllers;
  bool moved = false;
};
struct StopPlay {
  std::uint64_t play_id = 0;
};

// One line for the log: "event=… key=value …".
struct Notice {
  bool alarm = false;
  std::string text;
};

using Action = std::variant<Send, Commit, StoreClip, LoadClip, KeepClips, Play, AppendAudio, AudioComplete, PlayLive,
                            StopPlay, OpenMedia, SendDatagram, Maintain, UseControllers, Notice>;

class ActionQueue {
 public:
  void push(Action action) { queue_.push_back(std::move(action)); }
  // Nothing is sent, and nothing waits, while the link is down: what matters is sent again after it opens.
  void send(wire::Message message) {
    if (link_open_) push(Send{std::move(message)});
  }
  void notice(std::string text) { push(Notice{false, std::move(text)}); }
  void alarm(std::string text) { push(Notice{true, std::move(text)}); }
  std::optional<Action> next() {
    if (queue_.empty()) return std::nullopt;
    Action action = std::move(queue_.front());
    queue_.pop_front();
    return action;
  }
  bool link_open() const { return link_open_; }
  void set_link_open(bool open) { link_open_ = open; }

 private:
  std::deque<Action> queue_;
  bool link_open_ = false;
};

}  // namespace tongluo::terminal

#pragma once
// What the audio thread does, one frame a turn; the thread and its waiting are in audio_thread.cpp. Nothing here
// allocates, locks, logs or throws (opening a device may). Time source: the time handed to turn(); its wall clock only
// dates what is told, since somebody may set it just before a start. Limits: kCommandSlots, kEventSlots, kRetiredSlots,
// kMarks; a command is taken only while the events it may cause have room, so no event is ever lost.
//
// A play with a controller's instant is kept in step (instep::PlayoutLock): each frame's true instant is the time of
// writing plus the sink's latency plus the acoustic delay. Until that is off by more than the lock's dead band, and in
// every other play, the sink gets the player's samples bit by bit. What happens to a play is told when the sink has
// been given the sample it happens at.

#include <array>
#include <optional>

#include "protocol/base/spsc_queue.hpp"
#include "protocol/base/time.hpp"
#include "terminal-fw/audio/audio_sink.hpp"
#include "terminal-fw/audio/latest_value.hpp"
#include "terminal-fw/audio/level_tap.hpp"
#include "terminal-fw/audio/play_clock.hpp"
#include "terminal-fw/audio/playback_event.hpp"
#include "terminal-fw/audio/sink_tally.hpp"
#include "terminal-fw/audio/stretcher.hpp"
#include "terminal-fw/instep/playout_lock.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

constexpr std::size_t kCommandSlots = 16;
constexpr std::size_t kEventSlots = 64;
constexpr std::size_t kRetiredSlots = 32;
constexpr auto kOpenAhead = seconds(1);  // the sink is opened so long before something starts
constexpr std::size_t kMarks = 8;        // starts and ends inside the stretcher: it holds less than three frames

struct Command {
  enum class Kind : std::uint8_t { play, stop };
  Kind kind{};
  std::uint64_t play_id = 0;  // stop
  SteadyTime start_at{};
  playout::Programme programme;        // play
  std::optional<WallTime> media_at{};  // the start by the controller's clock; used instead while that is known
};

// The only places where the two threads meet.
struct AudioQueues {
  SpscQueue<Command, kCommandSlots> commands;
  SpscQueue<PlaybackEvent, kEventSlots> events;
  SpscQueue<playout::Programme, kRetiredSlots> retired;  // to be freed by the control thread
  LatestValue<playout::Progress> progress;
  LatestValue<MediaTime> media;  // written by the control thread
  LevelQueue levels;             // full, as without a reader: the newest is dropped
};

class AudioLoop {
 public:
  // `acoustic_delay`: from the sink's output to the listener, as configured; the sound leaves so much earlier.
  AudioLoop(AudioSink& sink, playout::Decoder& decoder, AudioQueues& queues, microseconds acoustic_delay = {});
  ~AudioLoop();
  AudioLoop(const AudioLoop&) = delete;
  AudioLoop& operator=(const AudioLoop&) = delete;

  // Takes commands, gives the sink one frame if anything sounds or is about to. Returns how long the thread may wait
  // for a command before the next turn: zero to go on at once, nothing to wait for a command only. True in `told` if an
  // event was queued.
  struct Turn {
    std::optional<microseconds> wait;
    bool told = false;
  };
  Turn turn(Now now);
  const instep::PlayoutLock& lock() const { return lock_; }

 private:
  struct Waiting {
    playout::Programme programme;
    SteadyTime start_at{};
    std::optional<WallTime> media_at;
  };
  // Something that happens to a play at a sample that the sink has not been given yet.
  struct Mark {
    std::uint64_t index = 0;
    PlaybackEvent event;
  };

  void take_commands(Now now);
  void take_play(Command command);
  void take_stop(std::uint64_t play_id, Now now);
  bool has_room() const;
  SteadyTime start_of_waiting() const;
  bool wants_sink(SteadyTime now) const;
  std::optional<microseconds> idle_time(SteadyTime now) const;
  microseconds latency() const { return sink_.latency() + acoustic_delay_; }

  void sound_frame(Now now);
  void steer(SteadyTime frame_at);
  void pull_frame(SteadyTime frame_at);
  void start_if_due(SteadyTime sounds_at);
  void note_report();
  std::size_t step_in_silence(bool silent);
  void mark(PlaybackEvent::Kind kind, std::uint64_t index);
  void tell_marks(WallTime frame_at, double from, double until);
  void tell_mark(PlaybackEvent event, WallTime at);
  void tell(const PlaybackEvent& event);
  void drop_waiting(PlaybackEvent::Kind kind);
  void fail_write(WallTime frame_at);
  void close_sink();
  void hand_back(playout::Programme programme);
  void hand_back_retired();

  AudioSink& sink_;
  AudioQueues& queues_;
  const microseconds acoustic_delay_;
  playout::Player player_;
  Stretcher stretcher_;
  instep::PlayoutLock lock_;
  PlayClock clock_;
  SinkTally tally_;
  LevelTap levels_;
  MediaTime media_;
  std::optional<Waiting> waiting_;
  playout::Frame frame_{};  // from the player, then for the sink
  std::array<Mark, kMarks> marks_{};
  std::size_t marked_ = 0;
  std::uint64_t sound_until_ = 0;  // index one past the last pulled frame that was not mere waiting
  std::int64_t to_step_ = 0;       // samples of silence to leave out; negative: to insert
  std::size_t silent_frames_ = 0;  // pulled in a row
  bool holds_starved_ = false;     // a missing packet makes what follows late, as in clips
  std::uint64_t starved_before_ = 0;
  WallTime first_sample_{};  // of what the sink is given now
  bool sink_open_ = false;
  bool told_ = false;
};

}  // namespace tongluo::audio

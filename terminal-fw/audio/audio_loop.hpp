#pragma once
// What the audio thread does, one frame a turn; the thread and its waiting are in audio_thread.cpp. Nothing here
// allocates, locks, logs or throws (opening a device may). Time source: the wall time handed to turn(). Limits:
// kCommandSlots, kEventSlots, kRetiredSlots; a command is taken only while the events it may cause have room, so no
// event is ever lost.

#include <atomic>
#include <optional>

#include "protocol/base/spsc_queue.hpp"
#include "protocol/base/time.hpp"
#include "terminal-fw/audio/audio_sink.hpp"
#include "terminal-fw/audio/latest_value.hpp"
#include "terminal-fw/audio/playback_event.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

constexpr std::size_t kCommandSlots = 16;
constexpr std::size_t kEventSlots = 64;
constexpr std::size_t kRetiredSlots = 32;
constexpr auto kOpenAhead = seconds(1);  // the sink is opened so long before something starts

struct Command {
  enum class Kind : std::uint8_t { play, stop };
  Kind kind{};
  std::uint64_t play_id = 0;  // stop
  WallTime start_at{};
  playout::Programme programme;  // play
};

// The only places where the two threads meet.
struct AudioQueues {
  SpscQueue<Command, kCommandSlots> commands;
  SpscQueue<PlaybackEvent, kEventSlots> events;
  SpscQueue<playout::Programme, kRetiredSlots> retired;  // to be freed by the control thread
  LatestValue<playout::Progress> progress;
};

class AudioLoop {
 public:
  AudioLoop(AudioSink& sink, playout::Decoder& decoder, AudioQueues& queues);
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
  Turn turn(WallTime now);

 private:
  struct Waiting {
    playout::Programme programme;
    WallTime start_at{};
  };

  void take_commands(WallTime now);
  void take_play(Command command);
  void take_stop(std::uint64_t play_id, WallTime now);
  bool has_room() const;
  bool wants_sink(WallTime now) const;
  std::optional<microseconds> idle_time(WallTime now) const;
  void start_if_due(WallTime frame_at);
  void sound_frame(WallTime frame_at);
  void tell(const PlaybackEvent& event);
  void end_current(PlaybackEvent::Kind kind, WallTime last_sample);
  void drop_waiting(PlaybackEvent::Kind kind);
  void fail_write(WallTime frame_at);
  void close_sink();
  void hand_back(playout::Programme programme);
  void hand_back_retired();

  AudioSink& sink_;
  AudioQueues& queues_;
  playout::Player player_;
  std::optional<Waiting> waiting_;
  playout::Frame frame_{};
  WallTime first_sample_{};  // of what plays now
  bool sink_open_ = false;
  bool told_ = false;
};

}  // namespace tongluo::audio

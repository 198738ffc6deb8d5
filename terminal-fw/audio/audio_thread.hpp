#pragma once
// The audio thread: owns the player and the sink, is clocked by the sink, meets the control side only at bounded
// queues. After start it does not allocate, lock or log (opening a device apart). Calls below are made on the control
// thread. Limits: audio_loop.hpp.

#include <functional>
#include <memory>

#include "protocol/base/time.hpp"
#include "terminal-fw/audio/audio_sink.hpp"
#include "terminal-fw/audio/play_clock.hpp"
#include "terminal-fw/audio/playback_event.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

constexpr auto kLongestSleep = seconds(2);

class AudioThread {
 public:
  // `wake` is called on the audio thread after an event was queued; it must only wake the control thread (asio::post is
  // not real-time safe: use an eventfd). Exception: std::system_error if there is no thread or descriptor left
  // (start-up only).
  AudioThread(std::unique_ptr<AudioSink> sink, std::function<void()> wake, microseconds acoustic_delay = {});
  ~AudioThread();  // stops and joins

  // Starts `programme` at `start_at` (the wall clock of this moment, whoever sets it later; in the past: at once). What
  // plays goes on until then; one programme waits at a time, a second play() takes its place. False when the command
  // queue is full.
  // `media_at` is that instant by the controller's clock: the play is kept in step with it while the clock is known.
  bool play(playout::Programme programme, WallTime start_at, std::optional<WallTime> media_at = std::nullopt);
  bool stop(
      std::uint64_t play_id);  // playing or waiting; an id that is neither is ignored. False when the queue is full.
  std::optional<PlaybackEvent> next_event();
  std::optional<fieldbus::SoundLevel> next_level();  // of what the sink was given, block by block; kLevelSlots
  void set_media_time(const MediaTime& media);       // acts from the next frame on
  playout::Progress progress() const;                // a recent snapshot
  std::uint64_t beats() const;                       // rises at least each kLongestSleep while the thread is alive
  std::string missing() const;                       // AudioSink::missing

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tongluo::audio

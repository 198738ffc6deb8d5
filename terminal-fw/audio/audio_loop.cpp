#include "terminal-fw/audio/audio_loop.hpp"

#include <algorithm>
#include <utility>

#include "protocol/base/assert.hpp"

namespace tongluo::audio {
namespace {

constexpr auto kFrame = microseconds(20'000);
// What plays, what waits and one command more cause at most two events and one retired programme each.
constexpr std::size_t kReservedEvents = 6;
constexpr std::size_t kReservedRetired = 4;
constexpr auto kRetryWhenFull = microseconds(20'000);

microseconds duration_of(std::uint64_t samples) {
  return microseconds(static_cast<std::int64_t>(samples * 1'000'000 / playout::kSampleRate));
}

}  // namespace

AudioLoop::AudioLoop(AudioSink& sink, playout::Decoder& decoder, AudioQueues& queues)
    : sink_(sink), queues_(queues), player_(decoder) {}

AudioLoop::~AudioLoop() { close_sink(); }

AudioLoop::Turn AudioLoop::turn(WallTime now) {
  told_ = false;
  take_commands(now);
  std::optional<microseconds> wait = microseconds(0);
  if (!wants_sink(now)) {
    close_sink();
    wait = idle_time(now);
  } else if (sink_open_) {
    sound_frame(now + sink_.latency());
  } else {
    sink_open_ = sink_.open();  // takes time: the next turn reads the clock again
    TL_ASSERT(waiting_);        // what plays has opened it long ago
    if (!sink_open_) drop_waiting(PlaybackEvent::Kind::sink_failed);
  }
  queues_.progress.publish(player_.progress());
  return {wait, told_};
}

void AudioLoop::sound_frame(WallTime frame_at) {
  start_if_due(frame_at);
  player_.pull(frame_);
  hand_back_retired();
  if (!sink_.write(frame_)) {
    fail_write(frame_at);
    return;
  }
  const playout::PullReport& report = player_.last_pull();
  if (report.started) {
    first_sample_ = frame_at + duration_of(report.start_offset);
    tell({PlaybackEvent::Kind::started, player_.progress().play_id, first_sample_, {}, player_.progress()});
  }
  if (report.finished) end_current(PlaybackEvent::Kind::finished, frame_at + duration_of(report.end_offset));
}

// Loads what waits if its first sample belongs into the frame that is pulled next, or into the one after the old
// sound's fade.
void AudioLoop::start_if_due(WallTime frame_at) {
  if (!waiting_) return;
  const WallTime first_possible = player_.must_fade() ? frame_at + kFrame : frame_at;
  if (waiting_->start_at >= first_possible + kFrame) return;
  const auto delay = std::max(microseconds(0), microseconds(waiting_->start_at - first_possible));
  waiting_->programme.start_delay_samples =
      static_cast<std::uint32_t>(delay.count() * playout::kSampleRate / 1'000'000);
  if (player_.progress().active) end_current(PlaybackEvent::Kind::stopped, frame_at);
  player_.load(std::move(waiting_->programme));
  waiting_.reset();
  first_sample_ = {};
  hand_back_retired();
}

void AudioLoop::take_commands(WallTime now) {
  while (has_room()) {  // each command uses up room
    std::optional<Command> command = queues_.commands.try_pop();
    if (!command) return;
    if (command->kind == Command::Kind::play) {
      take_play(std::move(*command));
    } else {
      take_stop(command->play_id, now);
    }
  }
}

void AudioLoop::take_play(Command command) {
  if (waiting_) drop_waiting(PlaybackEvent::Kind::stopped);
  waiting_ = Waiting{std::move(command.programme), command.start_at};
}

void AudioLoop::take_stop(std::uint64_t play_id, WallTime now) {
  if (waiting_ && waiting_->programme.play_id == play_id) drop_waiting(PlaybackEvent::Kind::stopped);
  if (!player_.progress().active || player_.progress().play_id != play_id) return;
  player_.stop();
  hand_back_retired();
  end_current(PlaybackEvent::Kind::stopped, sink_open_ ? now + sink_.latency() : now);
}

bool AudioLoop::has_room() const {
  return queues_.events.free_slots() >= kReservedEvents && queues_.retired.free_slots() >= kReservedRetired;
}

bool AudioLoop::wants_sink(WallTime now) const {
  if (player_.progress().active || player_.must_fade()) return true;
  return waiting_ && waiting_->start_at - now <= kOpenAhead;
}

std::optional<microseconds> AudioLoop::idle_time(WallTime now) const {
  std::optional<microseconds> time;
  if (waiting_) time = waiting_->start_at - now - kOpenAhead;
  if (!has_room()) time = std::min(time.value_or(kRetryWhenFull), kRetryWhenFull);
  return time;
}

void AudioLoop::tell(const PlaybackEvent& event) {
  TL_ASSERT(queues_.events.try_push(PlaybackEvent(event)));  // room was reserved
  told_ = true;
}

void AudioLoop::end_current(PlaybackEvent::Kind kind, WallTime last_sample) {
  if (first_sample_ == WallTime{}) last_sample = {};
  const char* const detail = kind == PlaybackEvent::Kind::sink_failed ? sink_.last_error() : "";
  tell({kind, player_.progress().play_id, first_sample_, last_sample, player_.progress(), detail});
}

void AudioLoop::drop_waiting(PlaybackEvent::Kind kind) {
  PlaybackEvent event;
  event.kind = kind;
  event.play_id = event.progress.play_id = waiting_->programme.play_id;
  event.progress.repetition = waiting_->programme.first_repetition;
  event.progress.position_sample = waiting_->programme.first_sample;
  if (kind == PlaybackEvent::Kind::sink_failed) event.detail = sink_.last_error();
  tell(event);
  hand_back(std::move(waiting_->programme));
  waiting_.reset();
}

// What plays ends here, unheard from `frame_at` on; if nothing does, what is about to start.
void AudioLoop::fail_write(WallTime frame_at) {
  const bool playing = player_.progress().active || player_.last_pull().finished;
  player_.stop();
  player_.discard_tail();
  hand_back_retired();
  if (playing) {
    end_current(PlaybackEvent::Kind::sink_failed, frame_at);
  } else if (waiting_) {
    drop_waiting(PlaybackEvent::Kind::sink_failed);
  }
  close_sink();
}

void AudioLoop::close_sink() {
  if (std::exchange(sink_open_, false)) sink_.close();
}

void AudioLoop::hand_back(playout::Programme programme) {
  TL_ASSERT(queues_.retired.try_push(std::move(programme)));  // room was reserved
}

void AudioLoop::hand_back_retired() {
  while (std::optional<playout::Programme> programme = player_.take_retired()) hand_back(std::move(*programme));
}

}  // namespace tongluo::audio

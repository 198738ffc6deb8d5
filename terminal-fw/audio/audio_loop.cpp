#include "terminal-fw/audio/audio_loop.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "protocol/base/assert.hpp"

namespace tongluo::audio {
namespace {

constexpr auto kFrame = microseconds(20'000);
// What plays, what waits and one command more cause at most two events and one retired programme each.
constexpr std::size_t kReservedEvents = 6;
constexpr std::size_t kReservedRetired = 4;
constexpr auto kRetryWhenFull = microseconds(20'000);
constexpr int kMostPulls = 4;  // in one turn: what they bring more than the sink takes is silence to leave out
constexpr std::size_t kSilentBefore = 2;  // frames of silence before a step, so that one lies on both of its sides

microseconds duration_of(double samples) { return microseconds(std::llround(samples * 1e6 / playout::kSampleRate)); }

bool is_silent(const playout::Frame& frame) {
  return std::ranges::all_of(frame, [](std::int16_t sample) { return sample == 0; });
}

}  // namespace

AudioLoop::AudioLoop(AudioSink& sink, playout::Decoder& decoder, AudioQueues& queues, microseconds acoustic_delay)
    : sink_(sink), queues_(queues), acoustic_delay_(acoustic_delay), player_(decoder) {}

AudioLoop::~AudioLoop() {
  marked_ = 0;
  close_sink();
}

AudioLoop::Turn AudioLoop::turn(Now now) {
  told_ = false;
  media_ = queues_.media.read();
  take_commands(now);
  std::optional<microseconds> wait = microseconds(0);
  if (!wants_sink(now.steady)) {
    close_sink();
    wait = idle_time(now.steady);
  } else if (sink_open_) {
    sound_frame(now);
  } else {
    sink_open_ = sink_.open();  // takes time: the next turn reads the clock again
    TL_ASSERT(waiting_);        // what plays has opened it long ago
    if (!sink_open_) drop_waiting(PlaybackEvent::Kind::sink_failed);
  }
  queues_.progress.publish(player_.progress());
  return {wait, told_};
}

void AudioLoop::sound_frame(Now now) {
  const microseconds ahead = latency();
  const WallTime frame_at = now.wall + ahead;
  steer(now.steady + ahead);
  for (int pulls = 0; stretcher_.needs_input(); ++pulls) {
    if (pulls >= kMostPulls) to_step_ = 0;
    pull_frame(now.steady + ahead);
  }
  const double from = stretcher_.position();
  stretcher_.take(frame_);
  const SteadyTime leaves_at = now.steady + sink_.latency();
  if (!sink_.write(frame_)) return fail_write(frame_at);
  levels_.add(leaves_at, frame_, queues_.levels);
  tell_marks(frame_at, from, stretcher_.position());
}

// What sounds next is so late: read on faster, or leave out silence.
void AudioLoop::steer(SteadyTime frame_at) {
  to_step_ = 0;
  if (!sink_.has_own_clock()) return;
  const auto late = clock_.late(media_, frame_at, stretcher_.position());
  if (!late) return;
  const auto correction = lock_.on_frame(*late, silent_frames_ >= kSilentBefore);
  to_step_ = correction.step.count() * static_cast<std::int64_t>(playout::kSampleRate) / 1'000'000;
  if (lock_.engaged() && !stretcher_.engaged()) stretcher_.engage();
  stretcher_.set_ppm(correction.ppm);
}

void AudioLoop::pull_frame(SteadyTime frame_at) {
  start_if_due(frame_at + duration_of(static_cast<double>(stretcher_.pushed()) - stretcher_.position()));
  const bool sounding = player_.pull(frame_);
  hand_back_retired();
  const bool silent = is_silent(frame_);
  const std::size_t left_out = step_in_silence(silent);
  silent_frames_ = silent ? silent_frames_ + 1 : 0;
  note_report();
  stretcher_.push(std::span(frame_).subspan(left_out));
  if (sounding) sound_until_ = stretcher_.pushed();
}

// Between two frames of silence some may be left out or inserted. Returns how many samples of this frame to leave out.
std::size_t AudioLoop::step_in_silence(bool silent) {
  const std::uint64_t starved = std::exchange(starved_before_, player_.progress().samples_starved);
  const std::uint64_t held = player_.progress().samples_starved - std::min(starved, starved_before_);
  if (holds_starved_ && held > 0) clock_.move_origin(static_cast<double>(held));
  const playout::PullReport& report = player_.last_pull();
  if (to_step_ == 0 || !silent || silent_frames_ < kSilentBefore || held > 0 || report.started || report.finished)
    return 0;
  constexpr auto kMost = static_cast<std::int64_t>(playout::kFrameSamples);
  const std::int64_t now = std::clamp(to_step_, -kMost, kMost);
  if (now < 0) stretcher_.push(std::span(frame_).first(static_cast<std::size_t>(-now)));
  clock_.move_origin(static_cast<double>(-now));
  lock_.on_stepped(duration_of(static_cast<double>(now)));
  to_step_ = now < 0 ? 0 : to_step_ - now;
  return now < 0 ? 0 : static_cast<std::size_t>(now);
}

void AudioLoop::note_report() {
  const playout::PullReport& report = player_.last_pull();
  if (report.started) mark(PlaybackEvent::Kind::started, stretcher_.pushed() + report.start_offset);
  if (!report.finished) return;
  mark(PlaybackEvent::Kind::finished, stretcher_.pushed() + report.end_offset);
  clock_.clear();
}

// Loads what waits if its first sample belongs into the frame that is pulled next, or into the one after the old
// sound's fade.
void AudioLoop::start_if_due(SteadyTime sounds_at) {
  if (!waiting_) return;
  const bool fades = player_.must_fade();
  const SteadyTime first_possible = fades ? sounds_at + kFrame : sounds_at;
  const SteadyTime start_at = start_of_waiting();
  if (start_at >= first_possible + kFrame) return;
  const auto delay = std::max(microseconds(0), microseconds(start_at - first_possible));
  waiting_->programme.start_delay_samples =
      static_cast<std::uint32_t>(delay.count() * playout::kSampleRate / 1'000'000);
  if (player_.progress().active) mark(PlaybackEvent::Kind::stopped, stretcher_.pushed());
  clock_.load(waiting_->media_at, static_cast<double>(stretcher_.pushed() + (fades ? playout::kFrameSamples : 0) +
                                                      waiting_->programme.start_delay_samples));
  holds_starved_ = !waiting_->programme.items.empty();
  starved_before_ = 0;
  lock_.begin();
  player_.load(std::move(waiting_->programme));
  waiting_.reset();
  hand_back_retired();
}

SteadyTime AudioLoop::start_of_waiting() const {
  if (!waiting_->media_at || !media_.valid) return waiting_->start_at;
  return media_.line.steady_at(*waiting_->media_at);
}

void AudioLoop::take_commands(Now now) {
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
  waiting_ = Waiting{std::move(command.programme), command.start_at, command.media_at};
}

void AudioLoop::take_stop(std::uint64_t play_id, Now now) {
  if (waiting_ && waiting_->programme.play_id == play_id) drop_waiting(PlaybackEvent::Kind::stopped);
  if (!player_.progress().active || player_.progress().play_id != play_id) return;
  player_.stop();
  hand_back_retired();
  clock_.clear();
  mark(PlaybackEvent::Kind::stopped, stretcher_.pushed());
  const double position = stretcher_.position();
  tell_marks(sink_open_ ? now.wall + latency() : now.wall, position, position);
}

bool AudioLoop::has_room() const {
  return queues_.events.free_slots() >= kReservedEvents + marked_ && marked_ + 2 < kMarks &&
         queues_.retired.free_slots() >= kReservedRetired;
}

bool AudioLoop::wants_sink(SteadyTime now) const {
  if (player_.progress().active || player_.must_fade()) return true;
  if (sink_open_ && (marked_ > 0 || stretcher_.position() < static_cast<double>(sound_until_))) return true;
  return waiting_ && start_of_waiting() - now <= kOpenAhead;
}

std::optional<microseconds> AudioLoop::idle_time(SteadyTime now) const {
  std::optional<microseconds> time;
  if (waiting_) time = start_of_waiting() - now - kOpenAhead;
  if (!has_room()) time = std::min(time.value_or(kRetryWhenFull), kRetryWhenFull);
  return time;
}

void AudioLoop::mark(PlaybackEvent::Kind kind, std::uint64_t index) {
  TL_ASSERT(marked_ < kMarks);
  PlaybackEvent event;
  event.kind = kind;
  event.play_id = player_.progress().play_id;
  event.progress = player_.progress();
  marks_[marked_++] = {index, event};
}

// The sink was given frame_, the samples from index `from` to `until`: counts them and tells what happened there.
void AudioLoop::tell_marks(WallTime frame_at, double from, double until) {
  std::size_t done = 0;
  const std::size_t size = until > from ? frame_.size() : 0;
  std::size_t told = 0;
  for (; told < marked_; ++told) {
    const Mark& next = marks_[told];
    const double behind = static_cast<double>(next.index) - from;
    const bool starts = next.event.kind == PlaybackEvent::Kind::started;
    if (starts ? behind >= until - from : behind > until - from) break;
    const double share = size == 0 ? 0 : std::clamp(behind / (until - from), 0.0, 1.0);
    const auto offset = std::max(done, static_cast<std::size_t>(std::lround(share * static_cast<double>(size))));
    tally_.add(std::span(frame_).subspan(done, offset - done));
    done = offset;
    tell_mark(next.event, frame_at + duration_of(std::max(0.0, behind)));
  }
  tally_.add(std::span(frame_).first(size).subspan(std::min(done, size)));
  std::move(marks_.begin() + static_cast<std::ptrdiff_t>(told), marks_.begin() + static_cast<std::ptrdiff_t>(marked_),
            marks_.begin());
  marked_ -= told;
}

void AudioLoop::tell_mark(PlaybackEvent event, WallTime at) {
  if (event.kind == PlaybackEvent::Kind::started) {
    first_sample_ = at;
    tally_.begin();
    event.first_sample = at;
    tell(event);
    return;
  }
  event.first_sample = std::exchange(first_sample_, {});
  if (event.first_sample != WallTime{}) event.last_sample = at;
  event.sink = tally_.end();
  if (event.kind == PlaybackEvent::Kind::sink_failed) event.detail = sink_.last_error();
  tell(event);
}

void AudioLoop::tell(const PlaybackEvent& event) {
  TL_ASSERT(queues_.events.try_push(PlaybackEvent(event)));  // room was reserved
  told_ = true;
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
  if (player_.progress().active) mark(PlaybackEvent::Kind::stopped, stretcher_.pushed());
  player_.stop();
  player_.discard_tail();
  hand_back_retired();
  clock_.clear();
  bool failed = false;
  for (const Mark& lost : std::span(marks_).first(marked_)) {
    if (lost.event.kind == PlaybackEvent::Kind::started) continue;  // nobody heard it
    PlaybackEvent event = lost.event;
    event.kind = PlaybackEvent::Kind::sink_failed;
    tell_mark(event, frame_at);
    failed = true;
  }
  marked_ = 0;
  if (!failed && waiting_) drop_waiting(PlaybackEvent::Kind::sink_failed);
  close_sink();
}

void AudioLoop::close_sink() {
  if (!std::exchange(sink_open_, false)) return;
  sink_.close();
  TL_ASSERT(marked_ == 0);  // it is closed only when all was given to it, or told to be lost
  stretcher_.reset();
  levels_.reset();
  lock_.disengage();
  clock_.clear();
  sound_until_ = 0;
  silent_frames_ = 0;
}

void AudioLoop::hand_back(playout::Programme programme) {
  TL_ASSERT(queues_.retired.try_push(std::move(programme)));  // room was reserved
}

void AudioLoop::hand_back_retired() {
  while (std::optional<playout::Programme> programme = player_.take_retired()) hand_back(std::move(*programme));
}

}  // namespace tongluo::audio

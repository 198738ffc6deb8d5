#include "tests/sim/counted_sound.hpp"

#include <algorithm>

namespace tongluo::sim {

using Kind = terminal::PlaybackEvent::Kind;

terminal::Shape CountedSound::shape(const terminal::Play& play) {
  terminal::Shape shape{.tone_samples = play.tone_samples, .repetitions = play.repetitions};
  for (const terminal::PlayClip& item : play.items) shape.items_samples += terminal::samples_of(item.duration);
  shape.gap_samples = play.gap_samples;
  shape.drill = play.drill;
  return shape;
}

// If all its audio is there.
SteadyTime CountedSound::end_of(const Sound& sound) {
  const terminal::Shape whole = shape(sound.play);
  const std::uint64_t period = whole.sound_samples() + whole.gap_samples;
  const std::uint64_t before = sound.play.first_repetition * period + sound.play.first_sample;
  const std::uint64_t left = whole.total_samples() - std::min(before, whole.total_samples());
  return sound.first_sample + terminal::duration_of(left);
}

playout::Progress CountedSound::progress_of(const Sound& sound, SteadyTime now) {
  const terminal::Shape whole = shape(sound.play);
  const std::uint64_t period = whole.sound_samples() + whole.gap_samples;
  const SteadyTime until = std::min(now, end_of(sound));
  const bool begun = sound.first_wall != WallTime{};
  const std::uint64_t elapsed = begun ? terminal::samples_of(until - sound.first_sample) : 0;
  const std::uint64_t position = sound.play.first_repetition * period + sound.play.first_sample + elapsed;
  playout::Progress progress{.play_id = sound.play.play_id, .active = true};
  progress.samples_played = elapsed;
  progress.repetition = static_cast<std::uint32_t>(position / period);
  progress.position_sample = position % period;
  return progress;
}

playout::Progress CountedSound::progress(SteadyTime now) const {
  return sounding_ ? progress_of(*sounding_, now) : playout::Progress{};
}

void CountedSound::tell(Now now, Kind kind, const Sound& sound) {
  terminal::PlaybackEvent event{.kind = kind, .play_id = sound.play.play_id, .first_sample = sound.first_wall};
  event.progress = progress_of(sound, now.steady);
  if (kind == Kind::finished) {
    event.progress.finished = true;
    event.progress.repetitions_played = sound.play.repetitions - sound.play.first_repetition;
  }
  if (kind != Kind::started && sound.first_wall != WallTime{}) event.last_sample = now.wall;
  events_.push_back(std::move(event));
}

void CountedSound::play(Now now, const terminal::Play& play) {
  Sound sound{play, now.steady + std::max(play.start_at - now.wall, WallTime::duration(0)), {}, {}, {}};
  for (const terminal::PlayClip& item : play.items) sound.missing.insert(item.clip);
  if (device_fails) return tell(now, Kind::sink_failed, sound);
  if (waiting_) tell(now, Kind::stopped, *waiting_);
  waiting_ = std::move(sound);
}

void CountedSound::complete(std::uint64_t play_id, const Digest& clip) {
  for (auto* slot : {&sounding_, &waiting_})
    if (*slot && (*slot)->play.play_id == play_id) (*slot)->missing.erase(clip);
}

void CountedSound::stop(Now now, std::uint64_t play_id) {
  if (ignores_stops) return;
  for (auto* slot : {&sounding_, &waiting_}) {
    if (!*slot || (*slot)->play.play_id != play_id) continue;
    const Sound stopped = *std::exchange(*slot, std::nullopt);
    tell(now, Kind::stopped, stopped);
  }
}

void CountedSound::fail(Now now) {
  for (auto* slot : {&sounding_, &waiting_}) {
    if (!*slot) continue;
    const Sound failed = *std::exchange(*slot, std::nullopt);
    tell(now, Kind::sink_failed, failed);
  }
}

void CountedSound::on_deadline(Now now) {
  if (waiting_ && waiting_->start_at <= now.steady && !(keeps_the_first && sounding_)) {
    if (sounding_) tell(now, Kind::stopped, *std::exchange(sounding_, std::nullopt));
    sounding_ = std::exchange(waiting_, std::nullopt);
    sounding_->first_sample = now.steady;
    sounding_->first_wall = now.wall;
    tell(now, Kind::started, *sounding_);
  }
  if (sounding_ && sounding_->missing.empty() && end_of(*sounding_) <= now.steady) {
    const Sound finished = *std::exchange(sounding_, std::nullopt);
    tell(now, Kind::finished, finished);
  }
}

SteadyTime CountedSound::next_deadline() const {
  SteadyTime due = SteadyTime::max();
  if (waiting_ && !(keeps_the_first && sounding_)) due = waiting_->start_at;
  if (sounding_ && sounding_->missing.empty()) due = std::min(due, end_of(*sounding_));
  return due;
}

}  // namespace tongluo::sim

// Conductor, second half: what the audio thread and the outside say of a play, and what becomes of its occurrence.

#include <algorithm>
#include <utility>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/conductor.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {
namespace {

Digest digest_of_both(const Digest& before, const Digest& part) {
  Bytes both(before.octets.begin(), before.octets.end());
  both.insert(both.end(), part.octets.begin(), part.octets.end());
  return sign::digest_of(both);
}

void add_proof(Played& played, const fieldbus::Proof& part) {
  played.proof = played.proof ? of_both(*played.proof, part) : part;
}

}  // namespace

void Conductor::on_playback(Now now, const PlaybackEvent& event) {
  if (local_ && local_->play_id == event.play_id) return on_local_playback(now, event);
  const auto play = std::find_if(plays_.begin(), plays_.end(),
                                 [&](const ActivePlay& active) { return active.play_id == event.play_id; });
  if (play == plays_.end()) {
    ++parts_.counters.unknown_plays;
    return;
  }
  play->last = event.progress;
  if (event.last_sample != WallTime{}) play->last_sample = parts_.time.from_system(event.last_sample);
  play->sink_samples = event.sink_samples;
  play->sink_digest = event.sink_digest;
  if (event.kind != PlaybackEvent::Kind::started) play->proof = event.proof;
  play->sounding = event.first_sample != WallTime{};
  const Open open = find(play->key);
  if (event.first_sample != WallTime{} && open.occurrence != nullptr && open.occurrence->phase != Phase::finished)
    on_first_sample(now, open, parts_.time.from_system(event.first_sample));
  if (event.kind != PlaybackEvent::Kind::started) close_play(now, play, event.kind);
}

void Conductor::on_first_sample(Now now, const Open& open, WallTime first_sample) {
  sound_fault_ = false;
  if (open.occurrence->start_reported) return;
  open.occurrence->start_reported = true;
  open.occurrence->played.first_sample = first_sample;
  ledger_.report_started(now, *open.order, *open.occurrence);
}

// Keeps the repetition that plays on record: after a power cut only that one is played again.
void Conductor::on_progress(Now now, const playout::Progress& progress) {
  ActivePlay* play = current();
  if (play == nullptr || play->play_id != progress.play_id) return;
  play->last = progress;
  const Open open = find(play->key);
  if (open.occurrence == nullptr || progress.repetition <= open.occurrence->stored_repetition) return;
  open.occurrence->stored_repetition = progress.repetition;
  if (!open.order->unstored)
    ledger_.commit(now, {PutStage{play->key.order, stored_form(*open.occurrence, Stage::started)}});
}

// An occurrence that sounds in several parts has one digest over theirs.
void Conductor::add_sink_part(Played& played, const ActivePlay& play) {
  if (play.sink_samples == 0) {
    played.sink_unknown = played.sink_unknown || play.sounding;
    return;
  }
  played.sink_samples += play.sink_samples;
  played.sink_digest = played.sink_digest ? digest_of_both(*played.sink_digest, play.sink_digest) : play.sink_digest;
}

void Conductor::close_play(Now now, std::vector<ActivePlay>::iterator entry, PlaybackEvent::Kind kind) {
  const ActivePlay play = std::move(*entry);
  plays_.erase(entry);
  const Open open = find(play.key);
  if (open.occurrence == nullptr || open.occurrence->phase == Phase::finished) return;
  Played& played = open.occurrence->played;
  played.samples += play.last.samples_played;
  played.starved += play.last.samples_starved;
  played.frames_concealed += play.last.frames_concealed;
  played.frames_lost += play.last.frames_lost;
  played.repetitions += play.last.repetitions_played;
  if (play.last_sample != WallTime{}) played.last_sample = play.last_sample;
  add_sink_part(played, play);
  if (play.proof) add_proof(played, *play.proof);

  if (kind == PlaybackEvent::Kind::finished)
    finish_played(now, open, play.play_id);
  else if (play.ending)
    ledger_.finish(now, *open.order, *open.occurrence, play.ending->outcome, play.ending->refusal, play.ending->detail);
  else if (play.paused)
    wait_for_stream(open);
  else if (kind == PlaybackEvent::Kind::stopped)
    after_interruption(now, open, play);
  else
    after_sink_failure(now, open, play);
}

// To its end; whether the horn gave sound is known a moment later.
void Conductor::finish_played(Now now, const Open& open, std::uint64_t play_id) {
  if (!parts_.settings.proves_sound) return conclude(now, open);
  open.occurrence->phase = Phase::proving;
  open.occurrence->proving_play = play_id;
  open.occurrence->prove_by = now.steady + SteadyTime::duration(kProofDeadline);
}

void Conductor::on_proof(Now now, std::uint64_t play_id, const fieldbus::Proof& proof) {
  for (const OccurrenceKey& key : parts_.book.open()) {
    const Open open = find(key);
    if (open.occurrence->phase != Phase::proving || open.occurrence->proving_play != play_id) continue;
    add_proof(open.occurrence->played, proof);
    return conclude(now, open);
  }
}

void Conductor::conclude(Now now, const Open& open) {
  const Played& played = open.occurrence->played;
  const std::uint64_t lost = played.frames_lost * std::uint64_t{limits::kLivePacketSamples};
  if (lost * 100 > (played.samples + lost) * kMostLostPercent)
    ledger_.finish(now, *open.order, *open.occurrence, Outcome::partial, Refusal::none, "much of the stream was lost");
  else
    ledger_.finish(now, *open.order, *open.occurrence, played.proof ? played.proof->outcome : Outcome::unproved,
                   Refusal::none, {});
}

// Begun, and joined again where everyone is.
void Conductor::wait_for_stream(const Open& open) {
  open.occurrence->phase = Phase::waiting;
  if (open.occurrence->played.samples > 0) open.occurrence->resume = Position{};
}

Position Conductor::place_to_resume(const Open& open, const ActivePlay& play) {
  return resume_position(shape_of(open.order->order()), {play.last.repetition, play.last.position_sample});
}

void Conductor::after_interruption(Now now, const Open& open, const ActivePlay& play) {
  OpenOccurrence& occurrence = *open.occurrence;
  occurrence.phase = Phase::waiting;
  occurrence.waited_for_higher = true;
  if (occurrence.played.samples == 0) return;  // not a sound yet: its turn simply comes later
  const InterruptRule rule = open.order->order().interrupt_rule;
  if (open.order->live() != nullptr && rule != InterruptRule::drop) return wait_for_stream(open);
  switch (rule) {
    case InterruptRule::resume:
      occurrence.resume = place_to_resume(open, play);
      return;
    case InterruptRule::restart:
      occurrence.resume = Position{};
      return;
    case InterruptRule::drop:
    case InterruptRule::unspecified:
      break;
  }
  ledger_.finish(now, *open.order, occurrence, Outcome::preempted, Refusal::none, "interrupted by a higher order");
}

// Zero: no order's.
void Conductor::note_sink_failure(Now now, const Digest& order) {
  ++parts_.counters.sink_failures;
  if (std::exchange(sound_fault_, true)) return;
  parts_.actions.alarm("event=sound_fault order=" + to_string(order));
  report(parts_, now, {.kind = wire::EventKind::sound_fault, .subject = order});
}

// The device may come back: every kSinkRetry it is tried again. What has sounded goes on from there until the end time;
// what has not still has its latest start, and joins where everyone is.
void Conductor::after_sink_failure(Now now, const Open& open, const ActivePlay& play) {
  note_sink_failure(now, play.key.order);
  open.occurrence->phase = Phase::waiting;
  open.occurrence->not_before = now.steady + SteadyTime::duration(kSinkRetry);
  if (open.occurrence->played.samples == 0) return;
  open.occurrence->resume = place_to_resume(open, play);
}

void Conductor::end_order(Now now, const Digest& digest, Outcome outcome, Refusal refusal, const std::string& detail) {
  for (const OccurrenceKey& key : parts_.book.open()) {
    if (key.order != digest) continue;
    const Open open = find(key);
    if (open.occurrence->phase == Phase::proving) continue;  // it was played whole
    if (open.occurrence->phase == Phase::playing) {
      for (ActivePlay& play : plays_)
        if (play.key == key && !play.ending) stop(now, play, Ending{outcome, refusal, detail});
      continue;
    }
    if (starting_ && starting_->key == key) starting_.reset();
    ledger_.finish(now, *open.order, *open.occurrence, outcome, refusal, detail);
  }
}

void Conductor::on_stream_lost(Now now, const Digest& order) {
  for (const OccurrenceKey& key : parts_.book.open())
    if (key.order == order) find(key).occurrence->stream_lost = true;
  ActivePlay* play = current();
  if (play == nullptr || play->key.order != order) return;
  stop(now, *play, std::nullopt);
  play->paused = true;
}

void Conductor::on_stream_back(const Digest& order) {
  for (const OccurrenceKey& key : parts_.book.open())
    if (key.order == order) find(key).occurrence->stream_lost = false;
}

std::uint64_t Conductor::live_play(const Digest& order) const {
  const ActivePlay* play = current();
  return play != nullptr && play->key.order == order ? play->play_id : 0;
}

}  // namespace tongluo::terminal

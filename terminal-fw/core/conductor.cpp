#include "terminal-fw/core/conductor.hpp"

#include <algorithm>

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

Conductor::Open Conductor::find(const OccurrenceKey& key) const {
  OpenOrder* order = parts_.book.find(key.order);
  return {order, order == nullptr ? nullptr : order->find(key.number)};
}

const Conductor::ActivePlay* Conductor::current() const {
  for (const ActivePlay& play : plays_)
    if (!play.interrupted && !play.paused && !play.ending) return &play;
  return nullptr;
}

Conductor::ActivePlay* Conductor::current() {
  return const_cast<ActivePlay*>(static_cast<const Conductor*>(this)->current());
}

std::optional<Digest> Conductor::playing_order() const {
  const ActivePlay* play = current();
  return play == nullptr ? std::nullopt : std::optional(play->key.order);
}

void Conductor::pump(Now now) {
  sweep(now);
  start_due(now);
  issue_if_due(now);
  feed();
}

StartPlan Conductor::plan(const Open& open, WallTime wall) const {
  const WallTime target = target_start(open.occurrence->spec, open.order->start_at);
  const bool live = open.order->live() != nullptr;
  if (open.occurrence->resume && !live) return {wall, *open.occurrence->resume};
  return plan_start(shape_of(open.order->order()), target, wall, has_neighbours(open));
}

// To be in step with. An order that came by hand has none; what is live always has.
bool Conductor::has_neighbours(const Open& open) const {
  if (open.order->live() != nullptr) return true;
  return !open.occurrence->waited_for_higher && !open.order->is_local();
}

// The tone and the drill prefix need only the order. Words need their bytes, as far as the start lies in them.
bool Conductor::audio_ready(const OpenOrder& order, const Position& from) const {
  const std::uint64_t tone = samples_of(order.order().tone_duration);
  if (from.sample < tone) return true;
  std::uint64_t offset = from.sample - tone;
  if (order.order().order_class == OrderClass::exercise) {
    const playout::DrillPlace place = playout::drill_place(offset);
    if (place.in_prefix) return true;
    offset = place.item_sample;
  }
  for (const wire::PlaylistItem& item : order.items()) {
    if (parts_.clips.complete(item.clip)) {
      const std::uint64_t samples = samples_of(item.duration);
      if (offset < samples) return true;
      offset -= samples;
      continue;
    }
    const std::size_t total = parts_.clips.total_bytes(item.clip);
    const std::uint64_t needed = total * std::min(offset, samples_of(item.duration)) / samples_of(item.duration);
    return parts_.clips.contiguous(item.clip).size() > needed;
  }
  return true;
}

// Besides the commit, the amplifier needs its time. Who joins late does not wait for it: he is in step instead.
milliseconds Conductor::start_lead() const { return kStartLead + parts_.settings.amplifier_wake; }

// An announcement at a wrong hour is worse than none; an alert is not.
bool Conductor::waits_for_clock(const OpenOrder& order) const {
  return parts_.time.lost() && order.order().order_class != OrderClass::actual && !order.at_once;
}

bool Conductor::may_start(Now now, const Open& open) const {
  const OpenOccurrence& occurrence = *open.occurrence;
  if (!open.order->ready || occurrence.phase != Phase::waiting || occurrence.not_before > now.steady) return false;
  if (parts_.settings.vital_only && !is_vital(open.order->order().order_class, open.order->order().level)) return false;
  if (waits_for_clock(*open.order)) return false;
  if (occurrence.stream_lost || parts_.time.wall(now) >= end_of(open)) return false;
  const WallTime wall = common_wall(parts_, now);
  const StartPlan start = plan(open, wall);
  return start.at <= wall + start_lead() && audio_ready(*open.order, start.from);
}

// Until a start is so near nothing is to be done for it, by either clock.
WallTime Conductor::horizon(Now now) const {
  return std::max(parts_.time.wall(now), common_wall(parts_, now)) + kClipHorizon + start_lead();
}

void Conductor::sweep(Now now) {
  const WallTime wall = parts_.time.wall(now);
  for (auto play = plays_.begin(); play != plays_.end();) {
    if (play->give_up <= now.steady) {
      close_play(now, play, PlaybackEvent::Kind::stopped);  // the audio thread said nothing
      play = plays_.begin();
    } else {
      ++play;
    }
  }
  give_up_local(now);
  sweep_claim(now);
  for (ActivePlay& play : plays_) {
    const Open open = find(play.key);
    if (!play.ending && open.occurrence != nullptr && open.occurrence->spec.end <= wall)
      stop(now, play, Ending{Outcome::partial, Refusal::none, "end time reached"});
  }
  for (const OccurrenceKey& key : parts_.book.near(horizon(now)).keys) {
    const Open open = find(key);
    if (open.occurrence == nullptr || open.occurrence->phase == Phase::playing) continue;
    if (open.occurrence->phase != Phase::proving)
      sweep_waiting(now, open);
    else if (open.occurrence->prove_by <= now.steady)
      conclude(now, open);
  }
}

// When nothing of it can sound any more. What is live is over when its longest duration is, for everyone.
WallTime Conductor::end_of(const Open& open) const {
  const WallTime end = open.occurrence->spec.end;
  if (open.order->live() == nullptr) return end;
  return std::min(end, live_end(open.order->order(), target_start(open.occurrence->spec, open.order->start_at)));
}

void Conductor::sweep_waiting(Now now, const Open& open) {
  const WallTime wall = parts_.time.wall(now);
  const wire::Occurrence& spec = open.occurrence->spec;
  const bool begun = open.occurrence->resume.has_value();
  const bool restarts = begun && open.order->live() == nullptr &&
                        open.order->order().interrupt_rule == InterruptRule::restart &&
                        *open.occurrence->resume == Position{} && open.occurrence->played.samples > 0;
  const bool missed = wall > spec.latest_start && (!begun || restarts);
  if (!missed && wall < end_of(open)) return;
  if (starting_ && starting_->key == OccurrenceKey{open.order->admitted.digest, spec.number}) starting_.reset();
  if (restarts)
    ledger_.finish(now, *open.order, *open.occurrence, Outcome::preempted, Refusal::none, "no time left to restart");
  else if (begun)
    ledger_.finish(now, *open.order, *open.occurrence, Outcome::partial, Refusal::none, "end time reached");
  else
    ledger_.finish(now, *open.order, *open.occurrence, Outcome::late, Refusal::none,
                   open.occurrence->not_before == SteadyTime{} ? "latest start passed"
                                                               : "latest start passed while the sound device failed");
}

std::optional<Priority> Conductor::highest_active() const {
  const ActivePlay* play = current();
  const Open open = starting_ ? find(starting_->key) : play != nullptr ? find(play->key) : Open{};
  if (open.occurrence == nullptr)
    return local_ && !local_->interrupted ? std::optional(local_->priority) : std::nullopt;
  return open.order->priority(*open.occurrence);
}

void Conductor::start_due(Now now) {
  std::vector<Priority> waiting;
  for (const OccurrenceKey& key : parts_.book.near(horizon(now)).keys) {
    const Open open = find(key);
    if (open.occurrence->phase != Phase::waiting) continue;
    const WallTime wall = common_wall(parts_, now);
    if (plan(open, wall).at <= wall + kClipHorizon) want_clips(parts_, now.steady, *open.order);
    if (may_start(now, open)) waiting.push_back(open.order->priority(*open.occurrence));
  }
  const bool claim_waits = claim_ && !local_ && claim_->not_before <= now.steady;
  if (claim_waits) waiting.push_back(claim_->priority);
  const auto chosen = choose(waiting, highest_active());
  for (const Priority& priority : waiting)
    if (priority.key != OccurrenceKey{} && (!chosen || priority.key != *chosen))
      find(priority.key).occurrence->waited_for_higher = true;
  if (chosen && *chosen == OccurrenceKey{}) return issue_claim(now);
  if (chosen) begin(now, *chosen);
}

void Conductor::put_back_starting() {
  if (!starting_) return;
  const Open before = find(starting_->key);
  starting_.reset();
  if (before.occurrence == nullptr) return;
  before.occurrence->phase = Phase::waiting;
  before.occurrence->waited_for_higher = true;
}

void Conductor::begin(Now now, const OccurrenceKey& key) {
  put_back_starting();
  const Open open = find(key);
  open.occurrence->phase = Phase::starting;
  const bool stored = open.occurrence->start_stored || open.order->unstored;
  starting_ = Starting{key, stored};
  if (!stored) ledger_.store_start(now, *open.order, *open.occurrence);
}

void Conductor::on_start_result(Now now, const OccurrenceKey& key, bool stored) {
  const Open open = find(key);
  if (open.occurrence == nullptr || open.occurrence->phase == Phase::finished) return;
  const bool awaited = starting_ && starting_->key == key;
  if (stored) {
    open.occurrence->start_stored = true;
  } else if (is_vital(open.order->order().order_class, open.order->order().level)) {
    open.order->unstored = true;  // a mute county is worse than a start that is not on record
    parts_.actions.alarm("event=start_unstored order=" + to_string(key.order));
  } else {
    if (awaited) starting_.reset();
    if (open.occurrence->phase != Phase::playing)
      ledger_.finish(now, *open.order, *open.occurrence, Outcome::refused, Refusal::storage_failed, "start not stored");
    return;
  }
  if (awaited) starting_->stored = true;
}

// While something sounds, the higher one is handed over just before its start: until then the lower one may still end
// by itself. In silence the audio thread waits for the start.
void Conductor::issue_if_due(Now now) {
  if (!starting_ || !starting_->stored) return;
  const Open open = find(starting_->key);
  const WallTime wall = common_wall(parts_, now);
  const StartPlan start = plan(open, wall);
  const bool audible = (local_ && !local_->interrupted) ||
                       std::any_of(plays_.begin(), plays_.end(), [](const auto& play) { return !play.interrupted; });
  if (audible && start.at > wall + kJoinLead) return;
  starting_.reset();
  issue(now, open, start);
}

void Conductor::interrupt_orders(Now now, microseconds ahead) {
  for (ActivePlay& play : plays_) {
    if (play.interrupted || play.paused || play.ending) continue;
    play.interrupted = true;
    play.give_up = now.steady + SteadyTime::duration(kStopDeadline) + ahead;
  }
}

void Conductor::issue(Now now, const Open& open, const StartPlan& start) {
  const wire::Order& order = open.order->order();
  const WallTime wall = common_wall(parts_, now);
  interrupt_orders(now, start.at - wall);
  interrupt_local(now, start.at - wall);
  if (plays_.size() >= kMaxActivePlays) {
    ++parts_.counters.plays_given_up;
    close_play(now, plays_.begin(), PlaybackEvent::Kind::stopped);
  }
  Play action{
      .play_id = ++last_play_id_, .order = open.order->admitted.digest, .occurrence = open.occurrence->spec.number};
  action.start_at = parts_.time.to_system(start.at + (parts_.time.wall(now) - wall));
  const bool joins = !open.occurrence->resume || open.order->live() != nullptr;
  if (joins && has_neighbours(open)) action.media_at = start.at;
  action.tone = order.tone;
  action.tone_samples = static_cast<std::uint32_t>(samples_of(order.tone_duration));
  for (const wire::PlaylistItem& item : open.order->items()) action.items.push_back({item.clip, item.duration});
  action.first_repetition = start.from.repetition;
  action.first_sample = start.from.sample;
  if (const auto* clips = open.order->clips()) {
    action.repetitions = clips->repetitions;
    action.gap_samples = static_cast<std::uint32_t>(samples_of(clips->gap));
  }
  if (const auto* live = open.order->live()) action.live_samples = samples_of(live->max_duration);
  action.volume_percent = order.volume_percent;
  action.drill = order.order_class == OrderClass::exercise;
  open.occurrence->phase = Phase::playing;
  plays_.push_back({.play_id = last_play_id_, .key = {action.order, action.occurrence}});
  plays_.back().last.repetition = start.from.repetition;
  plays_.back().last.position_sample = start.from.sample;
  std::set<Digest> pinned;
  for (const PlayClip& item : action.items) pinned.insert(item.clip);
  parts_.clips.pin(std::move(pinned));
  want_clips(parts_, now.steady, *open.order);
  parts_.actions.push(std::move(action));
}

void Conductor::feed() {
  ActivePlay* play = current();
  if (play == nullptr) return;
  const Open open = find(play->key);
  if (open.order == nullptr) return;
  for (const wire::PlaylistItem& item : open.order->items()) {
    if (play->closed.contains(item.clip)) continue;
    std::size_t& fed = play->fed[item.clip];
    const ByteView bytes = parts_.clips.contiguous(item.clip);
    if (bytes.size() > fed) {
      const ByteView fresh = bytes.subspan(fed);
      parts_.actions.push(AppendAudio{play->play_id, item.clip, Bytes(fresh.begin(), fresh.end()),
                                      parts_.clips.total_bytes(item.clip)});
      fed = bytes.size();
    }
    if (!parts_.clips.complete(item.clip)) continue;
    play->closed.insert(item.clip);
    parts_.actions.push(AudioComplete{play->play_id, item.clip});
  }
}

void Conductor::stop(Now now, ActivePlay& play, std::optional<Ending> ending) {
  play.ending = std::move(ending);
  play.give_up = now.steady + SteadyTime::duration(kStopDeadline);
  parts_.actions.push(StopPlay{play.play_id});
  // What it was about to replace has not been told to end: it goes on.
  for (ActivePlay& other : plays_) {
    if (!other.interrupted || other.ending || play.sounding) continue;
    other.interrupted = false;
    other.give_up = SteadyTime::max();
  }
  if (!local_ || !local_->interrupted || play.sounding) return;
  local_->interrupted = false;
  local_->give_up = local_->ends_by;
}

SteadyTime Conductor::deadline_of(Now now, const Open& open, SteadyTime::duration look_again) const {
  const WallTime wall = parts_.time.wall(now);
  const WallTime common = common_wall(parts_, now);
  const OpenOccurrence& occurrence = *open.occurrence;
  if (occurrence.phase == Phase::proving) return occurrence.prove_by;
  WallTime next = occurrence.phase == Phase::playing ? occurrence.spec.end : end_of(open);
  SteadyTime steady = SteadyTime::max();
  if (occurrence.phase == Phase::starting) {
    next = std::min(next, plan(open, common).at - kJoinLead + (wall - common));
  } else if (occurrence.phase == Phase::waiting) {
    const WallTime lead = plan(open, common).at - start_lead();
    if (lead > common) next = std::min(next, lead + (wall - common));
    if (occurrence.not_before > now.steady) steady = occurrence.not_before;
  }
  const WallTime missed = occurrence.spec.latest_start + WallTime::duration(1);
  if (occurrence.phase != Phase::playing && missed > wall) next = std::min(next, missed);
  if (next <= wall) return steady;  // due: it waits for an event, not for time
  const auto wait = std::min<SteadyTime::duration>(next - wall, look_again);
  return std::min(steady, now.steady + wait);
}

SteadyTime Conductor::next_deadline(Now now, SteadyTime::duration look_again) const {
  SteadyTime next = SteadyTime::max();
  for (const ActivePlay& play : plays_) next = std::min(next, play.give_up);
  if (local_) next = std::min(next, local_->give_up);
  if (claim_) next = std::min({next, claim_->until, now.steady + SteadyTime::duration(kClaimCheck)});
  if (claim_ && claim_->not_before > now.steady) next = std::min(next, claim_->not_before);
  const WallTime until = horizon(now);
  const NearOccurrences near = parts_.book.near(until);
  for (const OccurrenceKey& key : near.keys) next = std::min(next, deadline_of(now, find(key), look_again));
  if (near.next_start == WallTime::max()) return next;
  return std::min(next, now.steady + std::min<SteadyTime::duration>(near.next_start - until, look_again));
}

}  // namespace tongluo::terminal

// Conductor, third part: sounds that no order asked for.

#include <algorithm>
#include <utility>

#include "terminal-fw/core/conductor.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

std::string_view to_string(LocalRefusal refusal) {
  switch (refusal) {
    case LocalRefusal::not_enabled:
      return "no signed configuration allows it now";
    case LocalRefusal::no_clock:
      return "the clock is not synchronised, so the hour is not known";
    case LocalRefusal::busy:
      return "something sounds";
    case LocalRefusal::near:
      return "something is about to start";
    case LocalRefusal::safe_mode:
      return "safe mode";
  }
  return "";
}

// It waits for no commit, only for the amplifier.
void Conductor::push_local(Now now, const Priority& priority, Play play, WallTime::duration length) {
  const WallTime::duration lead = parts_.settings.amplifier_wake + kJoinLead;
  play.play_id = ++last_play_id_;
  play.start_at = parts_.time.to_system(parts_.time.wall(now) + lead);
  const SteadyTime ends_by = now.steady + lead + length + SteadyTime::duration(kStopDeadline);
  local_ = LocalPlay{play.play_id, priority, ends_by, false, ends_by};
  parts_.actions.push(std::move(play));
}

Result<std::uint64_t, LocalRefusal> Conductor::start_local(Now now, const LocalRequest& request) {
  if (parts_.settings.vital_only) return fail(LocalRefusal::safe_mode);
  const Priority priority{Tier::self_test, Level::routine, 0, parts_.time.wall(now), {}};
  if (const auto playing = highest_active(); local_ || claim_ || (playing && !outranks(priority, *playing)))
    return fail(LocalRefusal::busy);
  Play play;
  play.tone_samples = static_cast<std::uint32_t>(samples_of(request.duration));
  play.test_tone = request.tone;
  play.exact_level = request.exact_level;
  play.volume_percent = request.volume_percent;
  push_local(now, priority, std::move(play), request.duration);
  return local_->play_id;
}

// What is missing is a refusal, like what forbids it.
Result<void, LocalRefusal> Conductor::claim(Now now, const ClaimRequest& request) {
  if (parts_.settings.vital_only) return fail(LocalRefusal::safe_mode);
  if (claim_) return fail(LocalRefusal::busy);
  if (!parts_.local_sources) return fail(LocalRefusal::not_enabled);
  if (!parts_.time.synchronised(now)) return fail(LocalRefusal::no_clock);
  const WallTime wall = parts_.time.wall(now);
  const wire::LocalSources& allowed = *parts_.local_sources;
  if (!allows(allowed, request.source, wall)) return fail(LocalRefusal::not_enabled);
  ClaimRequest capped = request;
  capped.longest = std::min(request.longest, allowed.longest);
  capped.volume_percent = std::min(request.volume_percent, allowed.volume_percent);
  const Tier tier = allowed.below_routine ? Tier::low_local : Tier::local;
  claim_ = LocalClaim{capped, Priority{tier, Level::routine, 0, wall, {}}, wall,
                      now.steady + SteadyTime::duration(capped.longest)};
  if (local_) stop_local(now);  // a self-test
  parts_.actions.notice("event=local_source source=" + std::string(to_string(capped.source)) +
                        " longest_s=" + std::to_string(capped.longest.count()) +
                        " volume_percent=" + std::to_string(capped.volume_percent));
  return {};
}

void Conductor::stop_local(Now now) {
  parts_.actions.push(StopPlay{local_->play_id});
  local_->interrupted = true;
  local_->give_up = now.steady + SteadyTime::duration(kStopDeadline);
}

void Conductor::end_claim(Now now, const std::string& why) {
  if (!claim_) return;
  const LocalClaim ended = *std::exchange(claim_, std::nullopt);
  note_claim(now, 0);
  closing_claim_ = StoredPlay{.at = parts_.time.wall(now),
                              .order = {},
                              .occurrence = 0,
                              .order_class = OrderClass::unspecified,
                              .level = Level::routine,
                              .headline = std::string(to_string(ended.request.source)),
                              .outcome = Outcome::none,
                              .refusal = Refusal::none,
                              .samples = ended.samples,
                              .detail = why};
  if (!local_ || local_->priority.tier == Tier::self_test) return note_claim(now, 0);
  if (!local_->interrupted) stop_local(now);
}

// Once, when it is known how much of it sounded.
void Conductor::note_claim(Now now, std::uint64_t more_samples) {
  if (!closing_claim_) return;
  StoredPlay ended = *std::exchange(closing_claim_, std::nullopt);
  ended.samples += more_samples;
  parts_.actions.notice("event=local_source_ended source=" + ended.headline +
                        " samples=" + std::to_string(ended.samples) + " why=\"" + ended.detail + "\"");
  ledger_.commit(now, {parts_.plays.note(std::move(ended), believed_wall(parts_, now))});
}

void Conductor::give_up_local(Now now) {
  if (!local_ || local_->give_up > now.steady) return;
  local_.reset();
  note_claim(now, 0);
}

// Allowed is what the configuration in force allows at this hour, by a clock that is believed.
void Conductor::sweep_claim(Now now) {
  if (!claim_) return;
  if (now.steady >= claim_->until) return end_claim(now, "its longest time is over");
  const bool allowed = parts_.local_sources && parts_.time.synchronised(now) &&
                       allows(*parts_.local_sources, claim_->request.source, parts_.time.wall(now));
  if (!allowed) end_claim(now, "not allowed any more");
}

void Conductor::issue_claim(Now now) {
  put_back_starting();
  const WallTime::duration lead = parts_.settings.amplifier_wake + kJoinLead;
  interrupt_orders(now, lead);
  const auto left = std::max<SteadyTime::duration>(claim_->until - now.steady, milliseconds(1));
  Play play;
  play.live_samples = samples_of(left);
  play.local = claim_->request.source;
  play.volume_percent = claim_->request.volume_percent;
  push_local(now, claim_->priority, std::move(play), left);
}

void Conductor::interrupt_local(Now now, microseconds ahead) {
  if (!local_ || local_->interrupted) return;
  local_->interrupted = true;
  local_->give_up = now.steady + SteadyTime::duration(kStopDeadline) + ahead;
}

// A device that fails at a self-test fails at an alert.
void Conductor::on_local_playback(Now now, const PlaybackEvent& event) {
  using Kind = PlaybackEvent::Kind;
  if (event.kind == Kind::started) {
    sound_fault_ = false;
    return;
  }
  const bool of_claim = local_->priority.tier != Tier::self_test;
  const bool claimed = of_claim && claim_ && !closing_claim_;
  local_.reset();
  if (of_claim) note_claim(now, event.progress.samples_played);
  if (claimed) claim_->samples += event.progress.samples_played;
  if (event.kind == Kind::sink_failed) note_sink_failure(now, {});
  if (claimed && event.kind != Kind::stopped) claim_->not_before = now.steady + SteadyTime::duration(kSinkRetry);
}

}  // namespace tongluo::terminal

// Conductor, third part: sounds that no order asked for.

#include "terminal-fw/core/conductor.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

std::string_view to_string(LocalRefusal refusal) {
  switch (refusal) {
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
Result<std::uint64_t, LocalRefusal> Conductor::start_local(Now now, const LocalRequest& request) {
  if (parts_.settings.vital_only) return fail(LocalRefusal::safe_mode);
  const WallTime wall = parts_.time.wall(now);
  const Priority priority{Tier::self_test, Level::routine, 0, wall, {}};
  if (const auto playing = highest_active(); local_ || (playing && !outranks(priority, *playing)))
    return fail(LocalRefusal::busy);
  const milliseconds lead = parts_.settings.amplifier_wake + kJoinLead;
  Play play{.play_id = ++last_play_id_};
  play.start_at = parts_.time.to_system(wall + lead);
  play.tone_samples = static_cast<std::uint32_t>(samples_of(request.duration));
  play.test_tone = request.tone;
  play.exact_level = request.exact_level;
  play.volume_percent = request.volume_percent;
  const SteadyTime ends_by = now.steady + SteadyTime::duration(lead + request.duration + kStopDeadline);
  local_ = LocalPlay{play.play_id, priority, ends_by, false, ends_by};
  parts_.actions.push(std::move(play));
  return local_->play_id;
}

void Conductor::interrupt_local(Now now, microseconds ahead) {
  if (!local_ || local_->interrupted) return;
  local_->interrupted = true;
  local_->give_up = now.steady + SteadyTime::duration(kStopDeadline) + ahead;
}

// A device that fails at a self-test fails at an alert.
void Conductor::on_local_playback(Now now, PlaybackEvent::Kind kind) {
  if (kind == PlaybackEvent::Kind::started) {
    sound_fault_ = false;
    return;
  }
  local_.reset();
  if (kind == PlaybackEvent::Kind::sink_failed) note_sink_failure(now, {});
}

}  // namespace tongluo::terminal

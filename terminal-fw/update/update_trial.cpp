// Second part of the update machine: what a start finds, the switch, the trial, the way back.

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "terminal-fw/update/update_machine.hpp"

namespace tongluo::update {

using wire::UpdateState;

void UpdateMachine::resume_after_boot(Now now) {
  if (facts_.trial && facts_.trial_runs) return begin_trial(now);
  if (facts_.trial) return resume_before_trial(now);
  if (record_.state == UpdateState::none) return;
  if (record_.state >= UpdateState::switching) return after_trial(now);
  if (!release_) dropped_ = true;
  if (release_ && release_->manifest.version <= settings_.running_version)
    return finish(now, UpdateState::abandoned, "no longer newer", false);
  if (dropped_) return consider(now);
  enter(now, UpdateState::waiting);
}

// A trial is to come, and yet the good slot runs.
void UpdateMachine::resume_before_trial(Now now) {
  if (*facts_.trial != release_in_hand()) return withdraw(now, "another release was activated");
  if (!release_) return withdraw(now, "no longer trusted");
  // The launcher could not count it down: a start that is not counted might never end, and nor would restarts for one.
  if (record_.state == UpdateState::trial || facts_.passed_over) return withdraw(now, "its start could not be counted");
  if (record_.state != UpdateState::switching) return withdraw(now, "activated out of turn");
  ask_restart(now, "update", SteadyTime::max());  // we were only started again
}

void UpdateMachine::begin_trial(Now now) {
  // A trial that the record does not know of (the journal was lost): it is judged all the same.
  if (release_in_hand() != *facts_.trial) forget_release();
  health_.emplace(now.steady, settings_.health);
  if (record_.release.empty()) {
    record_.state = UpdateState::none;
    return consider(now);
  }
  if (!release_) return fail_trial(now, "no longer trusted");
  if (release_->manifest.version != settings_.running_version)
    return fail_trial(now, "the image is version " + std::to_string(settings_.running_version));
  enter(now, UpdateState::trial);
}

// Something was switched to, or nearly; now no trial is under way.
void UpdateMachine::after_trial(Now now) {
  if (facts_.returned == release_in_hand()) {
    const std::string why = record_.failure.empty() ? "did not come up" : record_.failure;
    return finish(now, UpdateState::returned, why, true);
  }
  if (release_ && release_->manifest.version == settings_.running_version)
    return finish(now, UpdateState::confirmed, {}, false);
  if (record_.state == UpdateState::trial) return finish(now, UpdateState::returned, "the old slot runs", true);
  if (!release_) return finish(now, UpdateState::abandoned, "no longer trusted", false);
  enter(now, UpdateState::waiting);  // the power went before the switch
}

// Takes back an activation that nobody started yet, if it is to be taken back; else tries again to activate.
void UpdateMachine::withdraw(Now now, std::string why) {
  if (why.empty() && dropped_) why = "no longer trusted";
  if (why.empty() && expired(now)) why = "expired";
  if (!why.empty()) {
    withdrawing_ = std::move(why);
    restart_.reset();
  }
  if (now.steady < retry_at_) return;
  if (withdrawing_) return start(Job::revert, Revert{});
  act(now);
}

void UpdateMachine::on_health(Now now, const HealthFacts& facts) {
  if (!health_) return;
  health_->on_facts(now.steady, facts);
  consider(now);
}

void UpdateMachine::consider_trial(Now now) {
  if (restart_) return consider_restart(now);
  if (now.steady < retry_at_) return;
  if (!record_.failure.empty()) return start(Job::revert, Revert{});
  if (dropped_) return fail_trial(now, "no longer trusted");
  switch (health_->verdict(now.steady)) {
    case Verdict::undecided:
      return;
    case Verdict::healthy:
      return start(Job::confirm, Confirm{});
    case Verdict::failed:
      return fail_trial(now, "not well: " + health_->reason());
  }
}

// The reason is written first, so that a power cut changes neither the decision nor what is told of it.
void UpdateMachine::fail_trial(Now now, std::string why) {
  if (record_.release.empty()) {
    detail_ = std::move(why);
    return start(Job::revert, Revert{});
  }
  record_.failure = std::move(why);
  enter(now, UpdateState::trial);
}

void UpdateMachine::on_confirmed(Now now, const JobAnswer& answer) {
  if (!answer.ok) {
    retry_at_ = now.steady + kPersistRetry;
    return;
  }
  health_.reset();
  facts_.trial.reset();
  if (record_.release.empty()) return;
  finish(now, UpdateState::confirmed, {}, false);
}

void UpdateMachine::on_reverted(Now now, const JobAnswer& answer) {
  if (!answer.ok && ++revert_tries_ < kMaxRevertTries) {
    retry_at_ = now.steady + kPersistRetry;
    return;
  }
  if (on_trial()) return ask_restart(now, "update failed", now.steady + kRestartPatience);
  if (!answer.ok) {
    retry_at_ = now.steady + kRetryLater;
    return;
  }
  revert_tries_ = 0;
  facts_.trial.reset();
  const std::string why = *std::exchange(withdrawing_, std::nullopt);
  if (record_.state == UpdateState::none) return;
  const bool tried = record_.state == UpdateState::trial;
  finish(now, tried ? UpdateState::returned : UpdateState::abandoned, why, tried);
}

void UpdateMachine::ask_restart(Now now, std::string why, SteadyTime at_last) {
  restart_ = WantedRestart{std::move(why), at_last, now.steady};
  consider(now);
}

void UpdateMachine::consider_restart(Now now) {
  if (record_.state == UpdateState::switching && (dropped_ || expired(now))) return withdraw(now, {});
  if (now.steady < restart_->next || (!conditions_.quiet && now.steady < restart_->at_last)) return;
  restart_->next = now.steady + kRestartAgain;
  actions_.push_back(Restart{restart_->why});
}

// ---- For the shell

std::optional<UpdateAction> UpdateMachine::next_action() {
  if (actions_.empty()) return std::nullopt;
  UpdateAction action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

SteadyTime UpdateMachine::next_deadline(SteadyTime now) const {
  if (job_ != Job::none) return SteadyTime::max();
  if (persist_again_) return *persist_again_;
  if (restart_)
    return conditions_.quiet ? restart_->next : std::max(restart_->next, std::min(restart_->at_last, recheck_at_));
  if (health_) return std::max(retry_at_, health_->next_deadline(now));
  if (withdrawing_ || record_.state == UpdateState::switching) return std::max(retry_at_, now);
  switch (record_.state) {
    case UpdateState::waiting:
      return std::max(retry_at_, recheck_at_);
    case UpdateState::ready:
      return recheck_at_;
    case UpdateState::downloading:
      if (!conditions_.link_up) return recheck_at_;
      return asked_ ? heard_at_ + kChunkTimeout : std::max(fetch_at_, now);
    default:
      return SteadyTime::max();
  }
}

wire::UpdateProgress UpdateMachine::progress() const {
  if (record_.state == UpdateState::none && record_.last)
    return {record_.last->release, static_cast<std::uint32_t>(record_.last->state), 100, record_.last->detail};
  wire::UpdateProgress progress;
  if (release_) progress.release = release_->digest;
  progress.state = static_cast<std::uint32_t>(record_.state);
  progress.percent = record_.state > UpdateState::downloading ? 100 : download_ ? download_->percent() : 0;
  progress.detail = record_.failure.empty() ? detail_ : record_.failure;
  return progress;
}

void UpdateMachine::report() {
  if (conditions_.link_up && (record_.last || record_.state != UpdateState::none))
    actions_.push_back(Report{progress()});
}

}  // namespace tongluo::update

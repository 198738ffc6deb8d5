#include "terminal-fw/maintenance/restart_plan.hpp"

#include <algorithm>

namespace tongluo::maintenance {

void RestartPlan::want(SteadyTime at, bool device) { wish_ = Wish{at, device}; }

void RestartPlan::on_refused(SteadyTime now) {
  asked_until_.reset();
  wish_ = Wish{now, false};
}

RestartPlan::Step RestartPlan::next_step(SteadyTime now, bool alert_near) {
  if (asked_until_) return look_at_request(now, alert_near);
  if (!wish_ || now < wish_->at) return Step::none;
  if (!alert_near) return begin(now);
  wish_->at = now + kRestartPause;
  return Step::none;
}

RestartPlan::Step RestartPlan::begin(SteadyTime now) {
  const bool device = wish_->device;
  wish_.reset();
  if (!device) return Step::restart;
  asked_until_ = now + kRebootPatience;
  return Step::ask;
}

RestartPlan::Step RestartPlan::look_at_request(SteadyTime now, bool alert_near) {
  if (alert_near) {
    asked_until_.reset();
    wish_ = Wish{now + kRestartPause, true};
    return Step::withdraw;
  }
  if (now < *asked_until_) return Step::none;
  asked_until_.reset();
  disobeyed_ = true;
  return Step::restart;
}

std::optional<SteadyTime> RestartPlan::next_deadline(SteadyTime now) const {
  // An alert may come near by the time alone.
  if (asked_until_) return std::min(*asked_until_, now + kRestartPause);
  if (wish_) return wish_->at;
  return std::nullopt;
}

}  // namespace tongluo::maintenance

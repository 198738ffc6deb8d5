#include "terminal-fw/update/health_check.hpp"

namespace tongluo::update {

void HealthCheck::on_facts(SteadyTime now, const HealthFacts& facts) {
  facts_ = facts;
  const bool well = local() && facts_.session;
  if (!well) well_since_.reset();
  if (well && !well_since_) well_since_ = now;
}

Verdict HealthCheck::verdict(SteadyTime now) const {
  if (well_since_ && now - *well_since_ >= limits_.healthy_for) return Verdict::healthy;
  if (!local() && now - began_ >= limits_.local_deadline) return Verdict::failed;
  if (now - began_ >= limits_.session_deadline) return Verdict::failed;
  return Verdict::undecided;
}

SteadyTime HealthCheck::next_deadline(SteadyTime now) const {
  if (verdict(now) != Verdict::undecided) return now;
  if (well_since_) return std::min(*well_since_ + limits_.healthy_for, began_ + limits_.session_deadline);
  if (!local()) return began_ + limits_.local_deadline;
  return began_ + limits_.session_deadline;
}

std::string HealthCheck::reason() const {
  std::string missing;
  const auto add = [&](bool works, const char* name) {
    if (!works) missing += (missing.empty() ? "" : " ") + std::string(name);
  };
  add(facts_.storage, "storage");
  add(facts_.sound, "sound");
  add(facts_.session, "session");
  return missing.empty() ? "unsteady" : missing;
}

}  // namespace tongluo::update

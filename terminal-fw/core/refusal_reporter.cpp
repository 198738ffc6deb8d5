#include "terminal-fw/core/refusal_reporter.hpp"

#include <algorithm>

namespace tongluo::terminal {

void RefusalReporter::count(Refusal reason) {
  ++by_reason_.at(static_cast<std::size_t>(reason));
  ++total_;
}

bool RefusalReporter::may_report(SteadyTime now) {
  if (tokens_ == kRefusalBurst) refilled_at_ = now;  // a full bucket does not save up time
  const auto earned = (now - refilled_at_) / kRefusalInterval;
  refilled_at_ += earned * SteadyTime::duration(kRefusalInterval);
  tokens_ = static_cast<std::uint32_t>(std::min<std::int64_t>(kRefusalBurst, tokens_ + earned));
  if (tokens_ == 0) {
    ++unreported_;
    return false;
  }
  --tokens_;
  return true;
}

}  // namespace tongluo::terminal

#include "terminal-fw/alarms/trouble.hpp"

#include <algorithm>
#include <utility>

namespace tongluo::alarms {

bool Allowance::has(SteadyTime now) {
  if (left_ == burst_) {  // a full one does not save up time
    since_ = now;
    return true;
  }
  const auto earned = (now - since_) / interval_;
  since_ += earned * interval_;
  left_ = static_cast<std::uint32_t>(std::min<std::int64_t>(burst_, left_ + earned));
  return left_ > 0;
}

void Trouble::look(SteadyTime now, std::optional<bool> sign) {
  if (sign != !on_) {
    since_ = SteadyTime::max();
    return;
  }
  since_ = std::min(since_, now);
  if (now - since_ < (on_ ? holds_.end : holds_.begin)) return;
  since_ = SteadyTime::max();
  on_ = !on_;
  if (on_) ++begun_;
}

std::optional<Telling> Trouble::next(SteadyTime now, Allowance& all) {
  if (told_ && !on_ && begun_ == 0) {
    told_ = reminder_ = false;
    return Telling{true, 0};
  }
  if (begun_ > 0 && allowance_.has(now) && all.has(now)) {
    allowance_.take();
    all.take();
    told_ = true;
    reminder_ = false;
    return Telling{false, std::exchange(begun_, 0)};
  }
  if (!reminder_) return std::nullopt;
  reminder_ = false;
  return on_ ? std::optional(Telling{false, 0}) : std::nullopt;
}

}  // namespace tongluo::alarms

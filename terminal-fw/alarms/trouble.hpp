#pragma once
// One trouble: debounced, told at its change, never more often than its limit. What could not be told yet is told when
// it may be, with how often it happened. Pure; time is handed in.

#include <optional>

#include "terminal-fw/alarms/limits.hpp"

namespace tongluo::alarms {

// So many at once, then one each interval.
class Allowance {
 public:
  Allowance(std::uint32_t burst, SteadyTime::duration interval) : burst_(burst), interval_(interval), left_(burst) {}
  bool has(SteadyTime now);
  void take() { --left_; }

 private:
  const std::uint32_t burst_;
  const SteadyTime::duration interval_;
  std::uint32_t left_;
  SteadyTime since_{};  // the last refill, while not full
};

struct Telling {
  bool ended = false;
  std::uint32_t count = 0;  // how often it began since it was told last; 0: it goes on, and was told before
  bool operator==(const Telling&) const = default;
};

class Trouble {
 public:
  explicit Trouble(Holds holds) : holds_(holds) {}

  // `sign`: true, it shows; false, it is gone; nothing: neither can be said, and it stays what it is.
  void look(SteadyTime now, std::optional<bool> sign);
  bool goes_on() const { return on_; }

  // What is to be told now; a beginning takes from both allowances.
  std::optional<Telling> next(SteadyTime now, Allowance& all);
  // Whoever listens may have forgotten: what goes on is told again.
  void remind() { reminder_ = told_ && on_; }

 private:
  Holds holds_;
  bool on_ = false;
  SteadyTime since_ = SteadyTime::max();  // the sign says the opposite; max(): it does not
  bool told_ = false;                     // as told last
  bool reminder_ = false;
  std::uint32_t begun_ = 0;  // not told yet
  Allowance allowance_{kAlarmBurst, kAlarmInterval};
};

}  // namespace tongluo::alarms

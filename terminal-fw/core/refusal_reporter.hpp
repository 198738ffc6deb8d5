#pragma once
// Counts every refusal by reason and lets only so many be reported: a token bucket of kRefusalBurst, one more every
// kRefusalInterval. A flood of bad orders thus fills neither journal nor link. Pure value; owner: the core.

#include <array>
#include <cstdint>

#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

class RefusalReporter {
 public:
  static constexpr std::size_t kReasons = static_cast<std::size_t>(kLastRefusal) + 1;

  void load(std::uint64_t total) { total_ = total; }
  void count(Refusal reason);
  // True: one report may go out now. False: it stays a number.
  bool may_report(SteadyTime now);

  std::uint64_t total() const { return total_; }  // over all restarts
  std::uint64_t of(Refusal reason) const { return by_reason_.at(static_cast<std::size_t>(reason)); }
  std::uint64_t unreported() const { return unreported_; }

 private:
  std::array<std::uint64_t, kReasons> by_reason_{};
  std::uint64_t total_ = 0;
  std::uint64_t unreported_ = 0;
  std::uint32_t tokens_ = kRefusalBurst;
  SteadyTime refilled_at_{};
};

}  // namespace tongluo::terminal

#pragma once
// When jumps of the system's clock are told: the first at once, those within kJumpInterval of a report together in one,
// with their count and the size of the last. Pure value; owner: the core.

#include <optional>

#include "protocol/wire/messages.hpp"

namespace tongluo::terminal {

class JumpReporter {
 public:
  // Before each event, with the size of the jump that was seen there, if one was. What is to be told now, if anything.
  std::optional<wire::Event> observe(SteadyTime now, std::optional<WallTime::duration> jump);

 private:
  std::uint32_t untold_ = 0;
  WallTime::duration size_{};
  std::optional<SteadyTime> told_at_;
};

}  // namespace tongluo::terminal

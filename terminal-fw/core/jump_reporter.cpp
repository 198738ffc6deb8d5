#include "terminal-fw/core/jump_reporter.hpp"

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {
namespace {

// Rounded: the two clocks are never read in the same microsecond.
std::string size_text(WallTime::duration jump) {
  const auto whole = std::chrono::round<seconds>(jump).count();
  return (whole < 0 ? "" : "+") + std::to_string(whole) + " s";
}

}  // namespace

std::optional<wire::Event> JumpReporter::observe(SteadyTime now, std::optional<WallTime::duration> jump) {
  if (jump) {
    ++untold_;
    size_ = *jump;
  }
  if (untold_ == 0 || (told_at_ && now - *told_at_ < kJumpInterval)) return std::nullopt;
  told_at_ = now;
  return wire::Event{
      .kind = wire::EventKind::clock_jump, .detail = size_text(size_), .count = std::exchange(untold_, 0)};
}

}  // namespace tongluo::terminal

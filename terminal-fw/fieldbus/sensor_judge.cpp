#include "terminal-fw/fieldbus/sensor_judge.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tongluo::fieldbus {
namespace {

constexpr int kFreshPeriods = 3;
constexpr auto kFreshSlack = seconds(2);
constexpr int kJumping = 4;  // of the last eight changes
constexpr int kSteadyAgain = 1;
constexpr std::uint8_t kBelievedAgain = 3;
constexpr auto kShortestSpan = milliseconds(500);  // rounding must not look fast

}  // namespace

std::string_view to_string(SensorState state) {
  switch (state) {
    case SensorState::unknown:
      return "unknown";
    case SensorState::good:
      return "good";
    case SensorState::contradicted:
      return "contradicted";
    case SensorState::stuck:
      return "stuck";
    case SensorState::jumping:
      return "jumping";
    case SensorState::out_of_range:
      return "out of range";
    case SensorState::absent:
      return "absent";
    case SensorState::silent:
      return "silent";
    case SensorState::unpowered:
      return "without power";
  }
  return "";
}

SensorJudge::SensorJudge(const Register& reg)
    : quantity_(reg.quantity),
      fresh_for_(kFreshPeriods * reg.period + kFreshSlack),
      must_move_within_(reg.must_move_within) {}

bool SensorJudge::in_range(double value) const {
  return value >= facts(quantity_).least && value <= facts(quantity_).most;
}

bool SensorJudge::jumped(SteadyTime now, double value) const {
  if (!known_) return false;
  if (is_flag(quantity_)) return value != value_ && !facts(quantity_).by_hand;
  const double fastest = facts(quantity_).fastest_per_s;
  if (fastest == 0) return false;
  const auto span = std::max<SteadyTime::duration>(now - at_, kShortestSpan);
  return std::abs(value - value_) > fastest * std::chrono::duration<double>(span).count();
}

void SensorJudge::on_value(SteadyTime now, double value) {
  if (in_range(value)) {
    in_range_run_ = static_cast<std::uint8_t>(std::min<int>(in_range_run_ + 1, kBelievedAgain));
    if (in_range_run_ == kBelievedAgain) range_broken_ = false;
  } else {
    range_broken_ = true;
    in_range_run_ = 0;
  }
  jumps_ = static_cast<std::uint8_t>((jumps_ << 1) | (jumped(now, value) ? 1 : 0));
  const int jumps = std::popcount(jumps_);
  jumping_ = jumping_ ? jumps > kSteadyAgain : jumps >= kJumping;
  if (!known_ || value != value_ || no_value_ != SensorState::unknown) moved_at_ = now;
  known_ = true;
  no_value_ = SensorState::unknown;
  value_ = value;
  at_ = now;
}

void SensorJudge::on_no_value(NoValueReason reason) {
  no_value_ = reason == NoValueReason::device_silent ? SensorState::silent
              : reason == NoValueReason::unpowered   ? SensorState::unpowered
                                                     : SensorState::absent;
}

SensorState SensorJudge::state(SteadyTime now) const {
  if (no_value_ != SensorState::unknown) return no_value_;
  if (!known_) return SensorState::unknown;
  if (now - at_ > fresh_for_) return SensorState::silent;
  if (range_broken_) return SensorState::out_of_range;
  if (jumping_) return SensorState::jumping;
  if (must_move_within_.count() != 0 && at_ - moved_at_ >= must_move_within_) return SensorState::stuck;
  return SensorState::good;
}

}  // namespace tongluo::fieldbus

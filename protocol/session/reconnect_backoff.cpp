#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/session/session.hpp"

namespace tongluo::session {
namespace {

constexpr unsigned kMaxDoublings = 10;  // 1 s · 2¹⁰ is beyond kMaxReconnectDelay

milliseconds part_of(milliseconds span, double random) {
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(span.count()) * random));
}

}  // namespace

milliseconds ReconnectBackoff::next_delay(double random) {
  if (window_) {
    const auto [min, max] = *std::exchange(window_, std::nullopt);
    return min + part_of(max - min, random);
  }
  const milliseconds longest =
      std::min<milliseconds>(limits::kMaxReconnectDelay, milliseconds(limits::kReconnectBase) * (1 << failures_));
  failures_ = std::min(failures_ + 1, kMaxDoublings);
  return part_of(longest, random);
}

void ReconnectBackoff::on_session_ended(SteadyTime opened_at, SteadyTime now) {
  if (opened_at != SteadyTime::max() && now - opened_at >= limits::kStableSession) failures_ = 0;
}

void ReconnectBackoff::on_go_away(milliseconds min, milliseconds max) {
  const milliseconds bounded = std::min<milliseconds>(max, limits::kMaxReconnectDelay);
  window_ = {std::min(min, bounded), bounded};
}

}  // namespace tongluo::session

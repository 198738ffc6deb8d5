#include "controller/capture/capture_clock.hpp"

#include <algorithm>

namespace tongluo::capture {
namespace {

constexpr auto kPacket = microseconds(limits::kLivePacketDuration);
constexpr auto kMaxSlew = microseconds(30);

}  // namespace

WallTime CaptureClock::tick(Now now) {
  while (now.steady - next_ > kMaxStall) {
    next_ += kPacket;
    wall_ += kPacket;
    ++left_out_;
  }
  const WallTime measured = now.wall - (now.steady - next_);
  wall_ += std::clamp<WallTime::duration>(measured - wall_, -kMaxSlew, kMaxSlew);
  const WallTime stamp = wall_ - kCaptureDelay;
  next_ += kPacket;
  wall_ += kPacket;
  return stamp;
}

}  // namespace tongluo::capture

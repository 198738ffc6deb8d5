#include "terminal-fw/audio/pacer.hpp"

#include <algorithm>
#include <thread>

#include "protocol/os/clock.hpp"

namespace tongluo::audio {

void Pacer::begin() { next_ = std::max(next_, os::steady_now()); }

void Pacer::wait_frame() {
  const SteadyTime now = os::steady_now();
  next_ = std::max(next_, now);  // an underrun, as on a real device: what comes late sounds late
  const auto room_in = next_ - kAheadFrames * kFrameDuration - now;
  if (room_in > microseconds(0)) std::this_thread::sleep_for(room_in);
  next_ += kFrameDuration;
}

microseconds Pacer::latency() const { return std::max(microseconds(0), microseconds(next_ - os::steady_now())); }

}  // namespace tongluo::audio

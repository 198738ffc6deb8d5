#include "protocol/os/clock.hpp"

#include <chrono>

namespace tongluo::os {

SteadyTime steady_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return SteadyTime(std::chrono::duration_cast<microseconds>(since));
}

WallTime wall_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return WallTime(std::chrono::duration_cast<microseconds>(since));
}

Now now() { return {steady_now(), wall_now()}; }

}  // namespace tongluo::os

#pragma once
// Time is always handed in. Neither clock below has a now(): pure code cannot read one; protocol/os is their only
// source.

#include <chrono>
#include <cstdint>

namespace tongluo {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// UTC in microseconds since 1970, 64 bits on every target (armhf's time_t has 32).
struct WallClockTag {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::duration<std::int64_t, std::micro>;
};
using WallTime = std::chrono::time_point<WallClockTag, std::chrono::duration<std::int64_t, std::micro>>;

// Monotonic, from an arbitrary start; for deadlines and intervals.
struct SteadyClockTag {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::duration<std::int64_t, std::micro>;
};
using SteadyTime = std::chrono::time_point<SteadyClockTag, std::chrono::duration<std::int64_t, std::micro>>;

struct Now {
  SteadyTime steady{};
  WallTime wall{};
};

constexpr std::int64_t to_us(WallTime time) { return time.time_since_epoch().count(); }
constexpr WallTime wall_from_us(std::int64_t us) { return WallTime(WallTime::duration(us)); }

}  // namespace tongluo

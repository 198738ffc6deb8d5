#pragma once
// How one world will be: its size, how long it is troubled, and how much of each trouble. Follows from the seed alone.
// Pure values.

#include <string>

#include "tests/sim/dice.hpp"

namespace tongluo::sim {

// Mean times between; zero: never.
struct Troubles {
  microseconds controller_kill{}, controller_power{}, controller_disk{}, controller_clock{};
  microseconds terminal_kill{}, terminal_power{}, terminal_disk{}, terminal_clock{}, terminal_sound{}, terminal_horn{};
  microseconds partition{}, rebind{}, cut{}, profile{};
  microseconds attack{}, stranger{};
  microseconds terminal_damage{};
};

struct Plan {
  std::uint64_t seed = 0;
  std::size_t terminals = 3;
  std::size_t troubled_s = 900;  // then all heals, and everything has time to end
  milliseconds heartbeat{60'000};
  microseconds orders{};  // mean time between what people do
  Troubles troubles;
};

Plan plan_of(std::uint64_t seed);
std::string describe(const Plan& plan);

}  // namespace tongluo::sim

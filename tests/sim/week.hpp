#pragma once
// A calm county for days: heartbeats, a daily schedule, three alerts, every receipt; the real cores, sessions and wire.
// Every signature is made and verified by whoever does so in the county. Counts what it did. One thread.

#include "tests/sim/checkers.hpp"

namespace tongluo::sim {

struct WeekResult {
  std::optional<Breach> breach;
  std::uint64_t events = 0;
  std::uint64_t heartbeats = 0;
  std::size_t finals = 0;
  std::size_t finals_expected = 0;
  std::size_t sounds = 0;
};

WeekResult run_days(std::size_t days, std::size_t terminals);

}  // namespace tongluo::sim

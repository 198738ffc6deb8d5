#pragma once
// A calm county for days: heartbeats, a daily schedule, three alerts a week, every receipt; the real cores, sessions
// and wire. Beyond four weeks it is a long run (long_run.hpp): what runs out is renewed, at night something breaks.
// Every signature is made and verified by whoever does so in the county. Counts what it did. One thread.

#include <algorithm>

#include "tests/sim/checkers.hpp"
#include "tests/sim/long_run.hpp"

namespace tongluo::sim {

struct WeekResult {
  std::optional<Breach> breach;
  std::uint64_t events = 0;
  std::uint64_t heartbeats = 0;
  std::size_t finals = 0;
  std::size_t finals_expected = 0;
  std::size_t sounds = 0;
  std::vector<Kept> kept;  // of a long run
  bool within_limits() const { return std::ranges::all_of(kept, &Kept::within); }
};

WeekResult run_days(std::size_t days, std::size_t terminals, const std::function<void(County&)>& mutate = nullptr);

}  // namespace tongluo::sim

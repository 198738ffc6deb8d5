#pragma once
// One seed's world from beginning to end: set up, troubled, healed, looked at. Deterministic: the same seed gives the
// same trace. One thread.

#include "tests/sim/checkers.hpp"

namespace tongluo::sim {

struct RunResult {
  std::optional<Breach> breach;
  std::vector<std::string> last_lines;
  std::uint64_t trace_hash = 0;
  std::uint64_t events = 0;
  std::size_t orders = 0;
  std::size_t sounds = 0;
  std::size_t finals = 0;
};

struct RunOptions {
  std::ostream* trace = nullptr;        // every line of it
  std::function<void(County&)> mutate;  // breaks a part of the world before it begins
  std::function<void(Plan&)> plan;      // changes the plan that the seed gives
  const char* only = nullptr;           // the promise that is watched; none: all
};

RunResult run_seed(std::uint64_t seed, const RunOptions& options = {});
// For people: the seed, the promise, the last lines and the command that repeats it.
std::string describe(std::uint64_t seed, const RunResult& result);

}  // namespace tongluo::sim

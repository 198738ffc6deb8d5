// tongluo-sim: see tools/sim, which builds and runs it.

#include <charconv>
#include <cstdio>
#include <iostream>
#include <map>
#include <string_view>

#include "protocol/os/clock.hpp"
#include "tests/sim/live_world.hpp"
#include "tests/sim/simulation.hpp"
#include "tests/sim/week.hpp"

namespace {

using tongluo::SteadyTime;

constexpr std::uint64_t kReportEvery = 1'000;

struct Wanted {
  std::uint64_t seeds = 0, live_seeds = 0, first = 1, days = 0, terminals = 4'045;
  bool trace = false, keep_going = false;
};

double seconds_since(SteadyTime start) {
  return std::chrono::duration<double>(tongluo::os::steady_now() - start).count();
}

int run_seeds(const Wanted& wanted) {
  tongluo::sim::RunOptions options;
  if (wanted.trace) options.trace = &std::cout;
  const SteadyTime start = tongluo::os::steady_now();
  std::uint64_t events = 0, broken = 0, sounds = 0, finals = 0, orders = 0;
  for (std::uint64_t seed = wanted.first; seed < wanted.first + wanted.seeds; ++seed) {
    const tongluo::sim::RunResult result = tongluo::sim::run_seed(seed, options);
    events += result.events;
    sounds += result.sounds;
    finals += result.finals;
    orders += result.orders;
    if (result.breach) {
      ++broken;
      std::cout << tongluo::sim::describe(seed, result) << std::flush;
      if (!wanted.keep_going) return 1;
    }
    const std::uint64_t done = seed - wanted.first + 1;
    if (done % kReportEvery == 0) std::cout << done << " seeds, " << broken << " broken" << std::endl;
  }
  std::cout << wanted.seeds << " seeds in " << seconds_since(start) << " s: " << events << " events, " << orders
            << " orders, " << sounds << " sounds, " << finals << " finals, " << broken << " broken\n";
  return broken == 0 ? 0 : 1;
}

int run_live(const Wanted& wanted) {
  tongluo::sim::LiveOptions options;
  if (wanted.trace) options.trace = &std::cout;
  const SteadyTime start = tongluo::os::steady_now();
  std::uint64_t packets = 0, missing = 0, rebindings = 0, moves = 0, dead = 0, forged = 0, ended = 0, restarts = 0,
                broken = 0;
  for (std::uint64_t seed = wanted.first; seed < wanted.first + wanted.live_seeds; ++seed) {
    const tongluo::sim::LiveResult result = tongluo::sim::run_live(seed, options);
    packets += result.packets;
    missing += result.missing;
    rebindings += result.rebindings;
    moves += result.moves;
    dead += result.dead;
    forged += result.forged;
    ended += result.sessions_ended;
    restarts += result.restarts;
    if (!result.breach) continue;
    ++broken;
    std::cout << "live seed " << seed << " broke a promise: " << result.breach->promise << ": " << result.breach->detail
              << '\n'
              << std::flush;
    if (!wanted.keep_going) return 1;
  }
  std::cout << wanted.live_seeds << " live seeds in " << seconds_since(start) << " s: " << packets
            << " packets to hear, " << missing << " missing in the trouble, " << rebindings << " new addresses, "
            << moves << " moves, " << dead << " datagrams to dead addresses, " << forged << " forged, " << ended
            << " sessions ended, " << restarts << " of them by a restart, " << broken << " broken\n";
  return broken == 0 ? 0 : 1;
}

int run_days(const Wanted& wanted) {
  const SteadyTime start = tongluo::os::steady_now();
  const tongluo::sim::WeekResult result = tongluo::sim::run_days(wanted.days, wanted.terminals);
  const double took_s = seconds_since(start);
  if (result.breach) std::cout << "broken: " << result.breach->promise << ": " << result.breach->detail << '\n';
  std::cout << wanted.days << " days of " << wanted.terminals << " terminals: " << result.events << " events, "
            << result.heartbeats << " heartbeats, " << result.sounds << " sounds, " << result.finals << " of "
            << result.finals_expected << " outcomes sounded, in " << took_s << " s\n"
            << "each distinct signature was verified once; samples were counted, not decoded\n"
            << "figure sim_days_s " << took_s << " s\n";
  for (const tongluo::sim::Kept& kept : result.kept)
    std::cout << kept.what << ": at most " << kept.first_half << ", in the second half " << kept.second_half << ", of "
              << kept.limit << (kept.within() ? "\n" : " TOO MANY\n");
  const bool all_sounded = result.finals == result.finals_expected && result.finals > 0;
  return !result.breach && all_sounded && result.within_limits() ? 0 : 1;
}

int usage() {
  std::fputs(
      "usage: tongluo-sim --seeds N [--first SEED] [--trace] [--keep-going]\n"
      "       tongluo-sim --live-seeds N [--first SEED] [--trace] [--keep-going]\n"
      "       tongluo-sim --days D [--terminals N]\n",
      stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Wanted wanted;
  const std::map<std::string_view, std::uint64_t*> numbers = {{"--seeds", &wanted.seeds},
                                                              {"--live-seeds", &wanted.live_seeds},
                                                              {"--first", &wanted.first},
                                                              {"--days", &wanted.days},
                                                              {"--terminals", &wanted.terminals}};
  const std::map<std::string_view, bool*> flags = {{"--trace", &wanted.trace}, {"--keep-going", &wanted.keep_going}};
  for (int i = 1; i < argc; ++i) {
    if (const auto flag = flags.find(argv[i]); flag != flags.end()) {
      *flag->second = true;
      continue;
    }
    const auto number = numbers.find(argv[i]);
    if (number == numbers.end() || i + 1 >= argc) return usage();
    const std::string_view text = argv[++i];
    if (std::from_chars(text.data(), text.data() + text.size(), *number->second).ec != std::errc{}) return usage();
  }
  if (wanted.days > 0 && wanted.terminals > 0) return run_days(wanted);
  if (wanted.live_seeds > 0) return run_live(wanted);
  return wanted.seeds > 0 ? run_seeds(wanted) : usage();
}

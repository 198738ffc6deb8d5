// An alert's clip to a whole county under one egress ceiling, in virtual time: schedules are being pushed ahead when it
// comes, every tenth terminal loses its link in the middle of it.

#include <cstdio>

#include "tests/bench/clips_world.hpp"
#include "tests/bench/figures.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::bench;

constexpr SteadyTime kBulk{seconds(1)};
constexpr SteadyTime kAlert{seconds(11)};
constexpr auto kDropAfter = milliseconds(1'500);
constexpr auto kAway = seconds(2);
constexpr std::size_t kDropEach = 10;
constexpr SteadyTime kEnd{seconds(600)};

double seconds_of(SteadyTime::duration span) { return std::chrono::duration<double>(span).count(); }

struct Spread {
  double smallest = 1e300, largest = 0;
  std::vector<double> all;
  void add(double value) {
    smallest = std::min(smallest, value);
    largest = std::max(largest, value);
    all.push_back(value);
  }
  double share(double part) {
    std::sort(all.begin(), all.end());
    return all.empty() ? 0 : all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
  }
};

bool was_dropped(std::size_t terminal) { return terminal % kDropEach == kDropEach - 1; }

std::uint64_t lower_bytes(const ClipsWorld& world) {
  return world.counters().of[1].bytes + world.counters().of[2].bytes;
}

// Until all have the first seconds, or the whole; in seconds after the alert came.
struct Times {
  Spread first_seconds, whole;
  Spread undropped_octets;
};

Times times_of(const ClipsWorld& world, const SentClip& alert) {
  Times times;
  for (std::size_t i = 0; i < world.terminals(); ++i) {
    const auto& arrivals = world.arrivals(i, alert);
    if (!arrivals.whole) continue;  // then the largest stays 0, and is seen
    if (!was_dropped(i)) times.first_seconds.add(seconds_of(*arrivals.first_seconds - kAlert));
    times.whole.add(seconds_of(*arrivals.whole - kAlert));
    if (!was_dropped(i)) times.undropped_octets.add(static_cast<double>(world.octets(i)));
  }
  return times;
}

std::size_t whole_ones(const ClipsWorld& world, const SentClip& clip) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < world.terminals(); ++i) count += world.arrivals(i, clip).whole.has_value();
  return count;
}

Spread shares(const ClipsWorld& world, const SentClip& clip) {
  Spread spread;
  for (std::size_t i = 0; i < world.terminals(); ++i) spread.add(static_cast<double>(world.arrivals(i, clip).bytes));
  return spread;
}

}  // namespace

int main(int argc, char** argv) {
  auto options = numbers(argc, argv, {{"terminals", 4'045}, {"ceiling", 12'500'000}});
  const std::size_t terminals = options["terminals"];
  const auto ceiling = static_cast<double>(options["ceiling"]);
  ClipsWorld world(terminals, options["ceiling"], *link_model::find_profile("4g"));
  const SentClip bulk = clip_of(1, seconds(60), false, kBulk + std::chrono::hours(2));
  const SentClip alert = clip_of(2, seconds(30), true, kAlert);
  world.send(kBulk, bulk);
  world.send(kAlert, alert);
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < terminals; ++i)
    if (was_dropped(i)) world.drop(kAlert + kDropAfter, i, kAway), ++dropped;

  world.run_until(kAlert - milliseconds(1));
  const Spread ahead = shares(world, bulk);
  const std::uint64_t lower_before = lower_bytes(world);
  const double ahead_rate = static_cast<double>(lower_before) / seconds_of(kAlert - kBulk);
  world.run_until(kAlert + kDropAfter - milliseconds(1));
  const Spread alert_shares = shares(world, alert);
  const std::uint64_t lower_meanwhile = lower_bytes(world) - lower_before;
  world.run_until(kEnd);

  Times times = times_of(world, alert);
  const double burst = static_cast<double>(terminals) * 15'500 / ceiling;
  std::printf("%zu terminals on 4g links, ceiling %.0f octets/s, %zu links lost %.1f s into the alert, for %.0f s\n",
              terminals, ceiling, dropped, seconds_of(kDropAfter), seconds_of(kAway));
  std::printf("pushed ahead: %.1f %% of the ceiling; shares %.0f to %.0f octets\n", 100 * ahead_rate / ceiling,
              ahead.smallest, ahead.largest);
  std::printf(
      "alert: 5 s of audio after %.2f to %.2f s (5 s for all take %.2f s at the ceiling), whole after %.2f to %.2f s\n",
      times.first_seconds.smallest, times.first_seconds.largest, burst, times.whole.smallest, times.whole.largest);
  std::printf("alert shares after %.1f s: %.0f to %.0f octets; lower ones meanwhile %llu octets\n",
              seconds_of(kDropAfter), alert_shares.smallest, alert_shares.largest,
              static_cast<unsigned long long>(lower_meanwhile));
  std::printf("whole at the end: alert %zu, schedule %zu of %zu\n", whole_ones(world, alert), whole_ones(world, bulk),
              terminals);
  const auto content = static_cast<double>(alert.bytes() + bulk.bytes());
  double again = 0;
  for (std::size_t i = 0; i < terminals; ++i)
    if (was_dropped(i)) again = std::max(again, static_cast<double>(world.octets(i)) - times.undropped_octets.largest);

  figure("clips_first5_p50_s", times.first_seconds.share(0.5), "s");
  figure("clips_first5_p99_s", times.first_seconds.share(0.99), "s");
  figure("clips_first5_last_s", times.first_seconds.largest, "s");
  figure("clips_first5_ratio", times.first_seconds.share(0.99) / burst, "of the ceiling's own time");
  figure("clips_whole_last_s", times.whole.largest, "s");
  figure("clips_fullest_second_pct", 100 * world.fullest_second() / ceiling, "% of the ceiling");
  figure("clips_ahead_pct", 100 * ahead_rate / ceiling, "% of the ceiling");
  figure("clips_share_spread_octets", alert_shares.largest - alert_shares.smallest, "octets");
  figure("clips_resume_again_octets", again, "octets at most");
  figure("clips_terminal_octets", times.undropped_octets.largest, "octets");
  figure("clips_overhead_pct", 100 * (times.undropped_octets.largest / content - 1), "% over the clips");
  const bool complete = whole_ones(world, alert) == terminals && whole_ones(world, bulk) == terminals;
  return complete ? 0 : 1;
}

// storm-bench: the real core and the real store with a session for each terminal. Lower sends to the whole county storm
// in at an even pace; three times a level I comes between. Its delay is from the submit until the last session was sent
// it, durability included. Every delivery is answered by a really signed receipt, as far as the store's lists go. Also:
// what it takes to expand an order to every terminal when it is prepared.
//
//   storm-bench [--terminals N] [--seconds N] [--sends N] [--runs N]      works in a folder below the current one

#include <unistd.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/storm_county.hpp"

namespace {

using namespace tongluo;

constexpr std::size_t kUrgentOnes = 3;
constexpr int kExpansions = 51;
constexpr auto kPatience = seconds(30);

double ms(SteadyTime::duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

// Submits a level I and pumps until everyone was sent it.
double urgent_ms(bench::StormCounty& county) {
  const SteadyTime start = os::steady_now();
  const Digest order = county.submit(Level::i);
  while (!county.sent_to_all(order)) {
    county.pump();
    TL_ASSERT(os::steady_now() - start < kPatience);
  }
  return ms(*county.sent_to_all(order) - start);
}

double storm_ms(bench::StormCounty& county, std::size_t sends, seconds duration) {
  const SteadyTime start = os::steady_now();
  double worst = 0;
  std::size_t sent = 0, urgent = 0;
  while (sent < sends || os::steady_now() - start < duration) {
    const double passed = ms(os::steady_now() - start) / ms(duration);
    if (sent < sends && passed * static_cast<double>(sends) >= static_cast<double>(sent)) {
      county.submit(sent % 2 == 0 ? Level::iii : Level::iv);
      ++sent;
    }
    if (urgent < kUrgentOnes && passed > static_cast<double>(urgent + 1) / (kUrgentOnes + 1)) {
      worst = std::max(worst, urgent_ms(county));
      ++urgent;
    }
    county.pump();
  }
  return worst;
}

double expand_us(const bench::StormCounty& county) {
  std::vector<double> times;
  for (int i = 0; i < kExpansions; ++i) {
    const SteadyTime start = os::steady_now();
    const auto prepared = county.core().prepare(county.now(), county.whole_county());
    times.push_back(ms(os::steady_now() - start) * 1'000);
    TL_ASSERT(prepared.has_value() && prepared->addressed.size() == county.terminals());
  }
  return bench::median(times);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = bench::numbers(argc, argv, {{"terminals", 4'045}, {"seconds", 10}, {"sends", 200}, {"runs", 5}});
  const auto folder = std::filesystem::current_path() / ("storm-bench-" + std::to_string(::getpid()));
  std::vector<double> calm, storm, expansion;
  std::printf("%-6s %18s %18s %12s %10s %12s\n", "run", "level I alone ms", "in the storm ms", "deliveries", "refused",
              "expand us");
  for (std::size_t run = 1; run <= options.at("runs"); ++run) {
    std::filesystem::create_directories(folder);
    {
      bench::StormCounty county(options.at("terminals"), 20 * options.at("sends") + 4 * options.at("terminals"),
                                folder / "store.db");
      calm.push_back(urgent_ms(county));
      storm.push_back(storm_ms(county, options.at("sends"), seconds(options.at("seconds"))));
      expansion.push_back(expand_us(county));
      std::printf("%-6zu %18.1f %18.1f %12zu %10zu %12.0f\n", run, calm.back(), storm.back(), county.deliveries(),
                  county.refused(), expansion.back());
      std::fflush(stdout);
    }
    std::filesystem::remove_all(folder);
  }
  bench::figure("calm_level_i_ms", bench::median(calm), "ms");
  bench::figure("storm_level_i_ms", bench::median(storm), "ms");
  bench::figure("expand_4045_us", bench::median(expansion), "us");
  return 0;
}

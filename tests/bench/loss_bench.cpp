// Live speech through bad links, in virtual time: how much is not there at its instant? Seeds 1 to --terminals for each
// row, so that the same losses come again.

#include <array>
#include <cstdio>
#include <string>

#include "protocol/base/limits.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/loss_world.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::bench;
using link_model::Profile;

constexpr std::array kDelays = {milliseconds(500), milliseconds(1'000), milliseconds(2'000)};
constexpr std::array<std::size_t, 3> kTrains = {1, 2, 4};

struct Size {
  std::size_t terminals = 0;
  std::size_t packets = 0;
};

const Profile& named(const char* name) { return *link_model::find_profile(name); }

LossResult row(const std::string& name, const Profile& profile, milliseconds delay, std::size_t train, Size size) {
  const LossResult result = run_loss({.profile = profile,
                                      .playout_delay = delay,
                                      .train_packets = train,
                                      .terminals = size.terminals,
                                      .packets = size.packets});
  std::printf("%-18s %5lld %2zu %9.4f %6llu %8llu %6llu %6llu %9.1f %8.1f %6.1f\n", name.c_str(),
              static_cast<long long>(delay.count()), train, result.missing_pct(),
              static_cast<unsigned long long>(result.gaps),
              static_cast<unsigned long long>(result.longest_gap) * limits::kLivePacketDuration.count(),
              static_cast<unsigned long long>(result.reconnects), static_cast<unsigned long long>(result.fallbacks),
              result.pct_of_packets(result.manifest_octets), result.pct_of_packets(result.repair_octets),
              result.pct_of_packets(result.up_octets));
  std::fflush(stdout);
  return result;
}

void heading(Size size) {
  std::printf("%zu terminals (seeds 1 to %zu), %zu packets of 60 ms each; overhead in %% of the packets' octets\n",
              size.terminals, size.terminals, size.packets);
  std::printf("%-18s %5s %2s %9s %6s %8s %6s %6s %9s %8s %6s\n", "link", "D ms", "K", "missing %", "gaps", "longest",
              "reconn", "fallb", "manifest", "repair", "up");
}

void table(Size size) {
  for (const char* name : {"lan", "4g", "4g-bad", "rural", "storm"})
    for (const milliseconds delay : kDelays)
      for (const std::size_t train : kTrains) row(name, named(name), delay, train, size);
}

std::uint64_t random_table(Size size) {
  std::uint64_t missing = 0;
  for (const int percent : {1, 2, 5, 10}) {
    const Profile profile = link_model::random_loss(percent / 100.0, named("4g").delay, named("4g").mean_jitter);
    missing += row("random " + std::to_string(percent) + " %", profile, seconds(1), 1, size).missing;
  }
  return missing;
}

void figures(Size size) {
  const std::uint64_t random = random_table(size);
  const Profile& storm = named("storm");
  const Profile calm = link_model::without_outages(storm);
  const LossResult d1 = row("storm, no outages", calm, seconds(1), 1, size);
  const LossResult d2 = row("storm, no outages", calm, seconds(2), 1, size);
  const LossResult outage_d1 = row("storm", storm, seconds(1), 1, size);
  const LossResult outage_d2 = row("storm", storm, seconds(2), 1, size);
  figure("loss_random_d1_missing", static_cast<double>(random), "packets");
  figure("loss_storm_d1_pct", d1.missing_pct(), "%");
  figure("loss_storm_d2_pct", d2.missing_pct(), "%");
  figure("loss_storm_outage_d1_pct", outage_d1.missing_pct(), "%");
  figure("loss_storm_outage_d2_pct", outage_d2.missing_pct(), "%");
  figure("loss_storm_reconnects",
         static_cast<double>(d1.reconnects + d2.reconnects + outage_d1.reconnects + outage_d2.reconnects), "");
}

}  // namespace

int main(int argc, char** argv) {
  auto options = numbers(argc, argv, {{"terminals", 20}, {"packets", 10'000}});
  const Size size{options["terminals"], std::min<std::size_t>(options["packets"], 10'000)};
  const Size quarter{std::max<std::size_t>(size.terminals / 4, 1), size.packets};
  heading(quarter);
  table(quarter);
  heading(size);
  figures(size);
}

#include "tools/fleet/cell_plan.hpp"

#include <algorithm>
#include <numeric>

#include "tools/link_model/seeded_random.hpp"

namespace tongluo::fleet {
namespace {

constexpr std::uint64_t kCells = 0x63656c6c73000000ULL;
constexpr std::uint64_t kBatteries = 0x6261747465727900ULL;
constexpr std::string_view kFloodLink = "4g-bad";

// Of `count` numbers this many, by the seed.
std::vector<bool> chosen(std::size_t count, std::size_t wanted, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [seed](std::size_t a, std::size_t b) {
    return link_model::mix(seed ^ (a + 1)) < link_model::mix(seed ^ (b + 1));
  });
  std::vector<bool> picked(count, false);
  for (std::size_t i = 0; i < std::min(wanted, count); ++i) picked[order[i]] = true;
  return picked;
}

}  // namespace

std::optional<CellPlan> CellPlan::create(std::string_view profile, std::uint64_t seed, std::size_t terminals) {
  const bool flood = profile == "flood";
  const link_model::Profile* link = link_model::find_profile(flood ? kFloodLink : profile);
  if (link == nullptr) return std::nullopt;
  CellPlan plan(link, flood);
  const std::size_t cells = (terminals + kTerminalsPerCell - 1) / kTerminalsPerCell;
  const auto down = chosen(cells, flood ? cells / 3 : 0, link_model::mix(seed) ^ kCells);
  const auto battery = chosen(terminals, flood ? terminals / 2 : 0, link_model::mix(seed) ^ kBatteries);
  for (std::size_t i = 0; i < terminals; ++i)
    plan.plans_.push_back({i / kTerminalsPerCell, battery[i], down[i / kTerminalsPerCell]});
  return plan;
}

std::size_t CellPlan::terminals_cut_off() const {
  return static_cast<std::size_t>(
      std::count_if(plans_.begin(), plans_.end(), [](const TerminalPlan& plan) { return plan.cell_goes_down; }));
}

std::size_t CellPlan::on_battery() const {
  return static_cast<std::size_t>(
      std::count_if(plans_.begin(), plans_.end(), [](const TerminalPlan& plan) { return plan.on_battery; }));
}

}  // namespace tongluo::fleet

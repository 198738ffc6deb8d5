#pragma once
// What the fleet's profile means for each terminal: which model of a link, in which radio cell, on battery or not, and
// whether its cell goes down. Pure and deterministic by profile and seed.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tools/link_model/profile.hpp"

namespace tongluo::fleet {

constexpr std::size_t kTerminalsPerCell = 40;

struct TerminalPlan {
  std::size_t cell = 0;
  bool on_battery = false;
  bool cell_goes_down = false;
};

class CellPlan {
 public:
  // `flood`: links of 4g-bad, half of the terminals on battery, a third of the cells down from when it is said until it
  // is said again. Any other name is a profile of link_model, and nothing else happens. Nothing: there is no such name.
  static std::optional<CellPlan> create(std::string_view profile, std::uint64_t seed, std::size_t terminals);

  const link_model::Profile& link() const { return *link_; }
  bool is_flood() const { return flood_; }
  const TerminalPlan& of(std::size_t terminal) const { return plans_[terminal]; }
  std::size_t terminals_cut_off() const;
  std::size_t on_battery() const;

 private:
  CellPlan(const link_model::Profile* link, bool flood) : link_(link), flood_(flood) {}
  const link_model::Profile* link_;
  bool flood_;
  std::vector<TerminalPlan> plans_;
};

}  // namespace tongluo::fleet

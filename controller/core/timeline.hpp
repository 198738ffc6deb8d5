#pragma once
// What will sound when, and where it collides: computed from the very occurrences that the terminals play from. Pure.
// Limit: kMaxTimelineEntries.

#include <optional>
#include <span>
#include <vector>

#include "controller/core/views.hpp"

namespace tongluo::controller {

constexpr std::size_t kMaxTimelineEntries = 5'000;

// One order as the timeline sees it. `addressed` sorted.
struct TimelineOrder {
  Digest digest;
  const wire::Order* order = nullptr;
  OrderState state{};
  std::span<const std::uint32_t> addressed;  // terminal indices
  WallTime ended{};                          // cancelled or replaced at all its terminals; zero: not
  std::optional<Digest> superseded_by{};     // the order that ended it
};

// Starts in [from, until), by time, then class and level; `conflicts` filled in.
std::vector<TimelineEntry> make_timeline(std::span<const TimelineOrder> orders, WallTime from, WallTime until);
// Orders that sound at the same time as this one at one of its terminals.
std::vector<Digest> conflicts_of(const TimelineOrder& order, std::span<const TimelineOrder> others);

}  // namespace tongluo::controller

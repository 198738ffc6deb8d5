// Questions to the core: no effect.

#include <algorithm>

#include "terminal-fw/core/terminal_core.hpp"

namespace tongluo::terminal {
namespace {

template <class See>
void each_open(const CoreParts& parts, See see) {
  for (const Digest& digest : parts.book.digests()) {
    const OpenOrder* order = parts.book.find(digest);
    if (order == nullptr) continue;
    for (const OpenOccurrence& occurrence : order->occurrences)
      if (occurrence.phase != Phase::finished) see(*order, occurrence);
  }
}

}  // namespace

std::vector<UpcomingStart> TerminalCore::upcoming(std::size_t limit) const {
  std::vector<UpcomingStart> starts;
  each_open(parts_, [&starts](const OpenOrder& open, const OpenOccurrence& occurrence) {
    const wire::Order& order = open.order();
    starts.push_back({target_start(occurrence.spec, open.start_at), order.order_class, order.level, order.headline});
  });
  std::stable_sort(starts.begin(), starts.end(),
                   [](const UpcomingStart& a, const UpcomingStart& b) { return a.at < b.at; });
  if (starts.size() > limit) starts.resize(limit);
  return starts;
}

bool TerminalCore::alert_near(Now now) const {
  const WallTime soon = parts_.time.wall(now) + kAlertNear;
  bool near = false;
  each_open(parts_, [&near, soon](const OpenOrder& open, const OpenOccurrence& occurrence) {
    near = near || (is_vital(open.order().order_class, open.order().level) && occurrence.spec.earliest_start <= soon);
  });
  return near;
}

bool TerminalCore::sound_near(Now now) const {
  const WallTime soon = parts_.time.wall(now) + kAlertNear;
  bool near = false;
  each_open(parts_, [&near, soon](const OpenOrder& open, const OpenOccurrence& occurrence) {
    near = near || target_start(occurrence.spec, open.start_at) <= soon;
  });
  return near;
}

}  // namespace tongluo::terminal

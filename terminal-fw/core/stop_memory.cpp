#include "terminal-fw/core/stop_memory.hpp"

#include <algorithm>

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

namespace {

// By dispatch, then by expiry: the smallest leaves first.
auto worth(const Stop& stop) {
  const auto* cancel = std::get_if<trust::AdmittedCancel>(&stop.object);
  return std::pair(cancel == nullptr || cancel->role == Role::dispatch, stop.stored.expires_at);
}

}  // namespace

std::vector<Digest> StopMemory::add(Stop stop, WallTime now) {
  std::vector<Digest> left;
  std::erase_if(stops_, [&](const auto& entry) {
    const bool expired = entry.second.stored.expires_at <= now;
    if (expired) left.push_back(entry.first);
    return expired;
  });
  if (stops_.size() >= kMaxStops) {
    const auto first = std::min_element(stops_.begin(), stops_.end(),
                                        [](const auto& a, const auto& b) { return worth(a.second) < worth(b.second); });
    left.push_back(first->first);
    ++evicted_;
    stops_.erase(first);
  }
  const Digest digest = stop.stored.digest;
  stops_.insert_or_assign(digest, std::move(stop));
  return left;
}

std::vector<Stop> StopMemory::all() const {
  std::vector<Stop> stops;
  for (const auto& [digest, stop] : stops_) stops.push_back(stop);
  return stops;
}

bool StopMemory::stopped(const trust::AdmittedOrder& order, const Envelope& envelope,
                         const trust::VerifiedTrustList& list, const wire::PlaceRecord& place) const {
  return std::any_of(stops_.begin(), stops_.end(), [&](const auto& entry) {
    const auto& object = entry.second.object;
    if (const auto* all = std::get_if<trust::AdmittedStopAll>(&object))
      return trust::covers(all->stop, order.order, place);
    const auto& cancel = std::get<trust::AdmittedCancel>(object);
    return cancel.cancel.order == order.digest && trust::may_cancel(cancel, list, envelope, order.order);
  });
}

}  // namespace tongluo::terminal

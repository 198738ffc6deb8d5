#include "terminal-fw/core/stop_memory.hpp"

#include <algorithm>

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

bool covers(const wire::StopAll& stop, const wire::Order& order, const wire::PlaceRecord& place) {
  const bool of_class =
      std::find(stop.order_classes.begin(), stop.order_classes.end(), order.order_class) != stop.order_classes.end();
  return of_class && order.level >= stop.highest_level && order.issued_at < stop.issued_at &&
         trust::addresses(stop.targets, place);
}

bool may_cancel(const trust::AdmittedCancel& cancel, const trust::VerifiedTrustList& list,
                const Envelope& order_envelope, const wire::Order& order) {
  const auto& signatures = order_envelope.signatures;
  const bool own = std::any_of(signatures.begin(), signatures.end(),
                               [&](const Signature& signature) { return signature.key_id == cancel.by; });
  if (own) return true;
  const trust::TrustedIssuer* issuer = list.find(cancel.by);
  return cancel.role == Role::dispatch && issuer != nullptr && trust::within_scope(issuer->issuer, order.targets);
}

std::vector<Digest> StopMemory::add(Stop stop, WallTime now) {
  std::vector<Digest> left;
  std::erase_if(stops_, [&](const auto& entry) {
    const bool expired = entry.second.stored.expires_at <= now;
    if (expired) left.push_back(entry.first);
    return expired;
  });
  if (stops_.size() >= kMaxStops) {
    const auto first = std::min_element(stops_.begin(), stops_.end(), [](const auto& a, const auto& b) {
      return a.second.stored.expires_at < b.second.stored.expires_at;
    });
    left.push_back(first->first);
    stops_.erase(first);
  }
  const Digest digest = stop.stored.digest;
  stops_.insert_or_assign(digest, std::move(stop));
  return left;
}

bool StopMemory::stopped(const trust::AdmittedOrder& order, const Envelope& envelope,
                         const trust::VerifiedTrustList& list, const wire::PlaceRecord& place) const {
  return std::any_of(stops_.begin(), stops_.end(), [&](const auto& entry) {
    const auto& object = entry.second.object;
    if (const auto* all = std::get_if<trust::AdmittedStopAll>(&object)) return covers(all->stop, order.order, place);
    const auto& cancel = std::get<trust::AdmittedCancel>(object);
    return cancel.cancel.order == order.digest && may_cancel(cancel, list, envelope, order.order);
  });
}

}  // namespace tongluo::terminal

#include "controller/core/issue_pacer.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::controller {
namespace {

bool at_once(OrderClass order_class, Level level) { return order_class == OrderClass::actual && level <= Level::ii; }

}  // namespace

bool IssuePacer::room_for(const wire::Order& order) const {
  return at_once(order.order_class, order.level) || waiting_.size() < kMaxPacedOrders;
}

void IssuePacer::add(PacedOrder order) { waiting_.insert(std::move(order)); }

void IssuePacer::remove(const Digest& digest) {
  std::erase_if(waiting_, [&digest](const PacedOrder& order) { return order.digest == digest; });
}

void IssuePacer::refill(SteadyTime now) {
  const double elapsed = std::chrono::duration<double>(std::max(now - refilled_, SteadyTime::duration(0))).count();
  tokens_ = std::min(kPacedBurst, tokens_ + elapsed * kPacedDeliveriesPerSecond);
  refilled_ = std::max(refilled_, now);
}

// A large order may overdraw the budget: then those after it wait until the debt is paid.
std::optional<PacedOrder> IssuePacer::next(SteadyTime now) {
  refill(now);
  if (waiting_.empty()) return std::nullopt;
  const auto first = waiting_.begin();
  if (!at_once(first->order_class, first->level)) {
    if (tokens_ <= 0) return std::nullopt;
    tokens_ -= static_cast<double>(first->deliveries);
  }
  return std::move(waiting_.extract(first).value());
}

SteadyTime IssuePacer::next_deadline(SteadyTime now) const {
  if (waiting_.empty()) return SteadyTime::max();
  if (tokens_ > 0 || at_once(waiting_.begin()->order_class, waiting_.begin()->level)) return now;
  const auto wait = std::chrono::duration<double>(-tokens_ / kPacedDeliveriesPerSecond);
  // One microsecond more: the budget must be above zero then, not at it.
  return refilled_ + std::chrono::ceil<SteadyTime::duration>(wait) + SteadyTime::duration(1);
}

}  // namespace tongluo::controller

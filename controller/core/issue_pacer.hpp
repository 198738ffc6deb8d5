#pragma once
// Which durable order goes out next. Levels I and II of class actual go at once; everything else shares a budget of
// deliveries (order × terminal) per second, highest first, so that two hundred lower sends never delay a level I. Pure.
// Limit: kMaxPacedOrders; when full the lower ones are refused before they are stored (room_for).

#include <optional>
#include <set>

#include "controller/core/views.hpp"

namespace tongluo::controller {

constexpr std::size_t kMaxPacedOrders = 1'024;
constexpr double kPacedDeliveriesPerSecond = 2'000;
constexpr double kPacedBurst = 8'000;

struct PacedOrder {
  OrderClass order_class{};
  Level level{};
  std::uint32_t issuer_rank = 0;
  std::uint64_t sequence = 0;  // of arrival
  Digest digest;
  std::size_t deliveries = 0;
  auto operator<=>(const PacedOrder&) const = default;
};

class IssuePacer {
 public:
  bool room_for(const wire::Order& order) const;
  void add(PacedOrder order);
  void remove(const Digest& digest);  // cancelled while it waited
  // The next one that may go now; call until nothing comes.
  std::optional<PacedOrder> next(SteadyTime now);
  SteadyTime next_deadline(SteadyTime now) const;  // SteadyTime::max() when nothing waits
  std::size_t waiting() const { return waiting_.size(); }

 private:
  void refill(SteadyTime now);
  std::set<PacedOrder> waiting_;
  double tokens_ = kPacedBurst;
  SteadyTime refilled_{};
};

}  // namespace tongluo::controller

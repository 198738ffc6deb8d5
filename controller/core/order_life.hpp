#pragma once
// The life of an order, as one table: which event moves which state where. Whoever does something asks here first. And
// when it starts next.
// Pure.
//
//   draft → submitted → approved → issued → running → completed | cancelled | expired
//             └→ returned (a changed one is a new draft with a new digest)

#include <optional>

#include "controller/core/stored.hpp"

namespace tongluo::controller {

enum class OrderEvent : std::uint8_t {
  signed_by_some,  // a valid signature, persons are missing or it is held
  signed_by_all,
  sent_back,
  made_durable,
  first_start,
  all_final,
  ended_early,  // cancel, stop-all or superseded
  validity_ended,
};

// Nothing: this event has no business in this state.
std::optional<OrderState> next_state(OrderState state, OrderEvent event);
bool is_over(OrderState state);  // returned, completed, cancelled, expired

// The next start that can still be kept; without one, the order's issue: it is delivered now, and said to be late.
WallTime next_start(const wire::Order& order, WallTime now);
WallTime next_ahead(const wire::Order& order, OrderState state, WallTime now);  // zero: no start is
bool is_near(const wire::Order& order, WallTime now);  // its next start is near enough to deliver it

}  // namespace tongluo::controller

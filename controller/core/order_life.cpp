#include "controller/core/order_life.hpp"

#include <algorithm>
#include <array>

#include "controller/core/limits.hpp"

namespace tongluo::controller {
namespace {

struct Move {
  OrderState from;
  OrderEvent event;
  OrderState to;
};

using enum OrderState;
using enum OrderEvent;

constexpr std::array kMoves = {
    Move{draft, signed_by_some, submitted},   Move{draft, signed_by_all, approved},
    Move{draft, sent_back, returned},         Move{submitted, signed_by_some, submitted},
    Move{submitted, signed_by_all, approved}, Move{submitted, sent_back, returned},
    Move{submitted, validity_ended, expired}, Move{draft, validity_ended, expired},
    Move{approved, made_durable, issued},     Move{issued, first_start, running},
    Move{issued, ended_early, cancelled},     Move{running, ended_early, cancelled},
    Move{issued, all_final, completed},       Move{running, all_final, completed},
    Move{issued, validity_ended, expired},    Move{running, validity_ended, expired},
};

}  // namespace

std::optional<OrderState> next_state(OrderState state, OrderEvent event) {
  const auto at = std::find_if(kMoves.begin(), kMoves.end(),
                               [&](const Move& move) { return move.from == state && move.event == event; });
  return at == kMoves.end() ? std::nullopt : std::optional(at->to);
}

bool is_over(OrderState state) {
  return state == returned || state == completed || state == cancelled || state == expired;
}

WallTime next_start(const wire::Order& order, WallTime now) {
  for (const wire::Occurrence& occurrence : order.occurrences)
    if (occurrence.latest_start >= now) return occurrence.earliest_start;
  return order.issued_at;
}

bool is_near(const wire::Order& order, WallTime now) { return next_start(order, now) - kPushAhead <= now; }

WallTime next_ahead(const wire::Order& order, OrderState state, WallTime now) {
  if (!is_over(state))
    for (const wire::Occurrence& occurrence : order.occurrences)
      if (occurrence.earliest_start > now) return occurrence.earliest_start;
  return {};
}

}  // namespace tongluo::controller

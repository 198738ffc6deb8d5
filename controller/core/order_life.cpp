#include "controller/core/order_life.hpp"

#include <algorithm>
#include <array>

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

}  // namespace tongluo::controller

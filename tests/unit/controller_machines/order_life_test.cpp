// The life of an order, as the whole table: every state with every event.

#include "controller/core/order_life.hpp"

#include <gtest/gtest.h>

namespace tongluo::controller {
namespace {

using enum OrderState;
using enum OrderEvent;

constexpr OrderState kStates[] = {draft, submitted, returned, approved, issued, running, completed, cancelled, expired};
constexpr OrderEvent kEvents[] = {signed_by_some, signed_by_all, sent_back,   made_durable,
                                  first_start,    all_final,     ended_early, validity_ended};

std::optional<OrderState> expected(OrderState state, OrderEvent event) {
  switch (state) {
    case draft:
    case submitted:
      if (event == signed_by_some) return submitted;
      if (event == signed_by_all) return approved;
      if (event == sent_back) return returned;
      if (event == validity_ended) return expired;
      return std::nullopt;
    case approved:
      return event == made_durable ? std::optional(issued) : std::nullopt;
    case issued:
      if (event == first_start) return running;
      [[fallthrough]];
    case running:
      if (event == all_final) return completed;
      if (event == ended_early) return cancelled;
      if (event == validity_ended) return expired;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

TEST(OrderLife, EveryStateAnswersEveryEventAsTheTableSays) {
  for (const OrderState state : kStates)
    for (const OrderEvent event : kEvents)
      EXPECT_EQ(next_state(state, event), expected(state, event))
          << static_cast<int>(state) << " with event " << static_cast<int>(event);
}

TEST(OrderLife, NothingLeavesAStateThatIsOver) {
  for (const OrderState state : kStates) {
    if (!is_over(state)) continue;
    for (const OrderEvent event : kEvents) EXPECT_FALSE(next_state(state, event));
  }
}

TEST(OrderLife, NoEventLeadsFromADraftToTheAirWithoutSignatures) {
  for (const OrderEvent event : {sent_back, made_durable, first_start, all_final, ended_early, validity_ended}) {
    const auto next = next_state(draft, event);
    EXPECT_TRUE(!next || is_over(*next));
  }
}

}  // namespace
}  // namespace tongluo::controller

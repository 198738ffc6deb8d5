#pragma once
// Watches one order until every terminal is final or the time is up. A controller that goes away meanwhile is waited
// for: the terminals go on without it and report when it is back.

#include "tools/ctl/api.hpp"
#include "tools/ctl/order_status.hpp"

namespace tongluo::ctl {

constexpr auto kPollInterval = milliseconds(200);

Try<OrderStatus> fetch_order(const Api& api, const std::string& digest);

// Shows progress on context.err: one redrawn line on a terminal, a line for each change otherwise, nothing with --json.
// The last status seen; unreachable only if the controller never answered.
Try<OrderStatus> follow_order(const Context& context, const Api& api, const std::string& digest, seconds wait);

}  // namespace tongluo::ctl

#pragma once
// A signed order goes out: what the controller made of it, and how it spreads. Shared by all commands that submit.

#include <optional>

#include "tools/ctl/api.hpp"
#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/prepared_order.hpp"

namespace tongluo::ctl {

// The bytes to sign, as the controller made them of what was asked; refused when they are not exactly that.
Try<PreparedOrder> prepare_order(const Api& api, const AskedOrder& asked);

// Signs with the home's deployment id; what is in the envelope already stays.
Try<void> add_signature(const Context& context, Envelope& envelope, const sign::Signer& signer);

// Shows what the controller answered: issued (then it is followed for `wait`, and a terminal that did not play is a
// Failure) or waiting for more persons (then it says how they sign).
Try<void> report_submitted(const Context& context, const Api& api, const boost::json::object& answer, seconds wait);
Try<void> submit_order(const Context& context, const Api& api, const Envelope& envelope,
                       std::optional<std::size_t> confirmed_count, seconds wait);

}  // namespace tongluo::ctl

#pragma once
// From a draft to the exact bytes that are to be signed, and the gateway's own rules beyond the signatures. Pure.

#include "controller/core/clip_library.hpp"
#include "controller/core/fleet_register.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::controller {

// Refuses what is missing, unknown or out of limits, naming the field. One occurrence, number 1, from now on.
Result<PreparedOrder, PrepareProblem> prepare_order(const FleetRegister& fleet, const ClipLibrary& clips,
                                                    const OrderDraft& draft, WallTime now);

// Refusal::none, or why an admitted order cannot be issued here: a target that contains nobody (bad_area), live speech
// or a clip that is not held (unsupported). `detail` says which.
Refusal check_issuable(const FleetRegister& fleet, const ClipLibrary& clips, const wire::Order& order,
                       std::string& detail);

}  // namespace tongluo::controller

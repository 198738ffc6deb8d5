#pragma once
// From a draft to the order that is to be signed, and the gateway's own rules beyond the signatures. Pure.

#include <functional>

#include "controller/core/clip_library.hpp"
#include "controller/core/fleet_register.hpp"
#include "controller/core/group_book.hpp"
#include "controller/core/playlist_book.hpp"
#include "controller/core/stream_keys.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::controller {

// What is on the desk. `group` gives the members of a name, `playlist` the clips, or nothing.
struct OrderDesk {
  const FleetRegister& fleet;
  const ClipLibrary& clips;
  std::function<std::optional<GroupBody>(const std::string&)> group;
  std::function<std::optional<PlaylistBody>(const std::string&)> playlist;
};

// Areas, terminals, groups (expanded, each target once) and shapes as targets; what is missing, unknown, misshapen or
// contains nobody is refused and named.
Result<std::vector<wire::Target>, PrepareProblem> read_targets(const OrderDesk& desk, const OrderDraft& draft);

// Everything but `supersedes`, which the caller resolved. Refuses what is missing, unknown or out of limits, naming the
// field.
Result<wire::Order, PrepareProblem> compose_order(const OrderDesk& desk, const OrderDraft& draft,
                                                  const std::optional<Digest>& supersedes, WallTime now);

// What a controller must hold to issue an order. `stream_keys` may be null: no live speech.
struct Holdings {
  const FleetRegister& fleet;
  const ClipLibrary& clips;
  const StreamKeys* stream_keys;
};
// Refusal::none, or why an admitted order cannot be issued here: a target that contains nobody (bad_area), a clip or a
// stream key that is not held (unsupported). `detail` says which.
Refusal check_issuable(const Holdings& held, const wire::Order& order, WallTime now, std::string& detail);

}  // namespace tongluo::controller

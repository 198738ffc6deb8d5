#pragma once
// CAP messages of our own orders, from what the controller knows of them. Owner thread: control.

#include "controller/http/api_backend.hpp"

namespace tongluo::daemon {

// Nothing: no such order was issued.
std::optional<std::string> outgoing_message(http::ApiBackend& backend, const Digest& order, const std::string& sender);
// Atom, newest first, of issued orders that reach one of the areas (none: of all); links are relative to the feed.
std::string outgoing_feed(http::ApiBackend& backend, const std::vector<AreaCode>& areas, const std::string& sender,
                          std::size_t entries, WallTime now);

}  // namespace tongluo::daemon

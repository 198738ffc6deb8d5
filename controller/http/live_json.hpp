#pragma once
// Live streams in words. Pure.

#include <boost/json/object.hpp>

#include "controller/http/live_gate.hpp"

namespace tongluo::http {

std::optional<std::uint32_t> stream_from(std::string_view text);  // as in a path: 1 … 2³² − 1
boost::json::object to_json(const LiveView& view);
Problem no_live_desk();
Problem no_such_stream();

}  // namespace tongluo::http

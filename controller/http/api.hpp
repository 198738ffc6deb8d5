#pragma once
// The resources of the API: docs/api.md describes each. Owner thread: the control thread. Handlers read the request,
// ask the ports and answer; they keep nothing. What the ports point to outlives the routes.

#include <vector>

#include "controller/http/api_backend.hpp"
#include "controller/http/route_table.hpp"

namespace tongluo::http {

std::vector<Route> api_routes(const ApiPorts& ports);

}  // namespace tongluo::http

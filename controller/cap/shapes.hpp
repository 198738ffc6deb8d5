#pragma once
// Polygons and circles as CAP writes them: "38.47,-120.14 38.34,-119.95 …", closed; "32.9525,-115.5527 0.5", in
// kilometres. Never repaired, never widened. Pure.

#include "controller/cap/rejection.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::cap {

// Codes: area.polygon_malformed, area.coordinate, area.polygon_few, area.polygon_open, area.polygon_crosses.
Result<wire::Polygon, Rejection> parse_polygon(std::string_view text);
// Codes: area.circle_malformed, area.coordinate.
Result<wire::Circle, Rejection> parse_circle(std::string_view text);

std::string polygon_text(const wire::Polygon& polygon);
std::string circle_text(const wire::Circle& circle);

}  // namespace tongluo::cap

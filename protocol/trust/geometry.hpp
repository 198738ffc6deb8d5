#pragma once
// Shapes on the map, in units of 1e-7 degree. Pure. Positions must be valid (is_valid). Polygons are plane in latitude
// and longitude (a county is small) and do not cross the 180th meridian.

#include "protocol/wire/order.hpp"

namespace tongluo::trust {

// Even-odd rule; a point on an edge is inside.
bool contains(const wire::Polygon& polygon, Position point);
// Great-circle distance on a sphere of 6,371,008.8 m.
bool contains(const wire::Circle& circle, Position point);
// Two edges that are not neighbours touch, two neighbours overlap, or an edge has no length.
bool crosses_itself(const wire::Polygon& polygon);

// The diagonal of the bounding box, in metres. The polygon must not be empty.
double extent_m(const wire::Polygon& polygon);

}  // namespace tongluo::trust

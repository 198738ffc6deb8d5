#pragma once
// From CAP areas to an order's targets. What is missing or unknown is a refusal; nothing is ever widened. Pure.

#include "controller/cap/mapping.hpp"
#include "controller/cap/rejection.hpp"

namespace tongluo::cap {

struct PlannedAreas {
  std::vector<std::string> areas;  // 12 digits, each once
  std::vector<wire::Polygon> polygons;
  std::vector<wire::Circle> circles;
  bool at_altitude = false;  // an area above the ground: a person decides
  bool operator==(const PlannedAreas&) const = default;
};

// Each area must be found by a geocode that is known here, a polygon or a circle; a geocode under a known name whose
// value is unknown refuses the whole message. Codes: area.missing, area.unmappable, area.unknown_code,
// area.circle_empty, area.polygon_points, area.too_many.
Result<PlannedAreas, Rejection> plan_areas(const Info& info, const Mapping& mapping);

}  // namespace tongluo::cap

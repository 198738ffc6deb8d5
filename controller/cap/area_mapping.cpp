#include "controller/cap/area_mapping.hpp"

#include <algorithm>

#include "protocol/base/identifiers.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::cap {
namespace {

using Verdict = Result<void, Rejection>;

template <class Value>
void add_once(std::vector<Value>& values, const Value& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

// Is it known that a geocode of this name means a place here?
bool is_known_name(const Mapping& mapping, const std::string& name) {
  const auto& names = mapping.area_names;
  if (std::find(names.begin(), names.end(), name) != names.end()) return true;
  const auto first = mapping.geocodes.lower_bound(name + "=");
  return first != mapping.geocodes.end() && first->first.starts_with(name + "=");
}

Verdict add_geocode(const NameValue& geocode, const Mapping& mapping, PlannedAreas& planned) {
  const auto mapped = mapping.geocodes.find(geocode.name + "=" + geocode.value);
  if (mapped != mapping.geocodes.end()) {
    for (const std::string& area : mapped->second) add_once(planned.areas, area);
    return {};
  }
  const auto& names = mapping.area_names;
  const bool is_code = std::find(names.begin(), names.end(), geocode.name) != names.end();
  if (!is_code || !AreaCode::parse(geocode.value))
    return reject("area.unknown_code", "no area here: " + geocode.name + " " + geocode.value);
  add_once(planned.areas, geocode.value);
  return {};
}

Verdict add_area(const Area& area, const Mapping& mapping, PlannedAreas& planned) {
  bool found = !area.polygons.empty() || !area.circles.empty();
  for (const NameValue& geocode : area.geocodes) {
    if (!is_known_name(mapping, geocode.name)) continue;  // another scheme's name for the same area
    if (auto added = add_geocode(geocode, mapping, planned); !added) return added;
    found = true;
  }
  if (!found)
    return reject("area.unmappable", "no code, polygon or circle that means a place here: " + area.description);
  for (const wire::Polygon& polygon : area.polygons) {
    if (polygon.points.size() > limits::kMaxPolygonPoints)
      return reject("area.polygon_points", "a polygon of more points than an order can carry");
    add_once(planned.polygons, polygon);
  }
  for (const wire::Circle& circle : area.circles) {
    if (circle.radius_m == 0) return reject("area.circle_empty", "a circle without radius holds nobody");
    add_once(planned.circles, circle);
  }
  if (area.altitude.find_first_of("123456789") != std::string::npos) planned.at_altitude = true;
  return {};
}

}  // namespace

Result<PlannedAreas, Rejection> plan_areas(const Info& info, const Mapping& mapping) {
  if (info.areas.empty()) return reject("area.missing", "an info without an area");
  PlannedAreas planned;
  for (const Area& area : info.areas)
    if (auto added = add_area(area, mapping, planned); !added) return tl::unexpected(added.error());
  if (planned.areas.size() + planned.polygons.size() + planned.circles.size() > limits::kMaxTargets)
    return reject("area.too_many", "more targets than an order can carry");
  return planned;
}

}  // namespace tongluo::cap

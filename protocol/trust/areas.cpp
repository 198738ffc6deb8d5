#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/trust/admission.hpp"
#include "protocol/trust/geometry.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

struct Addresses {
  const wire::PlaceRecord& place;
  bool has_position() const { return place.position != Position{}; }
  bool operator()(AreaCode area) const { return area.contains(place.area); }
  bool operator()(const TerminalId& id) const { return id == place.terminal; }
  bool operator()(const wire::Polygon& polygon) const { return has_position() && contains(polygon, place.position); }
  bool operator()(const wire::Circle& circle) const { return has_position() && contains(circle, place.position); }
};

struct WellFormed {
  bool operator()(AreaCode) const { return true; }
  bool operator()(const TerminalId&) const { return true; }
  bool operator()(const wire::Polygon& polygon) const {
    const auto& points = polygon.points;
    return points.size() >= 3 && points.size() <= limits::kMaxPolygonPoints &&
           std::all_of(points.begin(), points.end(), is_valid) && extent_m(polygon) <= limits::kMaxShapeExtentM &&
           !crosses_itself(polygon);
  }
  bool operator()(const wire::Circle& circle) const {
    return is_valid(circle.centre) && circle.radius_m >= 1 && circle.radius_m <= limits::kMaxRadiusM;
  }
};

}  // namespace

Refusal check_targets(const std::vector<wire::Target>& targets) {
  const bool good = !targets.empty() && std::all_of(targets.begin(), targets.end(), [](const wire::Target& target) {
    return std::visit(WellFormed{}, target);
  });
  return good ? Refusal::none : Refusal::bad_area;
}

bool addresses(const std::vector<wire::Target>& targets, const wire::PlaceRecord& place) {
  return std::any_of(targets.begin(), targets.end(),
                     [&place](const wire::Target& target) { return std::visit(Addresses{place}, target); });
}

bool within_scope(const wire::Issuer& issuer, const std::vector<wire::Target>& targets) {
  const bool county_wide = is_county_wide(issuer);
  return std::all_of(targets.begin(), targets.end(), [&](const wire::Target& target) {
    const auto* area = std::get_if<AreaCode>(&target);
    if (area == nullptr) return county_wide;
    return std::any_of(issuer.areas.begin(), issuer.areas.end(),
                       [area](AreaCode scope) { return scope.contains(*area); });
  });
}

}  // namespace tongluo::trust

#include <algorithm>

#include "protocol/trust/admission.hpp"
#include "protocol/trust/geometry.hpp"

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

}  // namespace

bool addresses(const std::vector<wire::Target>& targets, const wire::PlaceRecord& place) {
  return std::any_of(targets.begin(), targets.end(),
                     [&place](const wire::Target& target) { return std::visit(Addresses{place}, target); });
}

bool within_scope(const wire::Issuer& issuer, const std::vector<wire::Target>& targets) {
  const bool county_wide =
      std::any_of(issuer.areas.begin(), issuer.areas.end(), [](AreaCode area) { return area.is_county(); });
  return std::all_of(targets.begin(), targets.end(), [&](const wire::Target& target) {
    const auto* area = std::get_if<AreaCode>(&target);
    if (area == nullptr) return county_wide;
    return std::any_of(issuer.areas.begin(), issuer.areas.end(),
                       [area](AreaCode scope) { return scope.contains(*area); });
  });
}

}  // namespace tongluo::trust

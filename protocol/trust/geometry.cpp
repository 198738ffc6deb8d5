#include "protocol/trust/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tongluo::trust {
namespace {

constexpr double kEarthRadiusM = 6'371'008.8;
constexpr double kRadiansPerUnit = std::numbers::pi / 180.0 * 1e-7;

// The sign of the area of the triangle abc. Valid positions differ by at most 3.6e9 and 1.8e9, so that each product
// fits in 63 bits; their difference would not.
int orientation(Position a, Position b, Position c) {
  const std::int64_t abx = std::int64_t{b.longitude_e7} - a.longitude_e7,
                     aby = std::int64_t{b.latitude_e7} - a.latitude_e7;
  const std::int64_t acx = std::int64_t{c.longitude_e7} - a.longitude_e7,
                     acy = std::int64_t{c.latitude_e7} - a.latitude_e7;
  const std::int64_t left = abx * acy, right = aby * acx;
  return left > right ? 1 : left < right ? -1 : 0;
}

bool within_box(Position a, Position b, Position p) {
  return p.longitude_e7 >= std::min(a.longitude_e7, b.longitude_e7) &&
         p.longitude_e7 <= std::max(a.longitude_e7, b.longitude_e7) &&
         p.latitude_e7 >= std::min(a.latitude_e7, b.latitude_e7) &&
         p.latitude_e7 <= std::max(a.latitude_e7, b.latitude_e7);
}

bool on_edge(Position a, Position b, Position p) { return orientation(a, b, p) == 0 && within_box(a, b, p); }

bool touch(Position a, Position b, Position c, Position d) {
  const int abc = orientation(a, b, c), abd = orientation(a, b, d);
  const int cda = orientation(c, d, a), cdb = orientation(c, d, b);
  if (abc != abd && cda != cdb && abc * abd <= 0 && cda * cdb <= 0 && (abc | abd) != 0) return true;
  return on_edge(a, b, c) || on_edge(a, b, d) || on_edge(c, d, a) || on_edge(c, d, b);
}

// Two edges that share the point b: they overlap if they leave it in the same direction.
bool fold_back(Position a, Position b, Position c) {
  return orientation(a, b, c) == 0 && (on_edge(a, b, c) || on_edge(b, c, a));
}

}  // namespace

bool contains(const wire::Polygon& polygon, Position point) {
  bool inside = false;
  const std::size_t count = polygon.points.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Position a = polygon.points[i], b = polygon.points[(i + 1) % count];
    if (on_edge(a, b, point)) return true;
    if ((a.latitude_e7 > point.latitude_e7) == (b.latitude_e7 > point.latitude_e7)) continue;
    const int side = orientation(a, b, point);
    if (b.latitude_e7 > a.latitude_e7 ? side > 0 : side < 0) inside = !inside;
  }
  return inside;
}

bool contains(const wire::Circle& circle, Position point) {
  const double lat1 = circle.centre.latitude_e7 * kRadiansPerUnit, lat2 = point.latitude_e7 * kRadiansPerUnit;
  const double half_lat = std::sin((lat2 - lat1) / 2);
  const double longitude = (static_cast<double>(point.longitude_e7) - circle.centre.longitude_e7) * kRadiansPerUnit;
  const double half_lon = std::sin(longitude / 2);
  const double haversine = half_lat * half_lat + std::cos(lat1) * std::cos(lat2) * half_lon * half_lon;
  return 2 * kEarthRadiusM * std::asin(std::sqrt(std::min(1.0, haversine))) <= circle.radius_m;
}

// In the plane, and so never too small: a great circle would go round the other way where a box is very wide.
double extent_m(const wire::Polygon& polygon) {
  Position low = polygon.points.front(), high = low;
  double widest = 0;  // the cosine of the latitude that is nearest to the equator
  for (const Position point : polygon.points) {
    low = {std::min(low.latitude_e7, point.latitude_e7), std::min(low.longitude_e7, point.longitude_e7)};
    high = {std::max(high.latitude_e7, point.latitude_e7), std::max(high.longitude_e7, point.longitude_e7)};
    widest = std::max(widest, std::cos(point.latitude_e7 * kRadiansPerUnit));
  }
  const double height = (static_cast<double>(high.latitude_e7) - low.latitude_e7) * kRadiansPerUnit;
  const double width = (static_cast<double>(high.longitude_e7) - low.longitude_e7) * kRadiansPerUnit * widest;
  return kEarthRadiusM * std::hypot(height, width);
}

bool crosses_itself(const wire::Polygon& polygon) {
  const auto& points = polygon.points;
  const std::size_t count = points.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Position a = points[i], b = points[(i + 1) % count];
    if (a == b || fold_back(a, b, points[(i + 2) % count])) return true;
    for (std::size_t j = i + 2; j < count; ++j) {
      if (i == 0 && j + 1 == count) continue;  // the last edge is the first one's neighbour
      if (touch(a, b, points[j], points[(j + 1) % count])) return true;
    }
  }
  return false;
}

}  // namespace tongluo::trust

#pragma once
// The map's area boundaries: a GeoJSON FeatureCollection (RFC 7946) as people import it, checked and brought into one
// form. They are for looking only: what an order covers is told by area codes and places. Pure. Limits: below.

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "controller/http/problem.hpp"
#include "protocol/base/identifiers.hpp"

namespace tongluo::http {

constexpr std::size_t kMaxBoundaries = 2'000;
constexpr std::size_t kMaxBoundaryPoints = 100'000;  // of all together
constexpr std::size_t kMaxBoundaryName = 128;        // bytes

struct AreaName {
  AreaCode code;
  std::string name;
  std::optional<AreaCode> parent;
};
struct Boundaries {
  std::string geojson;          // one form: known members only
  std::vector<AreaName> areas;  // in the order of the features
};

// A FeatureCollection of Polygon and MultiPolygon features with the properties `code` (an area code, each once),
// `name`, `parent` (null or an area round it) and `synthetic`. Each ring has four positions at least, ends where it
// begins and encloses something. Problems: 422 boundaries.malformed, whose field names the place.
Result<Boundaries, Problem> read_boundaries(const boost::json::object& collection);

}  // namespace tongluo::http

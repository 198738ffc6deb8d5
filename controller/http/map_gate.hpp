#pragma once
// The map's boundaries as the HTTP interface sees them; controller/main implements it. Owner thread: control.

#include <functional>
#include <string>
#include <vector>

#include "controller/http/boundaries.hpp"

namespace tongluo::http {

class MapGate {
 public:
  virtual ~MapGate() = default;
  // GeoJSON; without an import an empty FeatureCollection.
  virtual const std::string& geojson() const = 0;
  virtual const std::string& etag() const = 0;  // of it, with its quotes
  virtual const std::vector<AreaName>& areas() const = 0;
  // Answered when durable.
  virtual void replace(Boundaries boundaries, const std::string& actor,
                       std::function<void(Result<void, Problem>)> answer) = 0;
};

}  // namespace tongluo::http

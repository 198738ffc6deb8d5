#pragma once
// The map of the console: kept in memory as one text, stored as one record. Owner thread: control.

#include "controller/http/map_gate.hpp"
#include "controller/main/core_runner.hpp"

namespace tongluo::daemon {

class MapDesk final : public http::MapGate {
 public:
  // What the database has, if it is whole; a damaged map is left out: it is imported again, and nothing depends on it.
  MapDesk(CoreRunner& runner, const std::vector<controller::ShellRecord>& records);

  const std::string& geojson() const override { return map_.geojson; }
  const std::string& etag() const override { return etag_; }
  const std::vector<http::AreaName>& areas() const override { return map_.areas; }
  void replace(http::Boundaries boundaries, const std::string& actor,
               std::function<void(Result<void, http::Problem>)> answer) override;

 private:
  void set(http::Boundaries boundaries);

  CoreRunner& runner_;
  http::Boundaries map_;
  std::string etag_;
};

}  // namespace tongluo::daemon

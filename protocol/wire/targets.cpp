#include "protocol/wire/codec.hpp"
#include "protocol/wire/target_proto.hpp"

namespace tongluo::wire {
namespace {

Position read_point(const v1::Point& proto, FieldReader& fields, std::string_view field) {
  const Position position{proto.latitude_e7(), proto.longitude_e7()};
  fields.require(is_valid(position), WireFault::bad_value, field);
  return position;
}

void write_point(Position position, v1::Point& proto) {
  proto.set_latitude_e7(position.latitude_e7);
  proto.set_longitude_e7(position.longitude_e7);
}

Polygon read_polygon(const v1::Polygon& proto, FieldReader& fields) {
  Polygon polygon;
  fields.require(proto.points_size() >= 3, WireFault::bad_value, "targets.polygon");
  fields.at_most(static_cast<std::size_t>(proto.points_size()), limits::kMaxPolygonPoints, "targets.polygon");
  if (fields.failed()) return polygon;
  for (const v1::Point& point : proto.points()) polygon.points.push_back(read_point(point, fields, "targets.polygon"));
  return polygon;
}

Circle read_circle(const v1::Circle& proto, FieldReader& fields) {
  fields.require(proto.has_centre(), WireFault::missing_field, "targets.circle.centre");
  fields.require(proto.radius_m() >= 1 && proto.radius_m() <= limits::kMaxRadiusM, WireFault::bad_value,
                 "targets.circle.radius_m");
  return {read_point(proto.centre(), fields, "targets.circle.centre"), proto.radius_m()};
}

Target read_target(const v1::Target& proto, FieldReader& fields) {
  switch (proto.kind_case()) {
    case v1::Target::kAreaCode:
      return fields.area(proto.area_code(), "targets.area_code");
    case v1::Target::kTerminalId:
      return fields.terminal(proto.terminal_id(), "targets.terminal_id");
    case v1::Target::kPolygon:
      return read_polygon(proto.polygon(), fields);
    case v1::Target::kCircle:
      return read_circle(proto.circle(), fields);
    case v1::Target::KIND_NOT_SET:
      break;
  }
  fields.require(false, WireFault::missing_field, "targets.kind");
  return Polygon{};
}

struct TargetWriter {
  v1::Target& out;
  void operator()(AreaCode area) const { out.set_area_code(area.number()); }
  void operator()(const TerminalId& id) const { out.set_terminal_id(id.text()); }
  void operator()(const Polygon& polygon) const {
    v1::Polygon& proto = *out.mutable_polygon();
    for (const Position point : polygon.points) write_point(point, *proto.add_points());
  }
  void operator()(const Circle& circle) const {
    write_point(circle.centre, *out.mutable_circle()->mutable_centre());
    out.mutable_circle()->set_radius_m(circle.radius_m);
  }
};

}  // namespace

std::vector<Target> read_targets(const TargetProtos& protos, FieldReader& fields) {
  std::vector<Target> targets;
  fields.require(!protos.empty(), WireFault::missing_field, "targets");
  fields.at_most(static_cast<std::size_t>(protos.size()), limits::kMaxTargets, "targets");
  if (fields.failed()) return targets;
  for (const v1::Target& proto : protos) targets.push_back(read_target(proto, fields));
  return targets;
}

void write_targets(const std::vector<Target>& targets, TargetProtos& protos) {
  for (const Target& target : targets) std::visit(TargetWriter{*protos.Add()}, target);
}

}  // namespace tongluo::wire

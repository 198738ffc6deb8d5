// The map: boundaries of areas, and the tree of areas with what stands in them.

#include <map>

#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/list_page.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

constexpr std::uint64_t kVillages = 1'000, kTownships = 1'000'000;

Reply no_map() { return to_reply({503, "boundaries.unavailable", "this controller keeps no map", {}}); }

// The area round it; none round a county.
std::optional<AreaCode> area_round(AreaCode area) {
  if (area.is_county()) return std::nullopt;
  const std::uint64_t below = area.is_township() ? kTownships : kVillages;
  return AreaCode::from_number(area.number() / below * below);
}

struct AreaRow {
  std::string name;
  std::optional<AreaCode> parent;
  std::size_t terminals = 0;
};

// Every area with a terminal or a boundary, and all those round them; a terminal counts in each.
std::map<AreaCode, AreaRow> area_rows(const std::vector<std::pair<AreaCode, std::size_t>>& counts,
                                      const std::vector<AreaName>& named) {
  std::map<AreaCode, AreaRow> rows;
  for (const auto& [area, terminals] : counts)
    for (std::optional<AreaCode> at = area; at; at = area_round(*at)) rows[*at].terminals += terminals;
  for (const AreaName& area : named)
    for (std::optional<AreaCode> at = area.code; at; at = area_round(*at)) rows[*at];
  for (auto& [area, row] : rows) row.parent = area_round(area);
  for (const AreaName& area : named) rows.at(area.code).name = area.name;
  return rows;
}

}  // namespace

void get_boundaries(const ApiPorts& ports, Request request, const Respond& respond) {
  if (ports.map == nullptr) return respond(no_map());
  Reply reply{200, "application/geo+json", {}, {}};
  reply.headers.emplace_back("ETag", ports.map->etag());
  reply.headers.emplace_back("Cache-Control", "private, no-cache");
  if (names_tag(request.if_none_match, ports.map->etag(), true))
    reply.status = 304;
  else
    reply.body = ports.map->geojson();
  respond(std::move(reply));
}

void put_boundaries(const ApiPorts& ports, Request request, const Respond& respond) {
  if (ports.map == nullptr) return respond(no_map());
  if (!request.if_match.empty() && !names_tag(request.if_match, ports.map->etag(), false))
    return respond(precondition_failed());
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  auto boundaries = read_boundaries(*object);
  if (!boundaries) return respond(to_reply(boundaries.error()));
  const std::size_t count = boundaries->areas.size();
  ports.map->replace(std::move(*boundaries), request.actor, [respond, count](const Result<void, Problem>& done) {
    respond(done ? json_reply({{"areas", count}}) : to_reply(done.error()));
  });
}

void get_areas(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/areas"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  const std::vector<AreaName> none;
  json::array areas;
  for (const auto& [area, row] : area_rows(ports.backend.terminal_counts(), ports.map ? ports.map->areas() : none)) {
    if (request.identity && !request.identity->scope.touches(area)) continue;
    const json::value parent = row.parent ? json::value(row.parent->text()) : json::value(nullptr);
    const json::value name = row.name.empty() ? json::value(nullptr) : json::value(row.name);
    areas.push_back(
        json::object{{"code", area.text()}, {"name", name}, {"parent", parent}, {"terminals", row.terminals}});
  }
  respond(list.reply({{"areas", std::move(areas)}}));
}

}  // namespace tongluo::http

// How the terminals were over the last 24 hours, as numbers: of the county, of one area, of what an account is shown.

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/trend_ring.hpp"

namespace tongluo::http {
namespace {

boost::json::object trend_json(const TrendPoint& point) {
  boost::json::object row{{"at_us", to_us(point.at)}};
  for (std::size_t i = 0; i < kTrendStates; ++i)
    row[controller::to_string(static_cast<controller::Presence>(i))] = point.counts.presence[i];
  row["faulty"] = point.counts.faulty;
  row["playing"] = point.counts.playing;
  return row;
}

}  // namespace

void get_trends(const ApiPorts& ports, Request request, const Respond& respond) {
  Query query(request, {"area"});
  const auto area = query.area("area");
  if (query.problem()) return respond(to_reply(*query.problem()));
  if (ports.trends == nullptr)
    return respond(to_reply({503, "trends.unavailable", "this controller counts nothing over time", {}}));
  const bool whole = !area && shown_areas(request).empty();
  const auto shown = [&](AreaCode where) { return shows(request, where) && (!area || area->contains(where)); };
  respond(json_reply(
      {{"step_minutes", kTrendStep.count()}, {"points", array_of(ports.trends->points(shown, whole), trend_json)}}));
}

}  // namespace tongluo::http

// How the controller, its terminals and its calendar are: questions only.

#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/limits.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::http {

void get_health(const ApiPorts& ports, Request, const Respond& respond) {
  const ApiHealth health = ports.backend.health();
  const bool well = health.database_works && health.core.problems.empty();
  respond(json_reply(to_json(health), well ? 200 : 503));
}

void get_metrics(const ApiPorts& ports, Request, const Respond& respond) {
  respond({200, "text/plain; version=0.0.4; charset=utf-8", ports.backend.metrics(), {}});
}

void get_terminals(const ApiPorts& ports, Request request, const Respond& respond) {
  Query query(request, {"limit", "after"});
  const std::size_t limit = query.limit();
  const auto after = query.terminal("after");
  if (query.problem()) return respond(to_reply(*query.problem()));
  respond(json_reply(to_json(ports.backend.terminals(limit, after))));
}

void get_terminal_data(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = captured_terminal(request, respond);
  if (!terminal) return;
  const auto months = ports.backend.data_months(*terminal);
  if (!months) return respond(to_reply(Problem{404, "terminal.not_found", "no place record names it", {}}));
  respond(json_reply(to_json(*terminal, *months)));
}

void get_refusals(const ApiPorts& ports, Request request, const Respond& respond) {
  Query query(request, {"limit"});
  const std::size_t limit = query.limit();
  if (query.problem()) return respond(to_reply(*query.problem()));
  respond(json_reply(to_json(ports.backend.refusals(limit))));
}

void get_timeline(const ApiPorts& ports, Request request, const Respond& respond) {
  constexpr auto kMaxTime = static_cast<std::uint64_t>(INT64_MAX / 2);
  Query query(request, {"from_us", "until_us", "area"});
  const auto now = static_cast<std::uint64_t>(to_us(os::wall_now()));
  const auto from = wall_from_us(static_cast<std::int64_t>(query.number_or("from_us", kMaxTime, now)));
  const auto fallback = static_cast<std::uint64_t>(to_us(from + kTimelineDefault));
  const auto until = wall_from_us(static_cast<std::int64_t>(query.number_or("until_us", kMaxTime, fallback)));
  if (until <= from || until - from > kTimelineLongest)
    query.refuse("until_us", "must be after from_us, by at most 92 days");
  const auto area = query.area("area");
  if (query.problem()) return respond(to_reply(*query.problem()));
  respond(json_reply(to_json(ports.backend.timeline(from, until, area))));
}

void get_expiries(const ApiPorts& ports, Request request, const Respond& respond) {
  const Query query(request, {});
  if (query.problem()) return respond(to_reply(*query.problem()));
  respond(json_reply(to_json(ports.backend.expiries())));
}

}  // namespace tongluo::http

// How the controller, its terminals and its calendar are: questions only.

#include <map>
#include <tuple>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::http {
namespace {

Reply no_such_terminal() { return to_reply(Problem{404, "terminal.not_found", "no place record names it", {}}); }

Problem area_outside(AreaCode area) {
  return {403, "area.refused", area.text() + " lies outside the areas of this account", "area"};
}

// What sounds in one of the areas, each start once.
std::vector<controller::TimelineEntry> timeline_of(ApiBackend& backend, WallTime from, WallTime until,
                                                   const std::vector<AreaCode>& areas) {
  std::map<std::tuple<WallTime, Digest, std::uint32_t>, controller::TimelineEntry> entries;
  for (const AreaCode area : areas)
    for (auto& entry : backend.timeline(from, until, area))
      entries.emplace(std::tuple(entry.start, entry.order, entry.occurrence), std::move(entry));
  std::vector<controller::TimelineEntry> sorted;
  sorted.reserve(entries.size());
  for (auto& [key, entry] : entries) sorted.push_back(std::move(entry));
  return sorted;
}

}  // namespace

void get_health(const ApiPorts& ports, Request, const Respond& respond) {
  const ApiHealth health = ports.backend.health();
  const bool well = health.database_works && health.core.problems.empty();
  respond(json_reply(to_json(health), well ? 200 : 503));
}

void get_metrics(const ApiPorts& ports, Request, const Respond& respond) {
  respond({200, "text/plain; version=0.0.4; charset=utf-8", ports.backend.metrics(), {}});
}

void get_terminal_data(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = captured_terminal(request, respond);
  if (!terminal) return;
  if (targets_objection(ports.backend, request, {*terminal})) return respond(no_such_terminal());
  const auto months = ports.backend.data_months(*terminal);
  if (!months) return respond(no_such_terminal());
  respond(json_reply(to_json(*terminal, *months)));
}

void get_terminal_history(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = captured_terminal(request, respond);
  if (!terminal) return;
  Query query(request, {"step_minutes"});
  constexpr std::uint64_t kQuarterMinutes = 15, kDayMinutes = 1'440;
  const std::uint64_t minutes = query.number_or("step_minutes", kDayMinutes, kQuarterMinutes);
  const auto step = std::find_if(controller::kHistoryQuarters.begin(), controller::kHistoryQuarters.end(),
                                 [&](std::uint64_t quarters) { return quarters * kQuarterMinutes == minutes; });
  if (step == controller::kHistoryQuarters.end()) query.refuse("step_minutes", "must be 15, 120 or 1440");
  if (query.problem()) return respond(to_reply(*query.problem()));
  if (targets_objection(ports.backend, request, {*terminal})) return respond(no_such_terminal());
  const auto points =
      ports.backend.history(*terminal, static_cast<std::size_t>(step - controller::kHistoryQuarters.begin()));
  if (!points) return respond(no_such_terminal());
  respond(json_reply(to_json(*terminal, minutes, *points)));
}

void get_refusals(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/refusals"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  auto refusals = ports.backend.refusals(rows_to_ask(request, list.rows_to_ask()));
  std::erase_if(refusals,
                [&](const auto& refusal) { return !shows_terminal(ports.backend, request, refusal.terminal); });
  respond(list.reply(to_json(refusals)));
}

void get_timeline(const ApiPorts& ports, Request request, const Respond& respond) {
  constexpr auto kMaxTime = static_cast<std::uint64_t>(INT64_MAX / 2);
  constexpr std::string_view kWindow[] = {"from_us", "until_us", "area"};
  ListQuery list(request, list_form("/api/v1/timeline"), kWindow);
  Query& query = list.query();
  const auto now = static_cast<std::uint64_t>(to_us(os::wall_now()));
  const auto from = wall_from_us(static_cast<std::int64_t>(query.number_or("from_us", kMaxTime, now)));
  const auto fallback = static_cast<std::uint64_t>(to_us(from + kTimelineDefault));
  const auto until = wall_from_us(static_cast<std::int64_t>(query.number_or("until_us", kMaxTime, fallback)));
  if (until <= from || until - from > kTimelineLongest)
    query.refuse("until_us", "must be after from_us, by at most 92 days");
  const auto area = query.area("area");
  if (query.problem()) return respond(to_reply(*query.problem()));
  const std::vector<AreaCode> shown = shown_areas(request);
  if (area && !shows(request, *area)) return respond(to_reply(area_outside(*area)));
  if (area || shown.empty()) return respond(list.reply(to_json(ports.backend.timeline(from, until, area))));
  respond(list.reply(to_json(timeline_of(ports.backend, from, until, shown))));
}

void get_expiries(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/expiries"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  auto expiries = ports.backend.expiries();
  std::erase_if(expiries, [&](const controller::Expiry& expiry) {
    return expiry.terminal && !shows_terminal(ports.backend, request, *expiry.terminal);
  });
  respond(list.reply(to_json(expiries)));
}

}  // namespace tongluo::http

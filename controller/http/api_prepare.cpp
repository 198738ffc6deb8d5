// Exact bytes to be signed: of a new order, of an old one from now on, of an all-clear. Nothing is stored.

#include <algorithm>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/draft_json.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/playlist_access.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::http {
namespace {

std::optional<Problem> expand(ScheduleExpander* schedules, const ScheduleRule& rule, std::string_view prefix,
                              std::vector<WallTime>& starts) {
  if (schedules == nullptr) return Problem{503, "schedule.unavailable", "this controller expands no schedules", {}};
  auto expanded = schedules->expand(rule);
  if (!expanded) {
    const ScheduleProblem& wrong = expanded.error();
    const std::string field = wrong.field.empty() ? wrong.field : std::string(prefix) + wrong.field;
    return Problem{422, "schedule.bad_rule", field.empty() ? wrong.reason : field + ": " + wrong.reason, field};
  }
  starts = std::move(*expanded);
  return std::nullopt;
}

// Without a stated validity, a schedule is valid until its last start may have begun, and a little longer.
void set_validity(OrderRequest& request, WallTime now) {
  if (request.valid_for_given || request.draft.starts.empty()) return;
  const auto ahead = std::chrono::ceil<seconds>(request.draft.starts.back() - now);
  const seconds needed = ahead + request.draft.start_within + kScheduleSlack;
  const auto longest =
      request.draft.order_class == OrderClass::routine ? limits::kMaxRoutineValidity : limits::kMaxActualValidity;
  request.draft.valid_for = std::clamp<seconds>(needed, seconds(1), longest);
}

// What is prepared is judged by its own bytes, whatever led to them.
void answer_prepared(const ApiPorts& ports, const Request& request, const PreparedAnswer& prepared,
                     const Respond& respond) {
  if (prepared)
    if (const auto objection = order_objection(ports.backend, request, prepared->payload))
      return respond(to_reply(*objection));
  respond(prepared_reply(prepared));
}

// Of an order named by the path: if it is unknown, the path leads nowhere.
void answer_of_path(const ApiPorts& ports, const Request& request, const Respond& respond,
                    PreparedAnswer (ApiBackend::*prepare)(const Digest&)) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  const Problem unknown{404, "order.not_found", "the controller knows no such order", {}};
  if (!shows_order(ports.backend, request, *digest)) return respond(to_reply(unknown));
  const PreparedAnswer prepared = (ports.backend.*prepare)(*digest);
  if (!prepared && prepared.error().fault == controller::PrepareFault::unknown_order) return respond(to_reply(unknown));
  answer_prepared(ports, request, prepared, respond);
}

}  // namespace

void post_prepare(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  OrderRequest wish = read_order_request(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (const auto objection = playlist_objection(ports, request, wish.draft.playlist))
    return respond(to_reply(*objection));
  if (wish.schedule)
    if (const auto problem = expand(ports.schedules, *wish.schedule, "schedule.", wish.draft.starts))
      return respond(to_reply(*problem));
  set_validity(wish, os::wall_now());
  answer_prepared(ports, request, ports.backend.prepare(std::move(wish.draft)), respond);
}

void post_refresh(const ApiPorts& ports, Request request, const Respond& respond) {
  answer_of_path(ports, request, respond, &ApiBackend::refresh);
}

void post_all_clear(const ApiPorts& ports, Request request, const Respond& respond) {
  answer_of_path(ports, request, respond, &ApiBackend::prepare_all_clear);
}

void post_expand(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const ScheduleRule rule = read_schedule(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  std::vector<WallTime> starts;
  if (const auto problem = expand(ports.schedules, rule, "", starts)) return respond(to_reply(*problem));
  boost::json::array times;
  for (const WallTime start : starts) times.emplace_back(to_us(start));
  respond(json_reply({{"starts", std::move(times)}}));
}

}  // namespace tongluo::http

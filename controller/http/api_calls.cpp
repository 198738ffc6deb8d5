// Whom the controller called, and a person's answer. Without a call desk both paths answer 503.

#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"

namespace tongluo::http {
namespace {

bool available(const ApiPorts& ports, const Respond& respond) {
  if (ports.calls != nullptr) return true;
  respond(to_reply({503, "calls.unavailable", "this controller calls nobody", {}}));
  return false;
}

}  // namespace

void get_calls(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!available(ports, respond)) return;
  Query query(request, {"limit"});
  const std::size_t limit = query.limit();
  if (query.problem()) return respond(to_reply(*query.problem()));
  respond(json_reply(to_json(ports.calls->recent(limit))));
}

void post_acknowledge(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!available(ports, respond)) return;
  const auto number = whole_number(request.captured.at(0), INT64_MAX);
  if (!number || !ports.calls->acknowledge(*number, request.actor))
    return respond(to_reply({404, "call.not_found", "no open call has this number", {}}));
  respond(json_reply({{"acknowledged", true}}));
}

}  // namespace tongluo::http

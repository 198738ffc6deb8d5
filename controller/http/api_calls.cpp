// Whom the controller called, and a person's answer. Without a call desk both paths answer 503.

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/list_page.hpp"

namespace tongluo::http {
namespace {

bool available(const ApiPorts& ports, const Respond& respond) {
  if (ports.calls != nullptr) return true;
  respond(to_reply({503, "calls.unavailable", "this controller calls nobody", {}}));
  return false;
}

// A call that nobody knows is shown: the desk says what is wrong with it.
bool shows_call(const ApiPorts& ports, const Request& request, std::uint64_t number) {
  if (shown_areas(request).empty()) return true;
  for (const CallEntry& call : ports.calls->recent(rows_to_ask(request, 0)))
    if (call.number == number) return shows_subject(ports.backend, request, call.subject);
  return true;
}

}  // namespace

void get_calls(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!available(ports, respond)) return;
  const ListQuery list(request, list_form("/api/v1/calls"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  auto calls = ports.calls->recent(rows_to_ask(request, list.rows_to_ask()));
  std::erase_if(calls, [&](const CallEntry& call) { return !shows_subject(ports.backend, request, call.subject); });
  respond(list.reply(to_json(calls)));
}

void post_acknowledge(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!available(ports, respond)) return;
  const auto number = whole_number(request.captured.at(0), INT64_MAX);
  if (!number || !shows_call(ports, request, *number) || !ports.calls->acknowledge(*number, request.actor))
    return respond(to_reply({404, "call.not_found", "no open call has this number", {}}));
  respond(json_reply({{"acknowledged", true}}));
}

}  // namespace tongluo::http

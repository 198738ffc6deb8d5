// Cancel and stop-all: prepared like an order, taken with one signature.

#include <spdlog/spdlog.h>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/draft_json.hpp"
#include "controller/http/limits.hpp"

namespace tongluo::http {
namespace {

Answering<StopAnswer> stop_answer(const Respond& respond, const Request& request) {
  return [respond, actor = request.actor](const StopAnswer& answer) {
    if (!answer) return respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
    spdlog::warn("event=stop_taken actor=\"{}\" digest={} orders={} sent_to={} known_before={}", actor,
                 to_string(answer->digest), answer->orders.size(), answer->sent_to, answer->known_before);
    respond(json_reply(http::to_json(*answer), answer->known_before ? 200 : 201));
  };
}

std::optional<Problem> stop_all_objection(const ApiPorts& ports, const Request& request, ByteView payload) {
  const auto stop = wire::parse_stop_all(payload);
  return stop ? targets_objection(ports.backend, request, stop->targets) : std::nullopt;
}

}  // namespace

void post_cancel_prepare(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string reference = fields.text("order", kMaxReferenceBytes);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (const auto order = ports.backend.resolve(reference); order && request.identity)
    if (const auto objection = known_order_objection(ports.backend, request, *order))
      return respond(to_reply(*objection));
  respond(prepared_reply(ports.backend.prepare_cancel(reference)));
}

void post_cancel(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (!envelope) return;
  if (const auto cancel = wire::parse_cancel(envelope->payload))
    if (const auto objection = known_order_objection(ports.backend, request, cancel->order))
      return respond(to_reply(*objection));
  ports.backend.cancel(std::move(*envelope), request.actor, stop_answer(respond, request));
}

void post_stop_all_prepare(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  controller::StopAllDraft draft = read_stop_all_draft(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  const auto prepared = ports.backend.prepare_stop_all(std::move(draft));
  if (prepared)
    if (const auto objection = stop_all_objection(ports, request, prepared->payload))
      return respond(to_reply(*objection));
  respond(prepared_reply(prepared));
}

void post_stop_all(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (!envelope) return;
  if (const auto objection = stop_all_objection(ports, request, envelope->payload))
    return respond(to_reply(*objection));
  ports.backend.stop_all(std::move(*envelope), request.actor, stop_answer(respond, request));
}

}  // namespace tongluo::http

// Signed objects that are stored, or passed on, as they are.

#include <boost/json.hpp>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"

namespace tongluo::http {

void post_trust_list(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (envelope) ports.backend.accept_trust_list(std::move(*envelope), object_answer(respond));
}

// What a person's key is allowed to sign is for everybody to see; the signatures prove that nobody changed it.
void get_trust_list(const ApiPorts& ports, Request /*request*/, const Respond& respond) {
  const Bytes envelope = ports.backend.trust_list_envelope();
  boost::json::object answer{{"version", ports.backend.trust_list_version()}, {"envelope", nullptr}};
  if (!envelope.empty()) answer["envelope"] = to_base64(envelope);
  respond(json_reply(answer));
}

void post_freshness(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (envelope) ports.backend.accept_freshness(std::move(*envelope), object_answer(respond));
}

void post_place(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (!envelope) return;
  if (const auto objection = place_objection(ports.backend, request, envelope->payload))
    return respond(to_reply(*objection));
  ports.backend.accept_place(std::move(*envelope), object_answer(respond));
}

void post_time_reset(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = captured_terminal(request, respond);
  if (!terminal) return;
  if (const auto objection = targets_objection(ports.backend, request, {*terminal}))
    return respond(to_reply(*objection));
  auto envelope = read_envelope(request, respond);
  if (envelope) ports.backend.relay_time_reset(*terminal, std::move(*envelope), object_answer(respond));
}

}  // namespace tongluo::http

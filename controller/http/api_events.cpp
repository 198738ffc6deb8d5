// What has changed: only as a WebSocket (event_socket.hpp).

#include "controller/http/api_handlers.hpp"

namespace tongluo::http {

void get_events(const ApiPorts& ports, Request, const Respond& respond) {
  if (ports.events == nullptr)
    return respond(to_reply({503, "events.unavailable", "this controller tells no events", {}}));
  respond(to_reply({426, "events.upgrade_needed", "this path speaks WebSocket", {}}));
}

}  // namespace tongluo::http

// Signed configuration: taken with one signature, sent to whom it addresses.

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

// Only areas and terminals pass the gateway.
std::string target_text(const wire::Target& target) {
  if (const auto* area = std::get_if<AreaCode>(&target)) return area->text();
  const auto* terminal = std::get_if<TerminalId>(&target);
  return terminal == nullptr ? "" : terminal->text();
}

json::object configuration_json(const controller::ConfigurationView& view) {
  const wire::Configuration& configuration = view.configuration;
  return {{"version", configuration.version},
          {"digest", to_string(view.digest)},
          {"issued_at_us", to_us(configuration.issued_at)},
          {"targets", array_of(configuration.targets, target_text)},
          {"controllers", array_of(configuration.controllers, [](const wire::ControllerAddress& address) {
             return json::object{{"host", address.host}, {"port", address.port}};
           })}};
}

}  // namespace

void post_configuration(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (!envelope) return;
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  ports.backend.accept_configuration(std::move(*envelope), object_answer(respond));
}

void get_configurations(const ApiPorts& ports, Request request, const Respond& respond) {
  const Query query(request, {});
  if (query.problem()) return respond(to_reply(*query.problem()));
  respond(json_reply({{"configurations", array_of(ports.backend.configurations(), configuration_json)}}));
}

}  // namespace tongluo::http

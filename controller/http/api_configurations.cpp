// Signed configuration: taken with one signature, sent to whom it addresses.

#include <algorithm>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"

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

bool shows_configuration(const ApiPorts& ports, const Request& request, const controller::ConfigurationView& view) {
  if (shown_areas(request).empty()) return true;
  const auto terminals = ports.backend.addressed_by(view.configuration.targets);
  return std::any_of(terminals.begin(), terminals.end(), [&](const auto& one) { return shows(request, one.area); });
}

}  // namespace

void post_configuration(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (!envelope) return;
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  ports.backend.accept_configuration(std::move(*envelope), object_answer(respond));
}

void get_configurations(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/configurations"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  auto configurations = ports.backend.configurations();
  std::erase_if(configurations, [&](const auto& view) { return !shows_configuration(ports, request, view); });
  respond(list.reply({{"configurations", array_of(configurations, configuration_json)}}));
}

}  // namespace tongluo::http

// Maintenance commands: taken with one signature, answered by the terminals later.

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/sign/envelope_signing.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;
using namespace controller;

// What a terminal sends is text, or it is shown as base64.
bool is_plain(const Bytes& data) {
  for (const std::byte octet : data) {
    const auto value = std::to_integer<unsigned>(octet);
    if (value == 0x7f || value >= 0x80 || (value < 0x20 && value != '\n' && value != '\t')) return false;
  }
  return true;
}

json::object command_json(const CommandAnswerView& answer) {
  const std::string_view state = answer.complete ? to_string(answer.status) : answer.sent ? "sent" : "waiting";
  json::object object{{"terminal", answer.terminal.text()},
                      {"name", answer.name},
                      {"state", state},
                      {"refusal", tongluo::to_string(answer.refusal)},
                      {"detail", answer.detail},
                      {"at_us", us_or_null(answer.at)}};
  const bool plain = is_plain(answer.data);
  object[plain ? "text" : "data"] = plain ? std::string(as_text(answer.data)) : to_base64(answer.data);
  return object;
}

json::object command_json(const CommandView& command) {
  return {
      {"digest", to_string(command.digest)},
      {"kind", to_string(command.kind)},
      {"person", command.person},
      {"submitted_at_us", to_us(command.submitted_at)},
      {"expires_at_us", to_us(command.expires_at)},
      {"terminals", array_of(command.answers, [](const CommandAnswerView& answer) { return command_json(answer); })}};
}

void hide_others(const ApiPorts& ports, const Request& request, CommandView& command) {
  if (!request.identity || request.identity->scope.whole_county()) return;
  std::erase_if(command.answers, [&](const CommandAnswerView& answer) {
    return targets_objection(ports.backend, request, {answer.terminal}).has_value();
  });
}

}  // namespace

void post_command(const ApiPorts& ports, Request request, const Respond& respond) {
  auto envelope = read_envelope(request, respond);
  if (!envelope) return;
  if (const auto command = wire::parse_command(envelope->payload))
    if (const auto objection = targets_objection(ports.backend, request, command->targets))
      return respond(to_reply(*objection));
  const Digest digest = sign::identity(*envelope);
  ports.backend.submit_command(std::move(*envelope), [respond, digest](const ObjectAnswer& answer) {
    if (!answer) return respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
    respond(json_reply({{"digest", to_string(digest)}}, 201));
  });
}

void get_commands(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/commands"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  auto commands = ports.backend.commands(rows_to_ask(request, list.rows_to_ask()));
  for (CommandView& command : commands) hide_others(ports, request, command);
  std::erase_if(commands, [](const CommandView& command) { return command.answers.empty(); });
  const auto row = [](const CommandView& command) { return command_json(command); };
  respond(list.reply({{"commands", array_of(commands, row)}}));
}

void get_command(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  auto command = ports.backend.command(*digest);
  if (command) hide_others(ports, request, *command);
  if (!command || command->answers.empty())
    return respond(to_reply(Problem{404, "command.not_found", "no such command is kept", {}}));
  respond(json_reply(command_json(*command)));
}

}  // namespace tongluo::http

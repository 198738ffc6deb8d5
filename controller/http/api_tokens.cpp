// Tokens for programs.

#include "controller/http/account_json.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/console_door.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::http {

namespace json = boost::json;
using accounts::AccountBook;

void get_tokens(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const ListQuery list(request, list_form("/api/v1/tokens"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  json::array tokens;
  for (const auto& [digest, token] : gate->book().tokens()) tokens.push_back(to_json(token));
  respond(list.reply({{"tokens", std::move(tokens)}}));
}

void post_token(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  if (!identity) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  accounts::Token token;
  token.name = fields.text("name", accounts::kMaxDisplayBytes);
  token.roles = read_roles(fields, "roles");
  token.scope = read_scope(fields, "areas");
  const std::uint32_t days = fields.number("valid_days", 1, accounts::kMaxTokenDays);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  token.by = identity->name;
  const Bytes secret = os::random_bytes(accounts::kSecretBytes);
  decide<Digest>(
      *gate,
      [now = gate->now(), token, secret, days](AccountBook& book) { return book.make_token(now, token, secret, days); },
      [respond, secret](const Result<Digest, Problem>& made) {
        if (!made) return respond(to_reply(made.error()));
        respond(json_reply({{"id", accounts::public_id(*made)}, {"token", std::string(kTokenPrefix) + to_hex(secret)}},
                           201));
      });
}

void delete_token(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  if (!identity) return;
  gate->carry_out(
      [id = request.captured.at(0), by = identity->name](AccountBook& book) { return book.remove_token(id, by); },
      sessions_ended(ports, respond));
}

}  // namespace tongluo::http

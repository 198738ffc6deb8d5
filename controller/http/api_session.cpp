// Signing in and out, who is signed in, one-time links.

#include "controller/http/account_json.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/console_door.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"

namespace tongluo::http {

namespace json = boost::json;
using accounts::Identity;

namespace {

constexpr std::size_t kNameBytes = 128;
constexpr std::size_t kPasswordBytes = 1'024;
constexpr std::size_t kCodeBytes = 16;
constexpr std::size_t kLinkBytes = 128;

json::value account_json(ConsoleGate& gate, const Identity& identity) {
  const accounts::Account* account = identity.token ? nullptr : gate.book().find(identity.name);
  json::object shown{{"name", identity.name},
                     {"display_name", account != nullptr ? account->display_name : identity.name},
                     {"roles", http::to_json(identity.roles)},
                     {"areas", http::to_json(identity.scope)},
                     {"totp", account != nullptr && account->totp_on},
                     {"key_fingerprint", nullptr}};
  if (account != nullptr && !account->spki.empty()) shown["key_fingerprint"] = key_fingerprint(account->spki);
  return shown;
}

Reply session_reply(ConsoleGate& gate, const std::optional<Identity>& identity, const std::optional<Bytes>& secret) {
  const ConsoleFacts& facts = gate.facts();
  json::object body{{"signed_in", identity.has_value()},
                    {"account", nullptr},
                    {"csrf", nullptr},
                    {"environment", facts.environment},
                    {"version", identity ? facts.version : ""},
                    {"deployment", facts.deployment},
                    {"utc_offset_minutes", facts.utc_offset.count()},
                    {"tiles", nullptr},
                    {"set_up_needed", gate.book().set_up_needed()},
                    {"second_factor_needed", identity && identity->second_factor_needed},
                    {"permissions", json::array()}};
  if (identity) {
    if (!facts.tiles.address.empty())
      body["tiles"] = json::object{{"address", facts.tiles.address}, {"attribution", facts.tiles.attribution}};
    body["account"] = account_json(gate, *identity);
    if (secret && !identity->token) body["csrf"] = csrf_of(*secret);
    if (identity->second_factor_needed) return json_reply(body);
    body["permissions"] = array_of(accounts::permissions_of(identity->roles),
                                   [](accounts::Permission permission) { return accounts::to_string(permission); });
  }
  return json_reply(body);
}

std::optional<Bytes> secret_from(Fields& fields, std::string_view name) {
  auto secret = from_hex(fields.text(name, kLinkBytes));
  if (!secret || secret->size() != accounts::kSecretBytes) fields.refuse(name, "is not a one-time link");
  return secret;
}

}  // namespace

void get_session(const ApiPorts& ports, Request request, const Respond& respond) {
  if (ConsoleGate* gate = console_or_answer(ports, respond))
    respond(session_reply(*gate, request.identity, request.secret));
}

void post_session(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  SignInWish wish;
  wish.name = fields.text("name", kNameBytes);
  wish.password = fields.text("password", kPasswordBytes);
  wish.code = fields.text_or("code", kCodeBytes, "");
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  wish.address = request.address;
  wish.agent = request.agent;
  if (request.identity && !request.identity->token) wish.replaced = request.identity->session;
  gate->sign_in(std::move(wish), [gate, respond](const Result<NewSession, Problem>& opened) {
    if (!opened) return respond(to_reply(opened.error()));
    Reply reply = session_reply(*gate, opened->identity, opened->secret);
    reply.headers.emplace_back("Set-Cookie", session_cookie(opened->secret));
    respond(std::move(reply));
  });
}

void delete_session(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  if (!identity) return;
  gate->carry_out(
      [own = *identity](accounts::AccountBook& book) {
        return book.end_session(own.name, accounts::public_id(own.session));
      },
      [respond](const Result<void, Problem>& done) {
        Reply reply = done || done.error().status == 404 ? empty_reply() : to_reply(done.error());
        reply.headers.emplace_back("Set-Cookie", ended_cookie());
        reply.headers.emplace_back("Clear-Site-Data", "\"cache\"");
        respond(std::move(reply));
      });
}

void get_sessions(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  if (!identity) return;
  const ListQuery list(request, list_form("/api/v1/sessions"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  const auto views = gate->book().sessions_of(identity->name);
  respond(list.reply({{"sessions", array_of(views, [&](const auto& view) { return http::to_json(view, identity); })}}));
}

// Another one: with the password, so that who finds a browser open cannot shut its person out.
void delete_session_of(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  if (!identity) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string password = fields.text("password", kPasswordBytes);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  proved_or_answer(*gate, *identity, request, password, respond,
                   [gate, answer = sessions_ended(ports, respond), name = identity->name, id = request.captured.at(0)] {
                     gate->carry_out([name, id](accounts::AccountBook& book) { return book.end_session(name, id); },
                                     answer);
                   });
}

void post_set_up(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  SetUpWish wish;
  auto secret = secret_from(fields, "token");
  wish.name = fields.text_or("name", kNameBytes, "");
  wish.display_name = fields.text_or("display_name", accounts::kMaxDisplayBytes, wish.name);
  wish.password = fields.text("password", kPasswordBytes);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  wish.secret = std::move(*secret);
  gate->set_up(std::move(wish), [respond](const Result<std::string, Problem>& done) {
    respond(done ? json_reply({{"name", *done}}, 201) : to_reply(done.error()));
  });
}

void post_set_up_link(const ApiPorts& ports, Request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto link = gate->first_link();
  respond(link ? json_reply({{"link", *link}}, 201) : to_reply(link.error()));
}

}  // namespace tongluo::http

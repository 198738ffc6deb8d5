#include "controller/http/account_json.hpp"

#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/keys.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxRoles = 7;
constexpr std::size_t kRoleBytes = 32;

}  // namespace

std::string key_fingerprint(const Bytes& spki) {
  const auto key = sign::PublicKey::parse(Algorithm::ecdsa_p256_sha256, spki);
  return key ? to_string(key->id()) : std::string();
}

json::array to_json(const accounts::Roles& roles) {
  return array_of(roles.list(), [](accounts::Role role) { return accounts::to_string(role); });
}

json::array to_json(const accounts::AreaScope& scope) {
  return array_of(scope.areas(), [](AreaCode area) { return area.text(); });
}

json::object to_json(const accounts::Account& account, WallTime locked_until) {
  return {{"name", account.name},
          {"display_name", account.display_name},
          {"roles", to_json(account.roles)},
          {"areas", to_json(account.scope)},
          {"disabled", account.disabled},
          {"password_set", !account.password.empty()},
          {"totp", account.totp_on},
          {"key_fingerprint", text_or_null(key_fingerprint(account.spki))},
          {"spki", base64_or_null(account.spki)},
          {"locked_until_us", us_or_null(locked_until)},
          {"last_sign_in_us", us_or_null(account.last_sign_in)}};
}

json::object to_json(const accounts::AccountChange& change) {
  return {{"number", change.number},
          {"kind", accounts::to_string(change.kind)},
          {"name", change.name},
          {"display_name", change.display_name},
          {"roles", to_json(change.roles)},
          {"areas", change.scope_given ? json::value(to_json(change.scope)) : json::value(nullptr)},
          {"by", change.by},
          {"at_us", us_or_null(change.at)},
          {"state", accounts::to_string(change.state)},
          {"decided_by", text_or_null(change.decided_by)}};
}

json::object to_json(const accounts::Token& token) {
  return {{"id", accounts::public_id(token.digest)},
          {"name", token.name},
          {"by", token.by},
          {"roles", to_json(token.roles)},
          {"areas", to_json(token.scope)},
          {"created_at_us", us_or_null(token.created)},
          {"until_us", us_or_null(token.until)}};
}

json::object to_json(const accounts::SessionView& view, const std::optional<accounts::Identity>& asks) {
  const accounts::Session& session = view.session;
  return {{"id", accounts::public_id(session.digest)},
          {"created_at_us", us_or_null(session.created)},
          {"seen_at_us", us_or_null(view.seen)},
          {"address", session.address},
          {"agent", session.agent},
          {"own", asks && asks->session == session.digest}};
}

accounts::Roles read_roles(Fields& fields, std::string_view name) {
  accounts::Roles roles;
  const auto texts = fields.texts_or_none(name, kMaxRoles, kRoleBytes);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (const auto role = accounts::role_from(texts[i]))
      roles.add(*role);
    else
      fields.refuse(std::string(name) + "[" + std::to_string(i) + "]", "is not a role");
  }
  return roles;
}

accounts::AreaScope read_scope(Fields& fields, std::string_view name) {
  std::vector<AreaCode> areas;
  const auto texts = fields.texts_or_none(name, accounts::kMaxAreasOfAccount, limits::kMaxTextBytes);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (const auto area = AreaCode::parse(texts[i]))
      areas.push_back(*area);
    else
      fields.refuse(std::string(name) + "[" + std::to_string(i) + "]", "is not an area code");
  }
  return accounts::AreaScope(std::move(areas));
}

ConsoleGate* console_or_answer(const ApiPorts& ports, const Respond& respond) {
  if (ports.console == nullptr)
    respond(to_reply(
        {503, "console.unavailable", "this controller has no console: its configuration has no [console]", {}}));
  return ports.console;
}

std::optional<accounts::Identity> session_or_answer(const Request& request, const Respond& respond) {
  if (request.identity && !request.identity->token) return request.identity;
  respond(to_reply({401, "session.needed", "this is for people who have signed in at the console", {}}));
  return std::nullopt;
}

Reply empty_reply() { return {204, "application/json", {}, {}}; }

std::function<void(Result<void, Problem>)> no_content(const Respond& respond) {
  return [respond](const Result<void, Problem>& done) { respond(done ? empty_reply() : to_reply(done.error())); };
}

std::function<void(Result<void, Problem>)> sessions_ended(const ApiPorts& ports, const Respond& respond) {
  return [events = ports.events, answer = no_content(respond)](const Result<void, Problem>& done) {
    if (done && events != nullptr) events->wake();
    answer(done);
  };
}

void proved_or_answer(ConsoleGate& gate, const accounts::Identity& identity, const Request& request,
                      const std::string& password, const Respond& respond, std::function<void()> go_on) {
  gate.prove(identity, request.address, password,
             [respond, go_on = std::move(go_on)](const Result<void, Problem>& proved) {
               if (!proved) return respond(to_reply(proved.error()));
               go_on();
             });
}

}  // namespace tongluo::http

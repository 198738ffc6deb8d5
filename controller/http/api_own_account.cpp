// What everybody changes for themselves: password, one-time codes, the browser's signing key.

#include "controller/accounts/totp.hpp"
#include "controller/http/account_json.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::http {
namespace {

constexpr std::size_t kPasswordLimit = 1'024;
constexpr std::size_t kCodeLimit = 16;
constexpr std::size_t kKeyLimit = 512;
constexpr const char* kIssuer = "Tongluo";

// The gate and who asks, or nothing and an answer.
struct Asks {
  ConsoleGate* gate = nullptr;
  accounts::Identity identity;
};
std::optional<Asks> who_asks(const ApiPorts& ports, const Request& request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  auto identity = gate == nullptr ? std::nullopt : session_or_answer(request, respond);
  if (!identity) return std::nullopt;
  return Asks{gate, std::move(*identity)};
}

// Of a body that has nothing else, or nothing and an answer.
std::optional<std::string> password_only(const Request& request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error())), std::nullopt;
  Fields fields(*object);
  std::string password = fields.text("password", kPasswordLimit);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem)), std::nullopt;
  return password;
}

}  // namespace

void post_password(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto asks = who_asks(ports, request, respond);
  if (!asks) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string old_password = fields.text("old", kPasswordLimit);
  const std::string new_password = fields.text("new", kPasswordLimit);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  asks->gate->change_password(asks->identity, request.address, old_password, new_password, no_content(respond));
}

void post_totp(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto asks = who_asks(ports, request, respond);
  const auto password = asks ? password_only(request, respond) : std::nullopt;
  if (!password) return;
  ConsoleGate& gate = *asks->gate;
  proved_or_answer(gate, asks->identity, request, *password, respond, [&gate, respond, name = asks->identity.name] {
    decide<Bytes>(
        gate,
        [name, secret = os::random_bytes(accounts::kTotpSecretBytes)](accounts::AccountBook& book) {
          return book.begin_totp(name, secret);
        },
        [respond, name](const Result<Bytes, Problem>& secret) {
          if (!secret) return respond(to_reply(secret.error()));
          respond(
              json_reply({{"secret", accounts::base32(*secret)}, {"uri", accounts::totp_uri(*secret, name, kIssuer)}}));
        });
  });
}

void post_totp_confirm(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto asks = who_asks(ports, request, respond);
  if (!asks) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string code = fields.text("code", kCodeLimit);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  asks->gate->carry_out([now = asks->gate->now(), name = asks->identity.name,
                         code](accounts::AccountBook& book) { return book.confirm_totp(now, name, code); },
                        no_content(respond));
}

void delete_totp(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto asks = who_asks(ports, request, respond);
  const auto password = asks ? password_only(request, respond) : std::nullopt;
  if (!password) return;
  ConsoleGate& gate = *asks->gate;
  proved_or_answer(gate, asks->identity, request, *password, respond, [&gate, respond, name = asks->identity.name] {
    gate.carry_out([name](accounts::AccountBook& book) { return book.drop_totp(name); }, no_content(respond));
  });
}

void put_key(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto asks = who_asks(ports, request, respond);
  if (!asks) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const Bytes spki = fields.base64("spki", kKeyLimit);
  const std::string password = fields.text("password", kPasswordLimit);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  ConsoleGate& gate = *asks->gate;
  proved_or_answer(
      gate, asks->identity, request, password, respond, [&gate, respond, spki, name = asks->identity.name] {
        gate.carry_out([name, spki](accounts::AccountBook& book) { return book.set_key(name, spki); },
                       [respond, spki](const Result<void, Problem>& done) {
                         respond(done ? json_reply({{"fingerprint", key_fingerprint(spki)}}) : to_reply(done.error()));
                       });
      });
}

}  // namespace tongluo::http

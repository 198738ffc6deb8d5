// Accounts and their changes, which a second administrator approves.

#include "controller/http/account_json.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::http {

namespace json = boost::json;
using accounts::AccountBook;
using accounts::AccountChange;

namespace {

constexpr std::size_t kAccountNameBytes = 32;
constexpr std::size_t kKindBytes = 16;

// Who watches is looked at at once: they may have lost the right to it.
std::function<void(Result<AccountChange, Problem>)> change_answer(const ApiPorts& ports, const Respond& respond,
                                                                  const Bytes& link, unsigned status) {
  return [gate = ports.console, events = ports.events, respond, link,
          status](const Result<AccountChange, Problem>& change) {
    if (!change) return respond(to_reply(change.error()));
    if (events != nullptr) events->wake();
    json::object body = to_json(*change);
    const bool linked = change->kind == accounts::ChangeKind::create || change->kind == accounts::ChangeKind::reset;
    if (linked && change->state == accounts::ChangeState::done) body["set_up_link"] = gate->link_of(link);
    respond(json_reply(body, status));
  };
}

AccountChange read_change(Fields& fields) {
  AccountChange change;
  const auto kind = accounts::change_kind_from(fields.text("kind", kKindBytes));
  if (!kind) fields.refuse("kind", "is not create, change, disable or reset");
  change.kind = kind.value_or(accounts::ChangeKind::disable);
  change.name = fields.text("name", kAccountNameBytes);
  change.display_name = fields.text_or("display_name", accounts::kMaxDisplayBytes, "");
  change.roles = read_roles(fields, "roles");
  change.scope_given = fields.has("areas");
  change.scope = read_scope(fields, "areas");
  return change;
}

std::optional<std::uint64_t> captured_number(const Request& request, const Respond& respond) {
  constexpr std::uint64_t kMostChanges = 1'000'000'000;
  const auto number = whole_number(request.captured.at(0), kMostChanges);
  if (!number) respond(to_reply(problem_of(accounts::Fault::change_unknown)));
  return number;
}

}  // namespace

void get_accounts(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const ListQuery list(request, list_form("/api/v1/accounts"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  json::array accounts;
  for (const auto& [name, account] : gate->book().accounts())
    accounts.push_back(to_json(account, gate->book().locked_until(name)));
  respond(list.reply({{"accounts", std::move(accounts)}}));
}

void post_account_change(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  if (!identity) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  AccountChange change = read_change(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  change.by = identity->name;
  const Bytes link = os::random_bytes(accounts::kSecretBytes);
  decide<AccountChange>(
      *gate, [now = gate->now(), change, link](AccountBook& book) { return book.propose(now, change, link); },
      change_answer(ports, respond, link, 201));
}

void get_account_changes(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const ListQuery list(request, list_form("/api/v1/account-changes"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  json::array changes;
  for (const auto& [number, change] : gate->book().changes()) changes.push_back(to_json(change));
  respond(list.reply({{"changes", std::move(changes)}}));
}

void post_change_approve(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  const auto number = identity ? captured_number(request, respond) : std::nullopt;
  if (!number) return;
  const Bytes link = os::random_bytes(accounts::kSecretBytes);
  decide<AccountChange>(
      *gate,
      [now = gate->now(), number = *number, by = identity->name, link](AccountBook& book) {
        return book.approve(now, number, by, link);
      },
      change_answer(ports, respond, link, 200));
}

void post_change_reject(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  const auto number = identity ? captured_number(request, respond) : std::nullopt;
  if (!number) return;
  decide<AccountChange>(
      *gate, [number = *number, by = identity->name](AccountBook& book) { return book.reject(number, by); },
      change_answer(ports, respond, {}, 200));
}

void delete_account_sessions(const ApiPorts& ports, Request request, const Respond& respond) {
  ConsoleGate* const gate = console_or_answer(ports, respond);
  if (gate == nullptr) return;
  const auto identity = session_or_answer(request, respond);
  if (!identity) return;
  gate->carry_out([by = *identity, name = request.captured.at(0)](
                      accounts::AccountBook& book) { return book.end_sessions(name, by.name, by.session); },
                  sessions_ended(ports, respond));
}

}  // namespace tongluo::http

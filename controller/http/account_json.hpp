#pragma once
// Accounts in words, and what their handlers share. Pure, but for the answer itself.

#include <boost/json/object.hpp>

#include "controller/http/api_backend.hpp"
#include "controller/http/fields.hpp"

namespace tongluo::http {

std::string key_fingerprint(const Bytes& spki);  // its key id in hexadecimal
boost::json::array to_json(const accounts::Roles& roles);
boost::json::array to_json(const accounts::AreaScope& scope);
boost::json::object to_json(const accounts::Account& account, WallTime locked_until);
boost::json::object to_json(const accounts::AccountChange& change);
boost::json::object to_json(const accounts::Token& token);
boost::json::object to_json(const accounts::SessionView& view, const std::optional<accounts::Identity>& asks);

accounts::Roles read_roles(Fields& fields, std::string_view name);
accounts::AreaScope read_scope(Fields& fields, std::string_view name);

// The gate, or an answer that there is none.
ConsoleGate* console_or_answer(const ApiPorts& ports, const Respond& respond);
// Who is signed in with a session; answers 401 otherwise: a token and the other doors have no account of their own.
std::optional<accounts::Identity> session_or_answer(const Request& request, const Respond& respond);
// Goes on if this is the password of who is signed in, and answers otherwise: for what changes how one is known.
void proved_or_answer(ConsoleGate& gate, const accounts::Identity& identity, const Request& request,
                      const std::string& password, const Respond& respond, std::function<void()> go_on);
// Who manages accounts: a session of the console.
std::function<void(Result<void, Problem>)> no_content(const Respond& respond);
// The same; pages that listen with a session that has ended are told so at once.
std::function<void(Result<void, Problem>)> sessions_ended(const ApiPorts& ports, const Respond& respond);
Reply empty_reply();  // 204

}  // namespace tongluo::http

// Under test: what the console's door answers of accounts, sessions and tokens is as the description says, operation by
// operation; each answer is held against it by the fixture.

#include <set>

#include "controller/accounts/totp.hpp"
#include "protocol/sign/keys.hpp"
#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

class ConsoleContract : public ConsoleFixture {
 protected:
  ConsoleContract() {
    for (const std::string& operation : Described::api().operations()) {
      const std::string_view path = std::string_view(operation).substr(operation.find(' ') + 1);
      for (const char* part : {"/session", "/set-up", "/account", "/tokens"})
        if (path.starts_with("/api/v1" + std::string(part))) left_.insert(operation);
    }
  }
  // It must be a success.
  json::object done(std::string_view method, const std::string& target, std::string_view body = {},
                    const std::string& more = {}) {
    const Response response = visit(method, target, body, more);
    EXPECT_EQ(response.result_int() / 100, 2U) << method << " " << target << " " << response.body();
    left_.erase(Described::api().operation_at(method, target));
    return response.body().empty() ? json::object() : json_of(response);
  }
  static std::string number_of(const json::object& change) { return std::to_string(change.at("number").as_int64()); }
  static std::string wish(const std::string& name) {
    return R"({"kind":"create","name":")" + name + R"(","display_name":"钱","roles":["auditor"],"areas":[]})";
  }

  std::set<std::string> left_;  // not answered yet
};

TEST_F(ConsoleContract, EveryOperationOfAccountsHasAnAnswerThatIsAsDescribed) {
  done("GET", "/api/v1/session");
  done("POST", "/api/v1/session", credentials("wang", SmallConsoleGate::password_of("wang")));
  const SignedInAs wang = sign_in("wang"), li = sign_in("li");

  const std::string link = text_at(done("POST", "/api/v1/account-changes", wish("qian"), wang.all()), "set_up_link");
  const std::string token = link.substr(link.rfind('/') + 1);
  done("POST", "/api/v1/set-up", R"({"token":")" + token + R"(","password":"right password qian"})");
  gate_.add("sun", {accounts::Role::administrator});
  const SignedInAs sun = sign_in("sun");
  const std::string first = number_of(done("POST", "/api/v1/account-changes", wish("zhou"), wang.all()));
  const std::string second = number_of(done("POST", "/api/v1/account-changes", wish("wu"), wang.all()));
  done("POST", "/api/v1/account-changes/" + first + "/approve", {}, sun.all());
  done("POST", "/api/v1/account-changes/" + second + "/reject", {}, sun.all());
  done("GET", "/api/v1/account-changes", {}, wang.all());
  done("GET", "/api/v1/accounts", {}, wang.all());

  const json::object made =
      done("POST", "/api/v1/tokens", R"({"name":"feed","roles":["auditor"],"areas":[],"valid_days":30})", wang.all());
  done("GET", "/api/v1/tokens", {}, wang.all());
  done("DELETE", "/api/v1/tokens/" + text_at(made, "id"), {}, wang.all());

  done("POST", "/api/v1/account/password", R"({"old":"right password li","new":"another long one"})", li.all());
  const std::string password = R"({"password":"right password li"})";
  done("POST", "/api/v1/account/totp", password, li.all());
  const Bytes secret = gate_.book().find("li")->totp_secret;
  const std::string code = accounts::totp_code(secret, accounts::totp_step(gate_.now()));
  done("POST", "/api/v1/account/totp/confirm", R"({"code":")" + code + R"("})", li.all());
  done("DELETE", "/api/v1/account/totp", password, li.all());
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  done("PUT", "/api/v1/account/key", R"({"spki":")" + to_base64(key->spki()) + R"(","password":"right password li"})",
       li.all());

  const json::object sessions = done("GET", "/api/v1/sessions", {}, wang.all());
  for (const json::value& one : sessions.at("sessions").as_array())
    if (!one.at("own").as_bool())
      done("DELETE", "/api/v1/sessions/" + text_at(one.as_object(), "id"), R"({"password":"right password wang"})",
           wang.all());
  done("DELETE", "/api/v1/accounts/li/sessions", {}, wang.all());
  done("DELETE", "/api/v1/session", {}, wang.all());
  EXPECT_TRUE(left_.empty()) << *left_.begin() << " has no checked answer";
}

}  // namespace
}  // namespace tongluo::http

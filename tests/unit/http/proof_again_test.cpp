// Under test: what changes how an account is known, or shuts its person out elsewhere, asks for the password again,
// however good the session is; and what an administrator ends.

#include "protocol/sign/keys.hpp"
#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

class ProofAgain : public ConsoleFixture {
 protected:
  static std::string with(const std::string& members, const std::string& password) {
    return "{" + members + (members.empty() ? "" : ",") + R"("password":")" + password + "\"}";
  }
  std::string other_session(const SignedInAs& who) {
    const auto answer = json_of(visit("GET", "/api/v1/sessions", {}, who.cookie));
    for (const auto& one : answer.at("sessions").as_array())
      if (!one.at("own").as_bool()) return text_at(one.as_object(), "id");
    return {};
  }
};

TEST_F(ProofAgain, IsAskedForBeforeCodesBeginAKeyIsRegisteredOrAnotherSessionEnds) {
  sign_in("li");
  const SignedInAs li = sign_in("li");
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  const struct {
    const char* method;
    std::string target;
    std::string members;
    unsigned done;
  } table[] = {{"PUT", "/api/v1/account/key", R"("spki":")" + to_base64(key->spki()) + "\"", 200},
               {"POST", "/api/v1/account/totp", {}, 200},
               {"DELETE", "/api/v1/account/totp", {}, 204},
               {"DELETE", "/api/v1/sessions/" + other_session(li), {}, 204}};
  for (const auto& row : table) {
    const auto ask = [&](const std::string& body) { return visit(row.method, row.target, body, li.all()); };
    EXPECT_EQ(outcome(ask("{" + row.members + "}")), "422 field.missing") << row.target;
    EXPECT_EQ(outcome(ask(with(row.members, "right password wang"))), "401 session.refused") << row.target;
    EXPECT_TRUE(gate_.book().find("li")->spki.empty() || !row.target.ends_with("key")) << "not yet";
    EXPECT_EQ(ask(with(row.members, "right password li")).result_int(), row.done) << row.target;
  }
  EXPECT_EQ(other_session(li), "");
}

TEST_F(ProofAgain, AnAdministratorEndsAllSessionsOfAnotherAndKeepsTheirOwn) {
  const SignedInAs wang = sign_in("wang"), zhao = sign_in("zhao"), twice = sign_in("zhao"), li = sign_in("li");
  EXPECT_EQ(outcome(visit("DELETE", "/api/v1/accounts/zhao/sessions", {}, li.all())), "403 permission.refused");
  EXPECT_EQ(visit("DELETE", "/api/v1/accounts/zhao/sessions", {}, wang.all()).result_int(), 204U);
  for (const SignedInAs& ended : {zhao, twice})
    EXPECT_EQ(outcome(visit("GET", "/api/v1/orders", {}, ended.cookie)), "401 session.needed");
  EXPECT_EQ(visit("GET", "/api/v1/orders", {}, li.cookie).result_int(), 200U) << "others stay";
  EXPECT_EQ(visit("DELETE", "/api/v1/accounts/wang/sessions", {}, wang.all()).result_int(), 204U);
  EXPECT_EQ(visit("GET", "/api/v1/accounts", {}, wang.cookie).result_int(), 200U);
  EXPECT_EQ(outcome(visit("DELETE", "/api/v1/accounts/nobody/sessions", {}, wang.all())), "404 account.not_found");
}

}  // namespace
}  // namespace tongluo::http

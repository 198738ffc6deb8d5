// Under test: each problem that people meet when they manage accounts, and each that says that a controller has no such
// desk, comes with its own code; the fixtures hold status, code and words against the description.

#include "controller/accounts/account_book.hpp"
#include "protocol/os/random.hpp"
#include "tests/unit/http/areas_fixture.hpp"
#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

struct Provoked {
  const char* method;
  std::string target;
  std::string body;
  const char* outcome;
};

std::string change_to(const std::string& kind, const std::string& name, const std::string& roles = R"(["auditor"])") {
  return R"({"kind":")" + kind + R"(","name":")" + name + R"(","display_name":"钱","roles":)" + roles + "}";
}

class AccountErrors : public ConsoleFixture {
 protected:
  void expect_all(const std::vector<Provoked>& table) {
    const SignedInAs wang = sign_in("wang");
    for (const Provoked& row : table)
      EXPECT_EQ(outcome(visit(row.method, row.target, row.body, wang.all())), row.outcome) << row.target << row.body;
  }
};

TEST_F(AccountErrors, EachHasItsCode) {
  const std::string changes = "/api/v1/account-changes", none = "0123456789abcdef";
  const std::string token = R"({"name":"feed","roles":["auditor"],"areas":[],"valid_days":)";
  expect_all({
      {"POST", changes, change_to("create", "Not A Name"), "422 account.name_malformed"},
      {"POST", changes, change_to("create", "qian", "[]"), "422 account.no_role"},
      {"POST", changes, change_to("create", "li"), "409 account.conflict"},
      {"POST", changes, change_to("change", "nobody"), "404 account.not_found"},
      {"POST", changes, change_to("disable", "wang"), "409 account.last_administrator"},
      {"POST", changes + "/999/approve", {}, "404 account_change.not_found"},
      {"POST", "/api/v1/account/totp/confirm", R"({"code":"000000"})", "422 account.code_refused"},
      {"PUT", "/api/v1/account/key", R"({"spki":"AAAA","password":"right password wang"})",
       "422 account.key_malformed"},
      {"DELETE", "/api/v1/sessions/" + none, R"({"password":"right password wang"})", "404 session.not_found"},
      {"DELETE", "/api/v1/tokens/" + none, {}, "404 token.not_found"},
      {"POST", "/api/v1/tokens", token + "0}", "422 field.out_of_range"},
      {"POST", "/api/v1/set-up", R"({"token":")" + std::string(64, 'a') + R"(","password":"a good and long one"})",
       "422 account.link_refused"},
  });
}

TEST_F(AccountErrors, AChangeIsDecidedOnceAndByAnother) {
  gate_.add("sun", {accounts::Role::administrator});
  const SignedInAs wang = sign_in("wang"), sun = sign_in("sun");
  const auto made = json_of(visit("POST", "/api/v1/account-changes", change_to("create", "qian"), wang.all()));
  const std::string change = "/api/v1/account-changes/" + std::to_string(made.at("number").as_int64());
  EXPECT_EQ(outcome(visit("POST", change + "/approve", {}, wang.all())), "403 account.second_person");
  EXPECT_EQ(visit("POST", change + "/reject", {}, sun.all()).result_int(), 200U);
  EXPECT_EQ(outcome(visit("POST", change + "/approve", {}, sun.all())), "409 account_change.decided");
}

TEST_F(AccountErrors, ThereAreAsManyTokensAsMayBe) {
  for (std::size_t i = 0; i < accounts::kMaxTokens; ++i) {
    accounts::Token token;
    token.name = "feed " + std::to_string(i);
    token.roles = {accounts::Role::auditor};
    token.digest = accounts::digest_of_secret(os::random_bytes(accounts::kSecretBytes));
    gate_.book().apply(gate_.now(), token);
  }
  expect_all({{"POST", "/api/v1/tokens", R"({"name":"feed","roles":["auditor"],"areas":[],"valid_days":30})",
               "422 account.too_many"}});
}

class MissingDesks : public ApiFixture {};

TEST_F(MissingDesks, SaySoEachByItsCode) {
  with_desks_ = false;
  const std::pair<const char*, const char*> table[] = {
      {"/api/v1/trends", "503 trends.unavailable"},       {"/api/v1/enrolment/claims", "503 enrolment.unavailable"},
      {"/api/v1/releases", "503 releases.unavailable"},   {"/api/v1/events", "503 events.unavailable"},
      {"/api/v1/templates", "503 templates.unavailable"}, {"/api/v1/boundaries", "503 boundaries.unavailable"},
      {"/api/v1/session", "503 console.unavailable"}};
  for (const auto& [target, code] : table) EXPECT_EQ(outcome(ask("GET", target)), code);
}

class FailingWork : public ApiFixture {};

TEST_F(FailingWork, EachFaultOfAudioAndSpeechHasItsCode) {
  const std::pair<ErrorKind, const char*> table[] = {
      {ErrorKind::bad_input, "422 audio.bad_input 422 speech.bad_input"},
      {ErrorKind::limit, "413 audio.limit 413 speech.limit"},
      {ErrorKind::timeout, "504 audio.timeout 504 speech.timeout"},
      {ErrorKind::unavailable, "503 audio.unavailable 503 speech.unavailable"}};
  for (const auto& [kind, codes] : table) {
    backend_.clip_answer = fail(kind, "why");
    EXPECT_EQ(
        outcome(ask("POST", "/api/v1/audio", "RIFF")) + " " + outcome(ask("POST", "/api/v1/speech", R"({"text":"a"})")),
        codes);
  }
  backend_.exported = fail(ErrorKind::unavailable, "too many reads wait");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders/" + std::string(64, 'a') + "/export")), "503 order.unavailable");
}

class OtherErrors : public Areas {};

TEST_F(OtherErrors, EachHasItsCode) {
  EXPECT_EQ(outcome(ask(std::nullopt, "GET", "/api/v1/releases/" + std::string(64, 'b'), {})), "404 release.not_found");
  backend_.expired = true;
  const std::string source = R"({"token":"right","kind":"file","clip":")" + to_string(clip_) + "\"}";
  EXPECT_EQ(outcome(ask(std::nullopt, "POST", "/api/v1/live/77/source", source)), "422 clip.expired");
}

}  // namespace
}  // namespace tongluo::http

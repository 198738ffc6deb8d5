// Under test: the console's door of the real tongluod, from the first start to a second account that does its work. The
// test plays the browsers of three people, a program, and somebody who should not be there.

#include <boost/json.hpp>
#include <fstream>
#include <gtest/gtest.h>

#include "controller/accounts/totp.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/sign/sha1.hpp"
#include "tests/unit/http/daemon_console_fixture.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

Bytes base32_decoded(const std::string& text) {
  const std::string symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  Bytes bytes;
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    held = (held << 5U | static_cast<unsigned>(symbols.find(c))) & 0xffffU;
    bits += 5;
    if (bits >= 8) bytes.push_back(static_cast<std::byte>(held >> (bits -= 8) & 0xffU));
  }
  return bytes;
}

TEST_F(DaemonConsole, TheFirstLinkMakesTheAdministratorOnceAndIsThenGone) {
  ConsoleBrowser stranger = browser();
  EXPECT_EQ(stranger.ask("GET", "/").status, 200U);
  EXPECT_TRUE(stranger.ask("GET", "/api/v1/session").json.at("set_up_needed").as_bool());
  const std::string old = first_token();
  const std::string token = first_token();
  const json::object body{{"token", token}, {"name", "wang"}, {"display_name", "王芳"}, {"password", kPassword}};
  json::object weak = body;
  weak["password"] = "password1234";
  EXPECT_EQ(stranger.ask("POST", "/api/v1/set-up", weak).code(), "account.weak_password");
  json::object void_link = body;
  void_link["token"] = old;
  EXPECT_EQ(stranger.ask("POST", "/api/v1/set-up", void_link).code(), "account.link_refused");
  EXPECT_EQ(stranger.ask("POST", "/api/v1/set-up", body).status, 201U);
  EXPECT_EQ(stranger.ask("POST", "/api/v1/set-up", body).code(), "account.link_refused") << "once";
  EXPECT_EQ(daemon.ask("POST", "/api/v1/console/set-up-link", json::object{}).status, 409U);
  EXPECT_FALSE(stranger.ask("GET", "/api/v1/session").json.at("set_up_needed").as_bool());
  EXPECT_NE(actions().find("account.first"), std::string::npos);
}

TEST_F(DaemonConsole, ASecondAccountSignsInWithItsCodeAndDoesWhatItsRoleMay) {
  ConsoleBrowser wang = administrator();
  ConsoleBrowser li = second(wang, "li.na", {"dispatcher"});
  EXPECT_EQ(li.ask("POST", "/api/v1/account/totp", json::object{{"password", kPassword}}).code(), "session.refused");
  const auto begun = li.ask("POST", "/api/v1/account/totp", json::object{{"password", kSecondPassword}});
  ASSERT_EQ(begun.status, 200U) << begun.body;
  const Bytes secret = base32_decoded(text(begun.json, "secret"));
  const WallTime now = os::wall_now();
  const std::string code = accounts::totp_code(secret, accounts::totp_step(now));
  EXPECT_EQ(li.ask("POST", "/api/v1/account/totp/confirm", json::object{{"code", "000000"}}).status, 422U);
  ASSERT_EQ(li.ask("POST", "/api/v1/account/totp/confirm", json::object{{"code", code}}).status, 204U);
  ConsoleBrowser again = browser();
  EXPECT_EQ(again.sign_in("li.na", kSecondPassword).code(), "session.code_needed");
  EXPECT_EQ(again.sign_in("li.na", kSecondPassword, code).code(), "session.refused") << "spent";
  const std::string next = accounts::totp_code(secret, accounts::totp_step(now) + 1);
  EXPECT_EQ(again.sign_in("li.na", kSecondPassword, next).status, 200U);
  EXPECT_EQ(again.ask("GET", "/api/v1/terminals").status, 200U);
  EXPECT_EQ(again.ask("GET", "/api/v1/accounts").code(), "permission.refused");
  const json::object group{{"areas", json::array{"500116101000"}}};
  EXPECT_EQ(again.ask("PUT", "/api/v1/groups/river", group).status, 200U);
  const auto audit = daemon.ask("GET", "/api/v1/audit?limit=1000");
  EXPECT_NE(audit.body.find("by account:li.na"), std::string::npos) << audit.body;
  EXPECT_EQ(wang.ask("PUT", "/api/v1/groups/river", group).code(), "permission.refused");
}

TEST_F(DaemonConsole, WrongPasswordsLockOutAndUnknownNamesLookTheSame) {
  administrator();
  ConsoleBrowser guesser = browser();
  EXPECT_EQ(guesser.sign_in("nobody", kPassword).body, guesser.sign_in("wang", "wrong password").body);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(guesser.sign_in("nobody", "wrong password").code(), "session.refused");
  const auto locked = guesser.sign_in("nobody", "wrong password");
  EXPECT_EQ(locked.status, 429U);
  EXPECT_GE(locked.json.at("retry_after_s").as_int64(), 1);
}

TEST_F(DaemonConsole, GuessingAtManyAccountsIsSlowedForTheAddressAndCounted) {
  administrator();
  ConsoleBrowser guesser = browser();
  EXPECT_EQ(guesser.sign_in("wang", "wrong password").code(), "session.refused");
  int refused = 0;
  ConsoleBrowser::Answer answer;
  do {
    answer = guesser.sign_in("nobody" + std::to_string(refused), "wrong password");
  } while (answer.code() == "session.refused" && ++refused < 100);
  EXPECT_EQ(answer.code(), "session.throttled") << refused;
  EXPECT_EQ(answer.status, 429U);
  EXPECT_GE(answer.json.at("retry_after_s").as_int64(), 1);
  EXPECT_EQ(browser().sign_in("wang", kPassword).status, 200U) << "who was here before is let in";
  const std::string metrics = daemon.ask("GET", "/metrics").body;
  for (const std::string& line : {std::string("tongluo_sign_ins_total 2"),
                                  "tongluo_sign_ins_refused_total{reason=\"name\"} " + std::to_string(refused),
                                  std::string("tongluo_sign_ins_refused_total{reason=\"password\"} 1"),
                                  std::string("tongluo_sign_ins_throttled_total 1")})
    EXPECT_NE(metrics.find(line + "\n"), std::string::npos) << line << metrics;
}

TEST_F(DaemonConsole, WhoMustHaveCodesDoesNothingBeforeTheyAreSetUp) {
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait().code, 0);
  configure("");
  start();
  ConsoleBrowser wang = administrator();
  const auto session = wang.ask("GET", "/api/v1/session");
  EXPECT_TRUE(session.json.at("second_factor_needed").as_bool());
  EXPECT_TRUE(session.json.at("permissions").as_array().empty());
  EXPECT_EQ(wang.ask("GET", "/api/v1/accounts").code(), "session.second_factor_needed");
  EXPECT_EQ(wang.ask("GET", "/api/v1/sessions").status, 200U);
  const auto begun = wang.ask("POST", "/api/v1/account/totp", json::object{{"password", kPassword}});
  const Bytes secret = base32_decoded(text(begun.json, "secret"));
  const auto step = accounts::totp_step(os::wall_now());
  EXPECT_EQ(wang.ask("POST", "/api/v1/account/totp/confirm", json::object{{"code", accounts::totp_code(secret, step)}})
                .status,
            204U);
  EXPECT_EQ(wang.ask("GET", "/api/v1/accounts").status, 200U);
}

TEST_F(DaemonConsole, ForgedRequestsAndPlantedSessionsAreRefused) {
  ConsoleBrowser wang = administrator();
  const json::object change{
      {"kind", "create"}, {"name", "evil"}, {"display_name", "e"}, {"roles", json::array{"auditor"}}};
  ConsoleBrowser forged = wang;
  forged.csrf.clear();
  EXPECT_EQ(forged.ask("POST", "/api/v1/account-changes", change).code(), "csrf.refused");
  forged = wang;
  forged.origin = "https://evil.test";
  EXPECT_EQ(forged.ask("POST", "/api/v1/account-changes", change).code(), "csrf.refused");
  ConsoleBrowser planted = browser();
  planted.cookie = "__Host-tongluo=" + std::string(64, 'a');
  const std::string before = planted.cookie;
  ASSERT_EQ(planted.sign_in("wang", kPassword).status, 200U);
  EXPECT_NE(planted.cookie, before);
  planted.cookie = before;
  EXPECT_EQ(planted.ask("GET", "/api/v1/orders").code(), "session.needed");
  EXPECT_EQ(daemon.ask("GET", "/api/v1/accounts").body.find("evil"), std::string::npos);
}

TEST_F(DaemonConsole, WithTwoAdministratorsOneAloneChangesNothing) {
  ConsoleBrowser wang = administrator();
  ConsoleBrowser zhao = second(wang, "zhao", {"administrator"});
  const auto proposed = wang.ask(
      "POST", "/api/v1/account-changes",
      json::object{{"kind", "create"}, {"name", "li"}, {"display_name", "Li"}, {"roles", json::array{"dispatcher"}}});
  ASSERT_EQ(text(proposed.json, "state"), "proposed") << proposed.body;
  EXPECT_FALSE(proposed.json.contains("set_up_link"));
  const std::string path = "/api/v1/account-changes/" + std::to_string(proposed.json.at("number").as_int64());
  EXPECT_EQ(wang.ask("POST", path + "/approve", json::object{}).code(), "account.second_person");
  const auto approved = zhao.ask("POST", path + "/approve", json::object{});
  ASSERT_EQ(approved.status, 200U) << approved.body;
  EXPECT_TRUE(approved.json.contains("set_up_link"));
  EXPECT_NE(actions().find("account.proposed account.created"), std::string::npos) << actions();
}

TEST_F(DaemonConsole, TownshipStaffPreparesAndSeesItsOwnTownshipOnly) {
  ConsoleBrowser wang = administrator();
  ConsoleBrowser zhao = second(wang, "zhao", {"township"}, {"500116101000"});
  const std::string clip = daemon.make_clip();
  const auto wish = [&clip](const char* order_class, const char* level, const char* area) {
    return json::object{{"class", order_class},
                        {"level", level},
                        {"areas", json::array{area}},
                        {"items", json::array{json::object{{"clip", clip}}}}};
  };
  const auto own = zhao.ask("POST", "/api/v1/orders/prepare", wish("routine", "routine", "500116101000"));
  EXPECT_EQ(own.status, 200U) << own.body;
  EXPECT_EQ(zhao.ask("POST", "/api/v1/orders/prepare", wish("routine", "routine", "500116102000")).code(),
            "area.refused");
  EXPECT_EQ(zhao.ask("POST", "/api/v1/orders/prepare", wish("routine", "routine", "500116000000")).code(),
            "area.refused");
  const auto actual = zhao.ask("POST", "/api/v1/orders/prepare", wish("actual", "III", "500116101000"));
  EXPECT_EQ(actual.code(), "permission.refused");
  EXPECT_EQ(text(actual.json, "permission"), "class.actual");
  const auto whole = daemon.ask("POST", "/api/v1/orders/prepare", wish("actual", "III", "500116000000"));
  json::object body = daemon.signed_body(PayloadType::order, text(whole.json, "payload"), daemon.trust.dispatch);
  body["confirmed_count"] = whole.json.at("addressed_count");
  EXPECT_EQ(zhao.ask("POST", "/api/v1/orders", body).code(), "permission.refused")
      << "signed is not enough at this door";
  ASSERT_EQ(daemon.ask("POST", "/api/v1/orders", body).status, 201U);
  const auto elsewhere = daemon.ask("POST", "/api/v1/orders/prepare", wish("actual", "III", "500116102000"));
  body = daemon.signed_body(PayloadType::order, text(elsewhere.json, "payload"), daemon.trust.dispatch);
  body["confirmed_count"] = elsewhere.json.at("addressed_count");
  ASSERT_EQ(daemon.ask("POST", "/api/v1/orders", body).status, 201U);
  const auto orders = zhao.ask("GET", "/api/v1/orders");
  EXPECT_EQ(orders.json.at("orders").as_array().size(), 1U) << orders.body;
  const auto detail = zhao.ask("GET", "/api/v1/orders/" + text(whole.json, "digest"));
  EXPECT_EQ(detail.json.at("terminals").as_array().size(), 1U) << detail.body;
  EXPECT_EQ(zhao.ask("GET", "/api/v1/orders/" + text(elsewhere.json, "digest")).code(), "order.not_found");
  EXPECT_EQ(zhao.ask("GET", "/api/v1/terminals").json.at("terminals").as_array().size(), 1U);
  EXPECT_EQ(zhao.ask("GET", "/api/v1/terminals/TL-0002/diagnosis").code(), "terminal.not_found");
  EXPECT_EQ(zhao.ask("GET", "/api/v1/timeline?area=500116102000").code(), "area.refused");
  EXPECT_EQ(zhao.ask("POST", "/api/v1/stop-alls/prepare",
                     json::object{{"areas", json::array{"500116101000"}}, {"classes", json::array{"actual"}}})
                .code(),
            "permission.refused");
  EXPECT_EQ(zhao.ask("POST", "/api/v1/cancels/prepare", json::object{{"order", text(whole.json, "digest")}}).status,
            403U);
}

TEST_F(DaemonConsole, AnOpenPageIsToldWhatChangesAsItIsDescribed) {
  ConsoleBrowser wang = administrator();
  ConsoleBrowser li = second(wang, "li", {"dispatcher"});
  const auto page = li.watch();
  const json::object hello = page->next();
  ASSERT_EQ(text(hello, "kind"), "hello");
  const json::object wish{{"class", "actual"},
                          {"level", "III"},
                          {"areas", json::array{"500116101000"}},
                          {"items", json::array{json::object{{"clip", daemon.make_clip()}}}}};
  const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", wish);
  const std::string payload = text(prepared.json, "payload"), digest = text(prepared.json, "digest");
  ASSERT_EQ(daemon.ask("POST", "/api/v1/drafts", json::object{{"payload", payload}}).status, 201U);
  EXPECT_EQ(text(page->next("call").at("call").as_object(), "kind"), "approval_wanted");
  json::object signed_order = daemon.signed_body(PayloadType::order, payload, daemon.trust.dispatch);
  signed_order["confirmed_count"] = prepared.json.at("addressed_count");
  ASSERT_EQ(daemon.ask("POST", "/api/v1/orders", signed_order).status, 201U);
  json::object told = page->next("order");
  while (!told.empty() && text(told.at("order").as_object(), "state") == "draft") told = page->next("order");
  EXPECT_EQ(text(told, "digest"), digest) << json::serialize(told);
  const auto again = li.watch("?after=" + std::to_string(hello.at("sequence").as_int64()));
  EXPECT_EQ(text(again->next("order"), "digest"), digest) << "what was missed comes";
  EXPECT_EQ(text(li.watch("?after=1")->next("resync"), "kind"), "resync");
}

TEST_F(DaemonConsole, TheMapIsImportedByAnAdministratorAndKept) {
  ConsoleBrowser wang = administrator();
  ConsoleBrowser li = second(wang, "li", {"dispatcher"});
  json::error_code error;
  const auto map =
      json::parse(R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"500116101000",
                  "name":"油溪镇","parent":null,"synthetic":true},"geometry":{"type":"Polygon","coordinates":[[[106,29],
                  [106.1,29],[106.1,29.1],[106,29]]]}}]})",
                  error)
          .as_object();
  EXPECT_EQ(li.ask("PUT", "/api/v1/boundaries", map).code(), "permission.refused");
  const json::object empty{{"type", "FeatureCollection"}};
  EXPECT_EQ(wang.ask("PUT", "/api/v1/boundaries", empty).code(), "boundaries.malformed");
  ASSERT_EQ(wang.ask("PUT", "/api/v1/boundaries", map).status, 200U);
  EXPECT_EQ(wang.ask("PUT", "/api/v1/boundaries", &map, {"If-Match", "\"old\""}).code(), "precondition.failed");
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait().code, 0);
  start();
  ConsoleBrowser same = browser();
  same.cookie = li.cookie;
  EXPECT_NE(same.ask("GET", "/api/v1/boundaries").body.find("油溪镇"), std::string::npos);
  EXPECT_NE(same.ask("GET", "/api/v1/areas").body.find("\"name\":\"油溪镇\""), std::string::npos);
}

TEST_F(DaemonConsole, AnAdministratorEndsTheSessionsOfAnotherWhichIsWrittenDown) {
  ConsoleBrowser wang = administrator();
  ConsoleBrowser li = second(wang, "li", {"dispatcher"});
  EXPECT_EQ(li.ask("DELETE", "/api/v1/accounts/wang/sessions").code(), "permission.refused");
  const auto page = li.watch();
  EXPECT_EQ(wang.ask("DELETE", "/api/v1/accounts/li/sessions").status, 204U);
  EXPECT_EQ(li.ask("GET", "/api/v1/orders").code(), "session.needed");
  while (!page->next().empty()) {
  }  // what listens ends too
  EXPECT_EQ(wang.ask("DELETE", "/api/v1/accounts/wang/sessions").status, 204U);
  EXPECT_EQ(wang.ask("GET", "/api/v1/accounts").status, 200U) << "whose own stays";
  const auto audit = daemon.ask("GET", "/api/v1/audit?subject=li");
  EXPECT_NE(audit.body.find("by wang, 1 sessions"), std::string::npos) << audit.body;
}

TEST_F(DaemonConsole, APasswordThatBecameKnownElsewhereIsNotTaken) {
  const auto restart = [this](const std::string& list) {
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait().code, 0);
    daemon.write("known.txt", list);
    configure("second_factor = []\nknown_passwords = \"known.txt\"\n");
  };
  ConsoleBrowser wang = administrator();
  restart(to_hex(sign::sha1(as_bytes(kSecondPassword))) + ":1\n");
  start();
  ConsoleBrowser same = browser();
  EXPECT_EQ(same.sign_in("wang", kPassword).status, 200U);
  const auto change = [&same](const char* to) {
    return same.ask("POST", "/api/v1/account/password", json::object{{"old", kPassword}, {"new", to}});
  };
  const auto refused = change(kSecondPassword);
  EXPECT_EQ(refused.code(), "account.weak_password");
  EXPECT_NE(refused.body.find("it has become known elsewhere"), std::string::npos) << refused.body;
  daemon.write("known.txt", "another kind of list");
  EXPECT_EQ(change(kSecondPassword).code(), "account.unavailable") << "what cannot be looked up is not taken";
  EXPECT_EQ(same.sign_in("wang", kPassword).status, 200U);
  restart("another kind of list");
  const auto ended = daemon.run_to_end();
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("known_passwords"), std::string::npos) << ended.errors;
}

TEST_F(DaemonConsole, SessionsTokensAndKeysSurviveARestart) {
  ConsoleBrowser wang = administrator();
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  const auto registered =
      wang.ask("PUT", "/api/v1/account/key", json::object{{"spki", to_base64(key->spki())}, {"password", kPassword}});
  EXPECT_EQ(text(registered.json, "fingerprint"), to_string(key->key_id())) << registered.body;
  const auto made = wang.ask("POST", "/api/v1/tokens",
                             json::object{{"name", "wall"}, {"roles", json::array{"auditor"}}, {"valid_days", 30}});
  ASSERT_EQ(made.status, 201U) << made.body;
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait().code, 0);
  const unsigned short before = port;
  start();
  ConsoleBrowser same = browser();
  same.cookie = wang.cookie;
  same.csrf = wang.csrf;
  EXPECT_EQ(same.ask("GET", "/api/v1/accounts").status, 200U) << before;
  ConsoleBrowser program = browser();
  program.bearer = text(made.json, "token");
  program.origin.clear();
  EXPECT_EQ(program.ask("GET", "/api/v1/orders").status, 200U);
  EXPECT_EQ(program.ask("GET", "/api/v1/sessions").code(), "permission.refused");
  const auto accounts = daemon.ask("GET", "/api/v1/accounts");
  EXPECT_NE(accounts.body.find(to_string(key->key_id())), std::string::npos);
  EXPECT_EQ(accounts.body.find("argon2"), std::string::npos) << "what is secret is not told";
  const std::string database = daemon.read("data/controller.db") + daemon.read("data/controller.db-wal");
  EXPECT_EQ(database.find(kPassword), std::string::npos);
  EXPECT_EQ(database.find(wang.cookie.substr(15)), std::string::npos);
  EXPECT_EQ(database.find(program.bearer.substr(4)), std::string::npos);
}

}  // namespace
}  // namespace tongluo::daemon

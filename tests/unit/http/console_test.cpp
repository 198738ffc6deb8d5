// Under test: the console's door: its files, what every answer carries, and who gets past it. The browser is played by
// the test, so it can leave out or forge what a real one would send.

#include <boost/asio/read.hpp>

#include "controller/http/limits.hpp"
#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

class Console : public ConsoleFixture {};

TEST_F(Console, ServesItsFilesWithTypesAndCaching) {
  const Response page = visit("GET", "/");
  EXPECT_EQ(page.result_int(), 200U);
  EXPECT_EQ(page["Content-Type"], "text/html; charset=utf-8");
  EXPECT_EQ(page["Cache-Control"], "no-cache");
  const Response asset = visit("GET", "/assets/app-1a2b.js?x=1");
  EXPECT_EQ(asset.body(), "console.log(1)");
  EXPECT_EQ(asset["Content-Type"], "text/javascript; charset=utf-8");
  EXPECT_NE(std::string(asset["Cache-Control"]).find("immutable"), std::string::npos);
  EXPECT_EQ(visit("GET", "/icon.svg")["Content-Type"], "image/svg+xml");
  const Response again = visit("GET", "/", {}, "If-None-Match: " + std::string(page["ETag"]) + "\r\n");
  EXPECT_EQ(again.result_int(), 304U);
  EXPECT_EQ(again.body(), "");
}

TEST_F(Console, AFileIsNotCopiedForEachWhoAsksForIt) {
  const auto files = StaticFiles::load(folder_ / "dist");
  const Reply one = files->get("/assets/app-1a2b.js", ""), another = files->get("/assets/app-1a2b.js", "");
  EXPECT_EQ(one.file, "console.log(1)");
  EXPECT_EQ(one.file.data(), another.file.data());
  EXPECT_TRUE(one.body.empty());
  TlsClient head = browser();
  head.send("HEAD /assets/app-1a2b.js HTTP/1.1\r\nHost: console\r\nConnection: close\r\n\r\n");
  std::string answer;
  head.run([&](auto done) {
    boost::asio::async_read(head.stream(), boost::asio::dynamic_buffer(answer),
                            [done](boost::system::error_code error, std::size_t) { done(error); });
  });
  EXPECT_NE(answer.find("Content-Length: 14\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(Console, OneAccountsRequestsLeaveRoomForTheOthers) {
  backend_.hold = true;
  const SignedInAs li = sign_in("li");
  const auto submit = "POST /api/v1/orders HTTP/1.1\r\nHost: console\r\n" + li.all() +
                      "Content-Type: application/json\r\nContent-Length: " + std::to_string(envelope_body().size()) +
                      "\r\n\r\n" + envelope_body();
  std::vector<TlsClient> clients;
  for (std::size_t i = 0; i < kMaxRequestsOfAccount; ++i) {
    clients.push_back(browser());
    clients.back().send(submit);
  }
  for (int turn = 0; turn < 100 && backend_.held.size() < kMaxRequestsOfAccount; ++turn) settle();
  ASSERT_EQ(backend_.held.size(), kMaxRequestsOfAccount);
  EXPECT_EQ(outcome(visit("GET", "/api/v1/orders", {}, li.cookie)), "429 request.too_many");
  EXPECT_EQ(visit("GET", "/api/v1/orders", {}, sign_in("wang").cookie).result_int(), 200U);
  const char* stop = R"({"areas":["500116101000"],"classes":["actual"],"highest_level":"I"})";
  EXPECT_EQ(visit("POST", "/api/v1/stop-alls/prepare", stop, li.all()).result_int(), 200U) << "always taken";
  for (const auto& answer : std::exchange(backend_.held, {})) answer();
  for (TlsClient& client : clients) EXPECT_NE(client.receive().result_int(), 0U);
  EXPECT_EQ(visit("GET", "/api/v1/orders", {}, li.cookie).result_int(), 200U);
}

TEST_F(Console, PathsOfTheAppGetItsPageAndMissingAssetsAreMissing) {
  EXPECT_EQ(visit("GET", "/dispatch/new").body(), visit("GET", "/index.html").body());
  EXPECT_EQ(visit("GET", "/assets/old-9f9f.js").result_int(), 404U);
  EXPECT_EQ(visit("POST", "/").result_int(), 405U);
}

TEST_F(Console, NoPathLeadsOutOfTheDirectory) {
  const std::string page = visit("GET", "/").body();
  for (const char* path : {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                           "//secret.txt", "/link.txt", "/%2e%2e%2fapi.sock", "/./../secret.txt"}) {
    const Response response = visit("GET", path);
    EXPECT_EQ(response.body().find("not for the console"), std::string::npos) << path;
    EXPECT_TRUE(response.result_int() == 404U || response.body() == page) << path;
  }
  EXPECT_EQ(visit("GET", "/%zz").result_int(), 400U);
}

TEST_F(Console, HeadGivesAllButTheBody) {
  TlsClient client = browser();
  client.send("HEAD / HTTP/1.1\r\nHost: console\r\n\r\n");
  boost::beast::http::response_parser<boost::beast::http::empty_body> parser;
  parser.skip(true);
  boost::beast::flat_buffer buffer;
  client.run([&](auto done) {
    boost::beast::http::async_read(client.stream(), buffer, parser,
                                   [done](boost::system::error_code error, std::size_t) { done(error); });
  });
  EXPECT_EQ(parser.get()["Content-Length"], std::to_string(visit("GET", "/").body().size()));
  EXPECT_EQ(client.ask("GET /icon.svg HTTP/1.1\r\nHost: console\r\n\r\n").body(), "<svg/>") << "nothing came between";
}

TEST_F(Console, EveryAnswerCarriesTheSecurityHeaders) {
  for (const Response& response : {visit("GET", "/"), visit("GET", "/api/v1/session"), visit("GET", "/api/v1/orders"),
                                   visit("GET", "/api/v1/nothing"), visit("GET", "/assets/none.js")}) {
    EXPECT_NE(std::string(response["Content-Security-Policy"]).find("default-src 'none'"), std::string::npos);
    EXPECT_NE(std::string(response["Content-Security-Policy"]).find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_NE(response["Strict-Transport-Security"], "");
    EXPECT_EQ(response["X-Content-Type-Options"], "nosniff");
    EXPECT_EQ(response["Referrer-Policy"], "no-referrer");
    EXPECT_EQ(response["Cross-Origin-Opener-Policy"], "same-origin");
    EXPECT_NE(response["Permissions-Policy"], "");
  }
  EXPECT_EQ(visit("GET", "/api/v1/session")["Cache-Control"], "no-store");
}

TEST_F(Console, WithoutASessionOnlyTheSessionItselfIsTold) {
  const auto told = json_of(visit("GET", "/api/v1/session"));
  EXPECT_FALSE(told.at("signed_in").as_bool());
  EXPECT_EQ(text_at(told, "environment"), "training");
  EXPECT_FALSE(told.at("set_up_needed").as_bool());
  for (const char* path : {"/api/v1/orders", "/api/v1/terminals", "/health", "/metrics", "/api/v1/accounts"})
    EXPECT_EQ(outcome(visit("GET", path)), "401 session.needed") << path;
  EXPECT_EQ(outcome(visit("POST", "/api/v1/orders", envelope_body())), "401 session.needed");
}

TEST_F(Console, WhoSignsInIsToldWhatTheyMayAndActsUnderTheirName) {
  const SignedInAs li = sign_in("li");
  const auto told = json_of(visit("GET", "/api/v1/session", {}, li.cookie));
  EXPECT_TRUE(told.at("signed_in").as_bool());
  EXPECT_EQ(text_at(told.at("account").as_object(), "name"), "li");
  const auto& permissions = told.at("permissions").as_array();
  EXPECT_NE(std::find(permissions.begin(), permissions.end(), boost::json::value("class.actual")), permissions.end());
  EXPECT_EQ(std::find(permissions.begin(), permissions.end(), boost::json::value("accounts.manage")),
            permissions.end());
  visit("POST", "/api/v1/orders", envelope_body(), li.all());
  ASSERT_EQ(backend_.submissions.size(), 1U);
  EXPECT_EQ(backend_.submissions.back().actor, "account:li");
}

TEST_F(Console, TheMapsTilesAndTheCountysClockAreToldToWhoIsSignedIn) {
  const SignedInAs li = sign_in("li");
  EXPECT_TRUE(json_of(visit("GET", "/api/v1/session", {}, li.cookie)).at("tiles").is_null());
  gate_.show_tiles({"https://tiles.example/{z}/{x}/{y}.png", "© somebody"});
  const auto told = json_of(visit("GET", "/api/v1/session", {}, li.cookie));
  EXPECT_EQ(text_at(told.at("tiles").as_object(), "address"), "https://tiles.example/{z}/{x}/{y}.png");
  EXPECT_EQ(text_at(told.at("tiles").as_object(), "attribution"), "© somebody");
  EXPECT_EQ(told.at("utc_offset_minutes").as_int64(), 480);
  EXPECT_TRUE(json_of(visit("GET", "/api/v1/session")).at("tiles").is_null());
}

TEST_F(Console, WhatARoleMayNotIsRefusedWithItsName) {
  const Response refused = visit("GET", "/api/v1/accounts", {}, sign_in("li").cookie);
  EXPECT_EQ(outcome(refused), "403 permission.refused");
  EXPECT_EQ(text_at(json_of(refused), "permission"), "accounts.read");
  const SignedInAs wang = sign_in("wang");
  EXPECT_EQ(outcome(visit("POST", "/api/v1/orders", envelope_body(), wang.all())), "403 permission.refused");
  EXPECT_EQ(outcome(visit("POST", "/api/v1/console/set-up-link", {}, wang.all())), "403 permission.refused");
  EXPECT_TRUE(backend_.submissions.empty());
}

TEST_F(Console, OfTheLibraryATownshipChangesItsOwnAlone) {
  const std::string path = "/api/v1/clips/" + to_string(sign::digest_of(as_bytes("clip")));
  const SignedInAs zhao = sign_in("zhao");
  EXPECT_EQ(outcome(visit("PUT", path, R"({"name":"a"})", zhao.all())), "403 clip.foreign");
  backend_.clip_note.author = "account:zhao";
  EXPECT_EQ(visit("PUT", path, R"({"name":"a"})", zhao.all()).result_int(), 200U);
  EXPECT_EQ(visit("PUT", path, R"({"name":"a"})", sign_in("li").all()).result_int(), 200U);
}

TEST_F(Console, ChangesNeedTheTokenAndTheDoorsOwnOrigin) {
  const SignedInAs li = sign_in("li");
  const std::string origin = "Origin: https://console\r\n";
  for (const std::string& headers :
       {li.cookie, li.cookie + li.csrf, li.cookie + origin, li.cookie + li.csrf + "Origin: https://evil\r\n",
        li.cookie + li.csrf + "Origin: http://console\r\n", li.cookie + li.csrf + "Origin: null\r\n",
        li.cookie + "X-CSRF-Token: " + std::string(64, '0') + "\r\n" + origin})
    EXPECT_EQ(outcome(visit("POST", "/api/v1/orders", envelope_body(), headers)), "403 csrf.refused") << headers;
  EXPECT_TRUE(backend_.submissions.empty());
  EXPECT_EQ(outcome(visit("POST", "/api/v1/session", credentials("li", "x"), "Origin: https://evil\r\n")),
            "403 csrf.refused")
      << "nobody is signed in by another page";
}

TEST_F(Console, AWebSocketNeedsTheOriginToo) {
  const SignedInAs li = sign_in("li");
  const std::string upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
      "dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const std::string target = "/api/v1/live/1/audio?token=x&format=opus";
  EXPECT_EQ(outcome(visit("GET", target, {}, upgrade + li.cookie)), "403 csrf.refused");
  EXPECT_EQ(outcome(visit("GET", target, {}, upgrade + li.cookie + "Origin: https://evil\r\n")), "403 csrf.refused");
}

TEST_F(Console, TheCookieIsForThisHostAloneAndOutOfScriptsReach) {
  const std::string cookie(
      visit("POST", "/api/v1/session", credentials("li", SmallConsoleGate::password_of("li")))["Set-Cookie"]);
  EXPECT_TRUE(cookie.starts_with("__Host-tongluo=")) << cookie;
  for (const char* part : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(cookie.find("Domain"), std::string::npos);
}

TEST_F(Console, ASessionThatTheBrowserBroughtAlongIsNeverTakenOver) {
  const std::string planted = "Cookie: __Host-tongluo=" + std::string(64, 'a') + "\r\n";
  const Response opened =
      visit("POST", "/api/v1/session", credentials("li", SmallConsoleGate::password_of("li")), planted);
  EXPECT_EQ(opened.result_int(), 200U);
  EXPECT_EQ(std::string(opened["Set-Cookie"]).find(std::string(64, 'a')), std::string::npos);
  EXPECT_EQ(outcome(visit("GET", "/api/v1/orders", {}, planted)), "401 session.needed");
}

TEST_F(Console, TwoSessionCookiesOrDamagedOnesAreNone) {
  const SignedInAs li = sign_in("li");
  const std::string good = li.cookie.substr(8, li.cookie.size() - 10);
  EXPECT_EQ(session_secret(good)->size(), 32U);
  EXPECT_TRUE(session_secret("a=b; " + good + "; c"));
  EXPECT_FALSE(session_secret(good + "; " + good));
  EXPECT_FALSE(session_secret(good.substr(0, good.size() - 2)));
  EXPECT_FALSE(session_secret(good + "zz"));
  EXPECT_FALSE(session_secret("__Host-tongluo="));
  EXPECT_FALSE(session_secret(std::string(5'000, ';')));
  EXPECT_FALSE(session_secret(""));
}

TEST_F(Console, SignedOutMeansSignedOut) {
  const SignedInAs li = sign_in("li");
  const Response out = visit("DELETE", "/api/v1/session", {}, li.all());
  EXPECT_EQ(out.result_int(), 204U);
  EXPECT_NE(std::string(out["Set-Cookie"]).find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(outcome(visit("GET", "/api/v1/orders", {}, li.cookie)), "401 session.needed");
}

TEST_F(Console, WrongTriesLockAndSayForHowLong) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(outcome(visit("POST", "/api/v1/session", credentials("li", "wrong"))), "401 session.refused");
  const Response locked = visit("POST", "/api/v1/session", credentials("li", SmallConsoleGate::password_of("li")));
  EXPECT_EQ(outcome(locked), "429 session.locked");
  EXPECT_EQ(json_of(locked).at("retry_after_s"), 5);
  EXPECT_EQ(locked["Retry-After"], "5");
}

TEST_F(Console, AProgramsTokenWorksWithoutCookieAndOnlyForItsRoles) {
  const SignedInAs wang = sign_in("wang");
  const Response made =
      visit("POST", "/api/v1/tokens", R"({"name":"feed","roles":["auditor"],"areas":[],"valid_days":30})", wang.all());
  ASSERT_EQ(made.result_int(), 201U) << made.body();
  const std::string bearer = "Authorization: Bearer " + text_at(json_of(made), "token") + "\r\n";
  EXPECT_EQ(visit("GET", "/api/v1/orders", {}, bearer).result_int(), 200U);
  EXPECT_EQ(outcome(visit("POST", "/api/v1/orders", envelope_body(), bearer)), "403 permission.refused");
  EXPECT_EQ(outcome(visit("GET", "/api/v1/sessions", {}, bearer)), "403 permission.refused");
  EXPECT_EQ(outcome(visit("GET", "/api/v1/orders", {}, "Authorization: Bearer tlt_00\r\n")), "401 session.needed");
  EXPECT_EQ(outcome(visit("GET", "/api/v1/orders", {}, "Authorization: Basic bGk6bGk=\r\n")), "401 session.needed");
  const std::string id = text_at(json_of(made), "id");
  EXPECT_EQ(visit("DELETE", "/api/v1/tokens/" + id, {}, wang.all()).result_int(), 204U);
  EXPECT_EQ(outcome(visit("GET", "/api/v1/orders", {}, bearer)), "401 session.needed");
}

TEST_F(Console, AProgramsTokenIsLimitedToItsAreas) {
  const Response made =
      visit("POST", "/api/v1/tokens", R"({"name":"feed","roles":["auditor"],"areas":["500116102000"],"valid_days":30})",
            sign_in("wang").all());
  ASSERT_EQ(made.result_int(), 201U) << made.body();
  const std::string bearer = "Authorization: Bearer " + text_at(json_of(made), "token") + "\r\n";
  visit("GET", "/api/v1/orders", {}, bearer);
  EXPECT_EQ(backend_.asked_filter.areas, std::vector{*AreaCode::parse("500116102000")});
  const std::string order = "/api/v1/orders/" + to_string(SmallBackend::summary().digest);
  EXPECT_EQ(outcome(visit("GET", order, {}, bearer)), "404 order.not_found");
  EXPECT_EQ(outcome(visit("GET", order + "/export", {}, bearer)), "403 area.refused");
}

TEST_F(Console, EveryRouteNamesWhatAnAccountNeeds) {
  ApiPorts ports = this->ports();
  std::size_t local = 0;
  for (const Route& route : api_routes(ports)) {
    if (route.permission == accounts::Permission::local) ++local;
    const bool open = route.permission == accounts::Permission::open;
    EXPECT_EQ(open,
              route.pattern == "/api/v1/set-up" || (route.pattern == "/api/v1/session" && route.method != "DELETE"))
        << route.method << " " << route.pattern;
    const bool looks = route.permission == accounts::Permission::look;
    EXPECT_TRUE(!looks || route.method == "GET") << route.method << " " << route.pattern;
  }
  EXPECT_EQ(local, 1U) << "only the first administrator's link is for the machine alone";
}

TEST_F(Console, OneAccountsUploadsLeaveRoomForTheOthers) {
  backend_.hold = true;
  const SignedInAs li = sign_in("li"), zhao = sign_in("zhao");
  const auto upload = [](const SignedInAs& who) {
    return "POST /api/v1/audio HTTP/1.1\r\nHost: console\r\n" + who.all() +
           "Content-Type: audio/wav\r\nContent-Length: 4\r\n\r\nRIFF";
  };
  std::vector<TlsClient> clients;
  for (std::size_t i = 0; i < kMaxUploadsOfAccount; ++i) {
    clients.push_back(browser());
    clients.back().send(upload(li));
  }
  const auto held = [this](std::size_t count) {
    for (int turn = 0; turn < 100 && backend_.held.size() != count; ++turn) settle();
    return backend_.held.size();
  };
  ASSERT_EQ(held(kMaxUploadsOfAccount), kMaxUploadsOfAccount);
  EXPECT_EQ(outcome(browser().ask(upload(li))), "503 audio.busy");
  TlsClient another = browser();
  another.send(upload(zhao));
  EXPECT_EQ(held(kMaxUploadsOfAccount + 1), kMaxUploadsOfAccount + 1);
  for (const auto& answer : std::exchange(backend_.held, {})) answer();
  EXPECT_NE(another.receive().result_int(), 503U);
  another.send(upload(li));
  EXPECT_EQ(held(1), 1U) << "given back";
}

}  // namespace
}  // namespace tongluo::http

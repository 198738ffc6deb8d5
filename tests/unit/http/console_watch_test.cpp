// Under test: the WebSocket of events through the console's door, and the map's two resources.

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "controller/http/limits.hpp"
#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

namespace websocket = boost::beast::websocket;

class Watching : public ConsoleFixture {
 protected:
  using Socket = websocket::stream<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>>;

  static constexpr const char* kAudio = "/api/v1/live/77/audio?token=right&format=opus";

  // `after` as in the query.
  std::unique_ptr<Socket> watch(const SignedInAs& who, const std::string& query = {}) {
    return upgrade(who, "/api/v1/events" + query);
  }
  // An upgraded connection of whoever has this cookie.
  std::unique_ptr<Socket> upgrade(const SignedInAs& who, const std::string& target) {
    auto socket = try_upgrade(who, target);
    EXPECT_NE(socket, nullptr);
    return socket;
  }
  // Nothing: it was refused.
  std::unique_ptr<Socket> try_upgrade(const SignedInAs& who, const std::string& target) {
    const std::string cookie = who.cookie.substr(8, who.cookie.size() - 10);
    return upgrade(target, [cookie](websocket::request_type& request) {
      request.set(boost::beast::http::field::cookie, cookie);
      request.set(boost::beast::http::field::origin, "https://console");
    });
  }
  // Likewise.
  std::unique_ptr<Socket> upgrade(const std::string& target, std::function<void(websocket::request_type&)> decorate) {
    TlsClient client = browser();
    auto socket = std::make_unique<Socket>(std::move(client.stream()));
    socket->set_option(websocket::stream_base::decorator(std::move(decorate)));
    bool done = false;
    boost::system::error_code failed;
    socket->async_handshake("console", target, [&](boost::system::error_code error) {
      failed = error;
      done = true;
    });
    run_until(done);
    return failed ? nullptr : std::move(socket);
  }
  // Reports come five times a second; the end comes soon.
  bool ends_soon(Socket& socket) {
    std::string last;
    for (int report = 0; report < 10 && last != "closed"; ++report) last = next(socket);
    return last == "closed";
  }
  std::string next(Socket& socket) {
    boost::beast::flat_buffer buffer;
    bool done = false;
    boost::system::error_code failed;
    socket.async_read(buffer, [&](boost::system::error_code error, std::size_t) {
      failed = error;
      done = true;
    });
    run_until(done);
    return failed ? "closed" : boost::beast::buffers_to_string(buffer.data());
  }
  void run_until(const bool& done) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (!done && std::chrono::steady_clock::now() < give_up) {
      context_.restart();
      context_.run_one_for(std::chrono::milliseconds(50));
    }
    ASSERT_TRUE(done);
  }
  void publish(const std::string& json, const char* area) {
    std::vector<EventPart> parts;
    parts.push_back({json, {*AreaCode::parse(area)}});
    hub_.publish(wall_from_us(7), "order", "order", std::move(parts), false);
  }
};

TEST_F(Watching, WhoWatchesHearsOfTheirAreasAndMayComeBackWhereTheyWere) {
  const SignedInAs zhao = sign_in("zhao");
  auto socket = watch(zhao);
  EXPECT_EQ(next(*socket), R"({"kind":"hello","sequence":100})");
  publish("1", "500116102001");
  publish("2", "500116101001");
  const std::string heard = next(*socket);
  EXPECT_NE(heard.find("\"order\":2"), std::string::npos) << heard;
  socket.reset();
  publish("3", "500116101001");
  auto again = watch(zhao, "?after=102");
  EXPECT_EQ(next(*again), R"({"kind":"hello","sequence":102})") << "who is cut off now has not seen 103 yet";
  EXPECT_NE(next(*again).find("\"order\":3"), std::string::npos);
  auto lost = watch(zhao, "?after=7");
  EXPECT_NE(next(*lost).find("hello"), std::string::npos);
  EXPECT_NE(next(*lost).find("resync"), std::string::npos);
}

TEST_F(Watching, TheStreamEndsWithTheSession) {
  const SignedInAs li = sign_in("li");
  auto socket = watch(li);
  next(*socket);
  EXPECT_EQ(visit("DELETE", "/api/v1/session", {}, li.all()).result_int(), 204U);
  publish("1", "500116101001");
  EXPECT_EQ(next(*socket), "closed");
}

TEST_F(Watching, WhoIsSignedOutSpeaksToNobodyAnyMore) {
  const SignedInAs li = sign_in("li");
  auto socket = upgrade(li, kAudio);
  EXPECT_NE(next(*socket).find("speaking"), std::string::npos);
  EXPECT_EQ(visit("DELETE", "/api/v1/session", {}, li.all()).result_int(), 204U);
  EXPECT_TRUE(ends_soon(*socket));
  socket.reset();
  for (int turn = 0; turn < 100 && !live_.heard->gone; ++turn) context_.run_one_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(live_.heard->gone);
}

TEST_F(Watching, WhoMaySpeakNoMoreIsNotHeardAnyLonger) {
  auto socket = upgrade(sign_in("li"), kAudio);
  EXPECT_NE(next(*socket).find("speaking"), std::string::npos);
  gate_.add("li", {accounts::Role::auditor});
  EXPECT_TRUE(ends_soon(*socket));
}

TEST_F(Watching, WhoLosesAVillageOfTheSpeechIsHeardNoLongerAndDoesNotComeBack) {
  const AreaCode first = *AreaCode::parse("500116101000");
  live_.order = sign::digest_of(as_bytes("order"));
  backend_.further = {{*TerminalId::parse("TL-2"), "双福", AreaCode::parse("500116102001")}};
  const SignedInAs li = sign_in("li");
  auto socket = upgrade(li, kAudio);
  EXPECT_NE(next(*socket).find("speaking"), std::string::npos);
  gate_.add("li", {accounts::Role::dispatcher}, accounts::AreaScope({first, *AreaCode::parse("500116102000")}));
  for (int report = 0; report < 3; ++report) EXPECT_NE(next(*socket).find("speaking"), std::string::npos);
  gate_.add("li", {accounts::Role::dispatcher}, accounts::AreaScope({first}));
  EXPECT_TRUE(ends_soon(*socket));
  EXPECT_EQ(try_upgrade(li, kAudio), nullptr);
  const auto source = visit("POST", "/api/v1/live/77/source", R"({"token":"right","kind":"rtp"})", li.all());
  EXPECT_EQ(source.result_int(), 403U) << source.body();
  EXPECT_FALSE(live_.fed) << "nor by another way";
}

TEST_F(Watching, WhoHasTheWholeCountySpeaksToATerminalWithoutAPlaceToo) {
  live_.order = sign::digest_of(as_bytes("order"));
  backend_.further = {{*TerminalId::parse("TL-3"), "无处", std::nullopt}};
  EXPECT_NE(try_upgrade(sign_in("li"), kAudio), nullptr);
  gate_.add("li", {accounts::Role::dispatcher}, accounts::AreaScope({*AreaCode::parse("500116101000")}));
  EXPECT_EQ(try_upgrade(sign_in("li"), kAudio), nullptr);
}

TEST_F(Watching, WhoLosesTheRightToWatchOrIsDisabledHearsNothingMore) {
  auto without_role = watch(sign_in("li")), disabled = watch(sign_in("zhao"));
  next(*without_role), next(*disabled);
  gate_.add("li", {});
  gate_.disable("zhao");
  publish("1", "500116101001");
  EXPECT_EQ(next(*without_role), "closed");
  EXPECT_EQ(next(*disabled), "closed");
}

TEST_F(Watching, AChangeOfTheAccountEndsTheStreamBeforeAnythingHappens) {
  auto socket = watch(sign_in("li"));
  next(*socket);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(
      visit("POST", "/api/v1/account-changes", R"({"kind":"disable","name":"li"})", sign_in("wang").all()).result_int(),
      201U);
  EXPECT_EQ(next(*socket), "closed");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, kSessionLook / 2);
}

TEST_F(Watching, AChangedAreaNarrowsTheStreamAtOnce) {
  auto socket = watch(sign_in("zhao"));
  next(*socket);
  publish("1", "500116101001");
  EXPECT_NE(next(*socket).find("\"order\":1"), std::string::npos);
  gate_.add("zhao", {accounts::Role::township}, accounts::AreaScope({*AreaCode::parse("500116102000")}));
  publish("2", "500116101001");
  publish("3", "500116102001");
  const std::string heard = next(*socket);
  EXPECT_NE(heard.find("\"order\":3"), std::string::npos) << heard;
}

TEST_F(Watching, AProgramHearsNothingMoreWhenItsTokenHasRunOutOrIsTakenAway) {
  std::vector<std::unique_ptr<Socket>> sockets;
  for (const int hours : {1, 2}) {
    const Bytes secret(accounts::kSecretBytes, static_cast<std::byte>(hours));
    accounts::Token token;
    token.digest = accounts::digest_of_secret(secret);
    token.roles = {accounts::Role::auditor};
    token.until = gate_.now() + std::chrono::hours(hours);
    gate_.book().apply(gate_.now(), token);
    const std::string bearer = "Bearer tlt_" + to_hex(secret);
    sockets.push_back(upgrade("/api/v1/events", [bearer](websocket::request_type& request) {
      request.set(boost::beast::http::field::authorization, bearer);
    }));
    ASSERT_NE(sockets.back(), nullptr);
    next(*sockets.back());
  }
  gate_.pass(std::chrono::hours(1));
  publish("1", "500116101001");
  EXPECT_EQ(next(*sockets[0]), "closed") << "its end has come";
  EXPECT_NE(next(*sockets[1]).find("\"order\":1"), std::string::npos);
  while (!gate_.book().tokens().empty())
    gate_.book().apply(gate_.now(),
                       accounts::Removed{accounts::kTokenKind, to_string(gate_.book().tokens().begin()->first)});
  publish("2", "500116101001");
  EXPECT_EQ(next(*sockets[1]), "closed");
}

TEST_F(Watching, OneAccountLeavesRoomForTheOthers) {
  const SignedInAs li = sign_in("li");
  std::vector<std::unique_ptr<Socket>> sockets;
  for (std::size_t i = 0; i < kMaxSocketsOfAccount; ++i) sockets.push_back(watch(li));
  const std::string upgraded =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_EQ(outcome(visit("GET", "/api/v1/events", {}, upgraded + li.all())), "429 request.too_many");
  EXPECT_NE(watch(sign_in("wang")), nullptr);
  sockets.pop_back();
  for (int turn = 0; turn < 10; ++turn) settle();
  EXPECT_NE(watch(li), nullptr);
}

TEST_F(Watching, WithoutASessionOrAsAnOrdinaryRequestNothingIsTold) {
  EXPECT_EQ(outcome(visit("GET", "/api/v1/events")), "401 session.needed");
  EXPECT_EQ(outcome(visit("GET", "/api/v1/events", {}, sign_in("li").cookie)), "426 events.upgrade_needed");
}

TEST_F(Watching, TheTreeOfAreasIsLimitedToTheAccountsOwn) {
  const auto whole = json_of(visit("GET", "/api/v1/areas", {}, sign_in("li").cookie)).at("areas").as_array();
  ASSERT_EQ(whole.size(), 5U) << boost::json::serialize(whole);
  EXPECT_EQ(whole[0].at("terminals"), 3);
  EXPECT_EQ(whole[0].at("parent"), nullptr);
  const auto own = json_of(visit("GET", "/api/v1/areas", {}, sign_in("zhao").cookie)).at("areas").as_array();
  EXPECT_EQ(own.size(), 3U) << "the township, its village, the county round it";
}

}  // namespace
}  // namespace tongluo::http

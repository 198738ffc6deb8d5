// Under test: the WebSocket of events through the console's door, and the map's two resources.

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

namespace websocket = boost::beast::websocket;

class Watching : public ConsoleFixture {
 protected:
  using Socket = websocket::stream<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>>;

  // `after` as in the query.
  std::unique_ptr<Socket> watch(const SignedInAs& who, const std::string& query = {}) {
    return upgrade(who, "/api/v1/events" + query);
  }
  // An upgraded connection of whoever has this cookie.
  std::unique_ptr<Socket> upgrade(const SignedInAs& who, const std::string& target) {
    TlsClient client = browser();
    auto socket = std::make_unique<Socket>(std::move(client.stream()));
    const std::string cookie = who.cookie.substr(8, who.cookie.size() - 10);
    socket->set_option(websocket::stream_base::decorator([cookie](websocket::request_type& request) {
      request.set(boost::beast::http::field::cookie, cookie);
      request.set(boost::beast::http::field::origin, "https://console");
    }));
    bool done = false;
    socket->async_handshake("console", target, [&](boost::system::error_code error) {
      EXPECT_FALSE(error) << error.message();
      done = true;
    });
    run_until(done);
    return socket;
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
  auto socket = upgrade(li, "/api/v1/live/77/audio?token=right&format=opus");
  EXPECT_NE(next(*socket).find("speaking"), std::string::npos);
  EXPECT_EQ(visit("DELETE", "/api/v1/session", {}, li.all()).result_int(), 204U);
  std::string last;
  for (int report = 0; report < 10 && last != "closed"; ++report) last = next(*socket);
  EXPECT_EQ(last, "closed");
  socket.reset();
  for (int turn = 0; turn < 100 && !live_.heard->gone; ++turn) context_.run_one_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(live_.heard->gone);
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

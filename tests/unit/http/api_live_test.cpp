// Live speech through the API: who may feed a stream, what is refused by name, and a browser's WebSocket.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <thread>

#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

namespace websocket = boost::beast::websocket;
using boost::asio::local::stream_protocol;

class ApiLive : public ApiFixture {
 protected:
  Response source(const std::string& body) { return ask("POST", "/api/v1/live/77/source", body); }
};

TEST_F(ApiLive, StreamsAreListedAndFoundByTheirNumber) {
  const auto list = ask("GET", "/api/v1/live");
  EXPECT_EQ(list.result_int(), 200U);
  EXPECT_EQ(json_of(list).at("streams").as_array().size(), 1U);
  EXPECT_EQ(text_at(json_of(ask("GET", "/api/v1/live/77")), "holder"), "Li Wei");
  for (const char* wrong : {"78", "0", "x", "77x", "99999999999"})
    EXPECT_EQ(outcome(ask("GET", std::string("/api/v1/live/") + wrong)), "404 live.not_found") << wrong;
}

TEST_F(ApiLive, TheTokenComesWithTheFirstSubmitAndOnlyThen) {
  live_.tickets = 1;
  const auto first = ask("POST", "/api/v1/orders", envelope_body());
  EXPECT_EQ(text_at(json_of(first).at("live").as_object(), "token"), "right") << first.body();
  EXPECT_FALSE(json_of(ask("POST", "/api/v1/orders", envelope_body())).contains("live"));
}

TEST_F(ApiLive, ASourceIsRtpAFileOrAMicrophone) {
  EXPECT_EQ(source(R"({"token":"right","kind":"rtp","encoding":"l16","rate":44100,"channels":2})").result_int(), 200U);
  const auto& rtp = std::get<RtpFeed>(*live_.fed);
  EXPECT_EQ(rtp.encoding + std::to_string(rtp.rate) + std::to_string(rtp.channels), "l16441002");
  EXPECT_EQ(source(R"({"token":"right","kind":"alsa","device":"plughw:1"})").result_int(), 200U);
  EXPECT_EQ(std::get<MicrophoneFeed>(*live_.fed).device, "plughw:1");
  EXPECT_EQ(source(R"({"token":"right","kind":"file","clip":")" + std::string(64, 'a') + "\"}").result_int(), 200U);
  EXPECT_TRUE(std::holds_alternative<FileFeed>(*live_.fed));
}

TEST_F(ApiLive, WhatIsWrongIsNamed) {
  const struct {
    const char* body;
    const char* outcome;
    const char* field;
  } table[] = {
      {R"({"kind":"rtp"})", "422 field.missing", "token"},
      {R"({"token":"right"})", "422 field.missing", "kind"},
      {R"({"token":"right","kind":"radio"})", "422 field.out_of_range", "kind"},
      {R"({"token":"right","kind":"file"})", "422 field.missing", "clip"},
      {R"({"token":"right","kind":"rtp","encoding":"mp3"})", "422 field.out_of_range", "encoding"},
      {R"({"token":"right","kind":"rtp","port":70000})", "422 field.out_of_range", "port"},
      {R"({"token":"wrong","kind":"rtp"})", "403 live.wrong_token", "token"},
  };
  for (const auto& row : table) {
    const auto response = source(row.body);
    EXPECT_EQ(outcome(response), row.outcome) << row.body;
    EXPECT_EQ(field(response), row.field) << row.body;
  }
  EXPECT_EQ(outcome(ask("POST", "/api/v1/live/78/source", R"({"token":"right","kind":"rtp"})")), "404 live.not_found");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/live/77/stop", R"({"token":"wrong"})")), "403 live.wrong_token");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/live/77/monitor.sdp")), "400 query.out_of_range");
  EXPECT_EQ(ask("GET", "/api/v1/live/77/monitor.sdp?to=127.0.0.1:5004").body(), "v=0 127.0.0.1:5004");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/live/77/audio?token=right")), "426 live.upgrade_needed");
}

TEST_F(ApiLive, WithoutADeskEverythingSaysSo) {
  with_desks_ = false;
  EXPECT_EQ(outcome(ask("GET", "/api/v1/live")), "503 live.unavailable");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/live/77/monitor.sdp?to=x")), "503 live.unavailable");
}

// A browser on a thread of its own; the server runs on the test's.
class Browser : public ApiLive {
 protected:
  using Socket = websocket::stream<stream_protocol::socket>;

  template <class Script>
  void speak(const std::string& query, Script script) {
    if (!server_) start();
    const std::string path = (folder_ / "api.sock").string();
    std::jthread browser([&] {
      boost::asio::io_context own;
      Socket socket(own);
      socket.next_layer().connect(stream_protocol::endpoint(path));
      websocket::response_type response;
      boost::system::error_code error;
      socket.handshake(response, "api", "/api/v1/live/77/audio?" + query, error);
      script(socket, response);
      done_ = true;
      boost::asio::post(context_, [this] { context_.stop(); });
    });
    context_.restart();
    while (!done_) context_.run_for(milliseconds(10)), context_.restart();
  }
  static boost::json::object next_report(Socket& socket, boost::system::error_code& error) {
    boost::beast::flat_buffer buffer;
    socket.read(buffer, error);
    if (error) return {};
    const std::string text = boost::beast::buffers_to_string(buffer.data());
    EXPECT_EQ(complaints({"GET", "/api/v1/live/77/audio", 101, "application/json", text}), "") << text;
    return boost::json::parse(text).as_object();
  }
  std::atomic<bool> done_ = false;
};

TEST_F(Browser, SpeaksInBinaryHearsItsLevelAndStops) {
  std::vector<std::string> states;
  websocket::close_reason reason;
  speak("token=right&format=s16le&rate=16000", [&](Socket& socket, const auto& response) {
    ASSERT_EQ(response.result_int(), 101U);
    boost::system::error_code error;
    socket.binary(true);
    socket.write(boost::asio::buffer("abcd", 4), error);
    socket.text(true);
    socket.write(boost::asio::buffer(R"({"stop":true})", 13), error);
    while (!error) {
      const auto report = next_report(socket, error);
      if (error) break;
      states.emplace_back(report.at("state").as_string());
      EXPECT_EQ(report.at("peak_dbfs").as_double(), -6.0);
    }
    reason = socket.reason();
  });
  ASSERT_EQ(live_.heard->chunks.size(), 1U);
  EXPECT_EQ(as_text(live_.heard->chunks.front()), "abcd");
  EXPECT_EQ(live_.spoken_rate, 16'000U);
  EXPECT_TRUE(live_.heard->stopped);
  EXPECT_EQ(states.back(), "ended");
  EXPECT_EQ(reason.code, websocket::close_code::normal);
}

TEST_F(Browser, WithTheWrongTokenGetsAProblemAndNoSocket) {
  unsigned status = 0;
  speak("token=wrong", [&](Socket&, const auto& response) { status = response.result_int(); });
  EXPECT_EQ(status, 403U);
}

TEST_F(Browser, IsToldWhenAnotherSourceSpeaks) {
  live_.heard->replaced = true;
  websocket::close_reason reason;
  speak("token=right", [&](Socket& socket, const auto&) {
    boost::system::error_code error;
    while (!error) next_report(socket, error);
    reason = socket.reason();
  });
  EXPECT_EQ(reason.code, websocket::close_code::policy_error);
}

TEST_F(Browser, ThatSendsTooLargeAMessageIsClosedAndItsSpeakerGone) {
  speak("token=right", [&](Socket& socket, const auto&) {
    boost::system::error_code error;
    const std::string large(kMaxLiveChunkBytes + 1, 'x');
    socket.binary(true);
    socket.write(boost::asio::buffer(large), error);
    while (!error) next_report(socket, error);
  });
  settle();
  EXPECT_TRUE(live_.heard->chunks.empty());
  EXPECT_TRUE(live_.heard->gone);
}

TEST_F(Browser, WhoseChunksAreNotTakenIsHeldBackAndThenLosesOne) {
  live_.heard->full = true;
  settings_.read_write = seconds(5);  // as in truth, longer than it is held back
  speak("token=right", [&](Socket& socket, const auto&) {
    boost::system::error_code error;
    socket.binary(true);
    socket.write(boost::asio::buffer("abcd", 4), error);
    socket.text(true);
    socket.write(boost::asio::buffer(R"({"stop":true})", 13), error);
    while (!error) next_report(socket, error);
  });
  EXPECT_TRUE(live_.heard->chunks.empty());
  EXPECT_TRUE(live_.heard->stopped) << "the messages after it are read";
}

}  // namespace
}  // namespace tongluo::http

// Under test: the HTTP server on a real Unix socket. The peer is a client that sends whatever bytes the case says; the
// backend is SmallBackend. Every case must leave the server able to answer the next client.

#include <fstream>
#include <sys/stat.h>

#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

using transport::listen_unix;

class HttpBadInput : public ApiFixture {
 protected:
  void expect_alive() { EXPECT_EQ(ask("GET", "/health").result_int(), 200U); }
  // The code of the problem that answers these raw bytes.
  std::string code_for(std::string bytes) {
    UnixClient client = connect();
    const Response response = client.ask(std::move(bytes));
    EXPECT_TRUE(client.closed_by_server());
    EXPECT_EQ(response[boost::beast::http::field::content_type], "application/problem+json");
    return std::to_string(response.result_int()) + " " + text_at(json_of(response), "code");
  }
};

TEST_F(HttpBadInput, BytesThatAreNotHttpAreAnsweredOnceAndClosed) {
  start();
  for (const char* garbage :
       {"\x16\x03\x01\x02garbage\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nNo colon here\r\n\r\n", "POST /api/v1/orders HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        "POST /api/v1/orders HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"})
    EXPECT_EQ(code_for(garbage), "400 http.malformed") << garbage;
  EXPECT_EQ(server_->counters().broken_requests, 6U);
  expect_alive();
}

TEST_F(HttpBadInput, LimitsAreCheckedBeforeTheBytesAreTaken) {
  start();
  EXPECT_EQ(code_for("GET /health HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), "431 header.too_large");
  EXPECT_EQ(code_for("POST /api/v1/orders HTTP/1.1\r\nContent-Length: 262145\r\n\r\n"), "413 body.too_large");
  EXPECT_EQ(code_for("POST /api/v1/audio HTTP/1.1\r\nContent-Length: 67108865\r\n\r\n"), "413 body.too_large");
  EXPECT_EQ(code_for("POST /api/v1/orders HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\n"),
            "413 body.too_large");
  EXPECT_EQ(code_for("POST /api/v1/orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n50000\r\n" +
                     std::string(0x50000, 'x') + "\r\n0\r\n\r\n"),
            "413 body.too_large");
  expect_alive();
}

TEST_F(HttpBadInput, LineEndsOfARequestMakeNoHeaderFieldOfAnAnswer) {
  start();
  const std::string evil = "%0d%0aX-Evil:%201";
  for (const std::string& target :
       {"/api/v1/terminals/TL-1" + evil + "/photos", "/api/v1/terminals/TL-1" + evil + "/diagnosis",
        "/api/v1/groups/a" + evil, "/api/v1/orders/resolve/" + evil, "/api/v1/orders?limit=1" + evil,
        "/api/v1/orders?" + evil + "=1", "/" + evil})
    for (const char* method : {"GET", "PUT", "DELETE"}) {
      const Response response = ask(method, target, R"({"areas":["500116101000"]})");
      EXPECT_EQ(response.count("X-Evil"), 0U) << method << " " << target;
      EXPECT_EQ(response.body().find("\r\nX-Evil"), std::string::npos) << method << " " << target;
    }
  const Response named = ask("PUT", "/api/v1/holidays", R"({"name":"a\r\nX-Evil: 1","dates":[]})");
  EXPECT_EQ(named.result_int(), 422U);
  EXPECT_EQ(named.count("X-Evil"), 0U);
  expect_alive();
}

TEST_F(HttpBadInput, OnlyTheAudioPathTakesALargeBody) {
  start();
  backend_.clip_answer = fail(ErrorKind::bad_input, "no audio");
  UnixClient client = connect();
  const Response response = client.ask(request_text("POST", "/api/v1/audio", std::string(1'000'000, 'a'), "audio/wav"));
  EXPECT_EQ(response.result_int(), 422U);
  EXPECT_EQ(text_at(json_of(response), "code"), "audio.bad_input");
  EXPECT_EQ(text_at(json_of(response), "detail"), "no audio");
  EXPECT_EQ(backend_.audio_bytes, 1'000'000U);
}

TEST_F(HttpBadInput, ARequestCutOffAnywhereEndsThatConnectionOnly) {
  start();
  const std::string whole = request_text("POST", "/api/v1/speech", R"({"text":"水位上涨"})");
  for (std::size_t length = 1; length < whole.size(); length += 7) {
    UnixClient client = connect();
    client.send(whole.substr(0, length));
    settle();
    client.stream().shutdown(boost::asio::socket_base::shutdown_send);
    EXPECT_TRUE(client.closed_by_server()) << length;
  }
  EXPECT_TRUE(backend_.spoken.empty());
  settle();
  EXPECT_EQ(server_->counters().open, 0U);
  expect_alive();
}

TEST_F(HttpBadInput, ASlowClientIsClosedAtTheDeadline) {
  start();
  UnixClient header = connect();
  header.send("GET /health HT");
  EXPECT_TRUE(header.closed_by_server());
  UnixClient body = connect();
  body.send("POST /api/v1/speech HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");
  EXPECT_TRUE(body.closed_by_server());
  UnixClient idle = connect();
  EXPECT_TRUE(idle.closed_by_server());
  EXPECT_EQ(server_->counters().deadlines, 3U);
  expect_alive();
}

TEST_F(HttpBadInput, AnAnswerThatNeverComesIsADeadlineToo) {
  start();
  backend_.hold = true;
  UnixClient client = connect();
  const Response response = client.ask(request_text("POST", "/api/v1/audio", "RIFF", "audio/wav"));
  EXPECT_EQ(response.result_int(), 504U);
  EXPECT_EQ(text_at(json_of(response), "code"), "deadline");
  backend_.held.front()();  // the late answer finds nobody
  expect_alive();
}

TEST_F(HttpBadInput, AnExceptionEndsOneConnection) {
  start();
  backend_.throws = true;
  EXPECT_EQ(code_for(request_text("GET", "/api/v1/orders")), "500 internal");
  EXPECT_EQ(server_->counters().exceptions, 1U);
  expect_alive();
}

TEST_F(HttpBadInput, AFullServerAnswers503AndRecovers) {
  settings_.max_connections = 2;
  settings_.clip = seconds(10);
  start();
  backend_.hold = true;
  UnixClient first = connect(), second = connect();
  for (UnixClient* client : {&first, &second}) client->send(request_text("POST", "/api/v1/audio", "RIFF"));
  for (int turn = 0; turn < 100 && backend_.held.size() < 2; ++turn) settle();
  EXPECT_EQ(code_for(request_text("GET", "/health")), "503 connections.full");
  EXPECT_EQ(server_->counters().refused_full, 1U);
  EXPECT_EQ(server_->counters().made_room, 0U) << "both are at work";
  for (const auto& answer : std::exchange(backend_.held, {})) answer();
  EXPECT_NE(first.receive().result_int(), 0U);
  first.stream().close();
  settle();
  expect_alive();
}

TEST_F(HttpBadInput, SilentConnectionsMakeRoomTheLongestOfThemFirst) {
  settings_.max_connections = 3;
  settings_.read_write = seconds(10);
  start();
  UnixClient asked = connect();
  EXPECT_EQ(asked.ask(request_text("GET", "/health")).result_int(), 200U);
  UnixClient silent = connect(), half = connect();
  settle();
  half.send("POST /api/v1/orders HTTP/1.1\r\nContent-");
  settle();
  EXPECT_EQ(ask("GET", "/health").result_int(), 200U);
  EXPECT_TRUE(silent.closed_by_server());
  settle();
  UnixClient fourth = connect();
  EXPECT_EQ(fourth.ask(request_text("GET", "/health")).result_int(), 200U);
  UnixClient fifth = connect();
  EXPECT_EQ(fifth.ask(request_text("GET", "/health")).result_int(), 200U);
  EXPECT_TRUE(half.closed_by_server());
  EXPECT_EQ(asked.ask(request_text("GET", "/health")).result_int(), 200U) << "who has asked goes last";
  EXPECT_EQ(server_->counters().made_room, 2U);
  EXPECT_EQ(server_->counters().refused_full, 0U);
}

TEST_F(HttpBadInput, AtMostFourRecordingsAreHeldAtOnce) {
  start();
  backend_.hold = true;
  std::vector<UnixClient> clients;
  for (std::size_t i = 0; i < kMaxAudioUploads; ++i) {
    clients.push_back(connect());
    clients.back().send(request_text("POST", "/api/v1/audio", "RIFF"));
  }
  settle();
  EXPECT_EQ(code_for(request_text("POST", "/api/v1/audio", "RIFF")), "503 audio.busy");
}

TEST_F(HttpBadInput, KeepAliveAnswersSeveralRequestsInOrder) {
  start();
  UnixClient client = connect();
  client.send(request_text("GET", "/health") + request_text("GET", "/metrics") + request_text("GET", "/nothing"));
  EXPECT_EQ(client.receive().result_int(), 200U);
  EXPECT_EQ(client.receive().body(), "# nothing\n");
  EXPECT_EQ(client.receive().result_int(), 404U);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpBadInput, ExpectContinueIsAnsweredBeforeTheBody) {
  start();
  UnixClient client = connect();
  client.send("POST /api/v1/audio HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().result_int(), 100U);
  EXPECT_EQ(client.ask("RIFF").result_int(), 201U);
}

TEST_F(HttpBadInput, ShuttingDownLetsTheRunningAnswerOut) {
  start();
  backend_.hold = true;
  UnixClient client = connect();
  client.send(request_text("POST", "/api/v1/audio", "RIFF"));
  UnixClient idle = connect();
  settle();
  server_->shut_down();
  EXPECT_TRUE(idle.closed_by_server());
  backend_.held.front()();
  EXPECT_EQ(client.receive().result_int(), 422U);
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "api.sock"));
}

TEST_F(HttpBadInput, TheSocketIsForTheGroupAndAStaleFileIsReplaced) {
  start();
  struct stat info {};
  ASSERT_EQ(::stat((folder_ / "api.sock").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0660U);
  const auto second = listen_unix(context_, folder_ / "api.sock");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  {
    boost::asio::local::stream_protocol::acceptor dead(context_, (folder_ / "dead.sock").string());
  }  // closed without removing its file, as after kill -9
  EXPECT_TRUE(listen_unix(context_, folder_ / "dead.sock"));
}

TEST_F(HttpBadInput, AFileInTheSocketsPlaceIsLeftAlone) {
  std::ofstream(folder_ / "file.sock") << "precious";
  const auto refused = listen_unix(context_, folder_ / "file.sock");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "file.sock"), 8U);
  EXPECT_FALSE(listen_unix(context_, folder_ / std::string(200, 'x')));
}

}  // namespace
}  // namespace tongluo::http

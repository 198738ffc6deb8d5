// Under test: fetch() against a real HTTP server on loopback that speaks from a script.

#include "controller/notify/fetch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/os/clock.hpp"
#include "tests/unit/notify/socket_server.hpp"

namespace tongluo::notify {
namespace {

using namespace testing;
using ::testing::HasSubstr;

ErrorKind error_of(const Result<Fetched>& fetched) {
  EXPECT_FALSE(fetched);
  return fetched ? ErrorKind::conflict : fetched.error().kind;
}

TEST(Fetch, ADocumentComesWithItsTypeAndTag) {
  HttpScript script;
  script.on("/feed", http_answer("200 OK", "Content-Type: application/atom+xml\r\nETag: \"v1\"\r\n", "<feed/>"));
  SocketServer server(std::ref(script));
  const auto fetched = fetch("http://" + server.address() + "/feed");
  ASSERT_TRUE(fetched) << fetched.error().detail;
  EXPECT_EQ(as_text(fetched->body), "<feed/>");
  EXPECT_EQ(fetched->content_type, "application/atom+xml");
  EXPECT_EQ(fetched->etag, "\"v1\"");
  EXPECT_FALSE(fetched->not_modified);
}

TEST(Fetch, AKnownTagSavesTheDocument) {
  HttpScript script;
  script.on("/feed", http_answer("304 Not Modified", "", ""));
  {
    SocketServer server(std::ref(script));
    const auto fetched = fetch("http://" + server.address() + "/feed", {}, "\"v1\"");
    ASSERT_TRUE(fetched) << fetched.error().detail;
    EXPECT_TRUE(fetched->not_modified);
  }
  EXPECT_THAT(script.requests()[0].head, HasSubstr("If-None-Match: \"v1\""));
}

TEST(Fetch, ATooLongDocumentIsCutOff) {
  HttpScript script;
  script.on("/long", http_answer("200 OK", "", std::string(2'000, 'x')));
  SocketServer server(std::ref(script));
  EXPECT_EQ(error_of(fetch("http://" + server.address() + "/long", {1'999, milliseconds(5'000), 3})), ErrorKind::limit);
  EXPECT_TRUE(fetch("http://" + server.address() + "/long", {2'000, milliseconds(5'000), 3}));
}

TEST(Fetch, AnEndlessDocumentIsCutOff) {
  SocketServer server([](Connection& connection) {
    connection.read_until("\r\n\r\n");
    connection.write("HTTP/1.1 200 OK\r\n\r\n");
    for (int i = 0; i < 1'000; ++i) connection.write(std::string(1'000, 'x'));
  });
  EXPECT_EQ(error_of(fetch("http://" + server.address() + "/", {10'000, milliseconds(5'000), 3})), ErrorKind::limit);
}

TEST(Fetch, ASlowServerIsATimeout) {
  SocketServer server([](Connection& connection) { connection.wait_for_close(); });
  EXPECT_EQ(error_of(fetch("http://" + server.address() + "/", {1'000, milliseconds(200), 3})), ErrorKind::timeout);
}

TEST(Fetch, RedirectsStayOnTheSameHostAndAreFew) {
  HttpScript script;
  SocketServer server(std::ref(script));
  script.on("/a", http_answer("302 Found", "Location: /b\r\n", ""));
  script.on("/b", http_answer("301 Moved", "Location: http://" + server.address() + "/c\r\n", ""));
  script.on("/c", http_answer("200 OK", "", "here"));
  script.on("/round", http_answer("302 Found", "Location: /round\r\n", ""));
  const std::string root = "http://" + server.address();
  const auto fetched = fetch(root + "/a");
  ASSERT_TRUE(fetched) << fetched.error().detail;
  EXPECT_EQ(as_text(fetched->body), "here");
  EXPECT_EQ(error_of(fetch(root + "/round")), ErrorKind::refused);
  EXPECT_EQ(script.requests().size(), 3U + 4U);
}

TEST(Fetch, ARedirectToAnotherHostPortOrSchemeIsRefused) {
  HttpScript other_script, script;
  other_script.on("/secret", http_answer("200 OK", "", "internal"));
  SocketServer other(std::ref(other_script));
  SocketServer server(std::ref(script));
  script.on("/port", http_answer("302 Found", "Location: http://" + other.address() + "/secret\r\n", ""));
  script.on("/host", http_answer("302 Found", "Location: http://localhost/\r\n", ""));
  script.on("/file", http_answer("302 Found", "Location: file:///etc/passwd\r\n", ""));
  script.on("/login", http_answer("302 Found", "Location: http://a:b@" + server.address() + "/\r\n", ""));
  for (const char* path : {"/port", "/host", "/file", "/login"})
    EXPECT_EQ(error_of(fetch("http://" + server.address() + path)), ErrorKind::refused) << path;
  EXPECT_TRUE(other_script.requests().empty());
}

TEST(Fetch, OnlyPlainHttpAddressesAreFetched) {
  for (const char* url :
       {"", "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "smtp://127.0.0.1/",
        "http://user:password@127.0.0.1/", "http://", "http://127.0.0.1/a b", "127.0.0.1", "http://127.0.0.1/\r\nX: y"})
    EXPECT_EQ(error_of(fetch(url)), ErrorKind::bad_input) << url;
  EXPECT_EQ(error_of(fetch("http://127.0.0.1/" + std::string(3'000, 'x'))), ErrorKind::bad_input);
}

TEST(Fetch, AnyOtherStatusIsRefused) {
  HttpScript script;
  SocketServer server(std::ref(script));
  EXPECT_EQ(error_of(fetch("http://" + server.address() + "/nothing")), ErrorKind::refused);
}

}  // namespace
}  // namespace tongluo::notify

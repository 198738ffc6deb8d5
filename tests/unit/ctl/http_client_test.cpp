// The client against real sockets: who does not answer is named, and never waited for longer than the deadline.

#include "tools/ctl/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/ctl/temporary_folder.hpp"
#include "tools/ctl/api.hpp"

namespace tongluo::ctl {
namespace {

namespace local = boost::asio::local;

HttpClient client_of(const std::filesystem::path& socket) {
  return HttpClient(parse_api_address("unix:" + socket.string()).value());
}

TEST(HttpClient, NobodyThereIsUnreachable) {
  const TemporaryFolder folder;
  const Try<HttpResponse> response =
      client_of(folder.path() / "none.sock").send({"GET", "/health", "", ""}, seconds(5));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ExitCode::unreachable);
  EXPECT_THAT(response.error().message, testing::HasSubstr("none.sock"));
}

TEST(HttpClient, ASilentControllerIsUnreachableAfterTheDeadline) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "silent.sock";
  boost::asio::io_context context;
  const local::stream_protocol::acceptor acceptor(context, local::stream_protocol::endpoint(path.string()));
  const Try<HttpResponse> response = client_of(path).send({"GET", "/health", "", ""}, seconds(1));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ExitCode::unreachable);
  EXPECT_THAT(response.error().message, testing::HasSubstr("timed out after 1 s"));
}

TEST(ApiAddress, UnderstandsBothForms) {
  EXPECT_EQ(parse_api_address("unix:/run/a.sock").value().unix_path, "/run/a.sock");
  const ApiAddress https = parse_api_address("https://10.0.0.7:8443").value();
  EXPECT_EQ(https.host, "10.0.0.7");
  EXPECT_EQ(https.port, "8443");
  EXPECT_EQ(parse_api_address("https://[::1]").value().host, "::1");
  EXPECT_EQ(parse_api_address("https://controller").value().port, "7180");
}

TEST(ApiAddress, RefusesEverythingElse) {
  for (const char* text : {"", "unix:", "http://a", "https://", "https://a/path", "https://a?x=1", "10.0.0.7:80"})
    EXPECT_EQ(parse_api_address(text).error().code, ExitCode::usage) << text;
}

TEST(Problem, IsShownWithDetailAndCode) {
  EXPECT_EQ(problem_text({422, R"({"code":"refused.expired","detail":"too old"})"}), "too old (refused.expired)");
  EXPECT_EQ(problem_text({500, "<html>"}), "the controller answered with status 500");
}

}  // namespace
}  // namespace tongluo::ctl

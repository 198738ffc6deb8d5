#pragma once
// One HttpServer on a Unix socket in a temporary folder, with short deadlines, on an io_context that the test runs.

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "controller/http/api.hpp"
#include "controller/http/http_server.hpp"
#include "tests/unit/http/raw_client.hpp"
#include "tests/unit/http/small_backend.hpp"

namespace tongluo::http {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-http-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

class ApiFixture : public testing::Test {
 protected:
  ApiFixture() {
    settings_.read_write = milliseconds(300);
    settings_.clip = milliseconds(600);
    settings_.handshake = milliseconds(300);
  }
  ~ApiFixture() override { server_.reset(); }

  void start(std::optional<HttpsListening> https = std::nullopt) {
    HttpListening listening{folder_ / "api.sock", std::move(https)};
    auto server = HttpServer::start(context_, listening, api_routes(backend_, backend_), settings_);
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
  }
  UnixClient connect() { return connect_unix(context_, (folder_ / "api.sock").string()); }
  // One request on a connection of its own.
  Response ask(std::string_view method, std::string_view target, std::string_view body = {}) {
    if (!server_) start();
    UnixClient client = connect();
    return client.ask(request_text(method, target, body));
  }
  void settle() {
    context_.restart();
    context_.run_for(milliseconds(20));
  }

  TemporaryFolder folder_;
  boost::asio::io_context context_;
  SmallBackend backend_;  // holds answers, which must not outlive the context
  HttpSettings settings_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tongluo::http

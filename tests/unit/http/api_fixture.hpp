#pragma once
// One HttpServer on a Unix socket in a temporary folder, with short deadlines, on an io_context that the test runs.

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "controller/http/api.hpp"
#include "controller/http/http_server.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/http/described.hpp"
#include "tests/unit/http/raw_client.hpp"
#include "tests/unit/http/small_backend.hpp"
#include "tests/unit/http/small_live_gate.hpp"
#include "tests/unit/http/small_photo_gate.hpp"

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
    auto server = HttpServer::bind(context_, listening, api_routes(ports()), settings_);
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
    server_->open();
  }
  ApiPorts ports() {
    if (!with_desks_) return {backend_, backend_};
    ApiPorts ports{backend_, backend_, &backend_, &backend_, &backend_, &backend_, &live_};
    ports.photos = &photos_;
    return ports;
  }
  UnixClient connect() { return connect_unix(context_, (folder_ / "api.sock").string()); }
  static std::string outcome(const Response& response) {
    return std::to_string(response.result_int()) + " " + text_at(json_of(response), "code");
  }
  static std::string field(const Response& response) { return text_at(json_of(response), "field"); }
  static Envelope sample_envelope() {
    Signature signature;
    signature.algorithm = Algorithm::ed25519;
    signature.octets = Bytes(64);
    return {PayloadType::order, to_bytes("payload"), {signature}};
  }
  static std::string envelope_body() {
    const std::string text = to_base64(wire::serialize(sample_envelope()));
    return boost::json::serialize(boost::json::object{{"envelope", text}});
  }
  // One request on a connection of its own.
  Response ask(std::string_view method, std::string_view target, std::string_view body = {},
               std::string_view more = {}) {
    if (!server_) start();
    UnixClient client = connect();
    Response response = client.ask(request_text(method, target, body, "application/json", more));
    EXPECT_EQ(complaints(answered(method, target, response)), "");
    return response;
  }
  static Answered answered(std::string_view method, std::string_view target, const Response& response) {
    return {method, target, response.result_int(), response["Content-Type"], response.body()};
  }
  void settle() {
    context_.restart();
    context_.run_for(milliseconds(20));
  }

  TemporaryFolder folder_;
  boost::asio::io_context context_;
  SmallLiveGate live_;
  SmallPhotoGate photos_;
  SmallBackend backend_;  // holds answers, which must not outlive the context
  HttpSettings settings_;
  bool with_desks_ = true;  // schedules, CAP and calls
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tongluo::http

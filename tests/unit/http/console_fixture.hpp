#pragma once
// The console's door with real TLS on loopback, a few accounts and a small built console; the test plays the browser.

#include <fstream>

#include "tests/support/certificates.hpp"
#include "tests/unit/http/api_fixture.hpp"
#include "tests/unit/http/small_console_gate.hpp"

namespace tongluo::http {

struct HubHolder {  // outlives the context: what waits there leaves it at its end
  EventHub hub_{100};
};

class ConsoleFixture : protected HubHolder, public ApiFixture {
 protected:
  explicit ConsoleFixture(RequestBudget budget = {}) {
    settings_.budget = budget;
    settings_.read_write = seconds(10);
    settings_.handshake = seconds(10);
    put_file("index.html", "<!doctype html><title>铜锣</title>");
    put_file("assets/app-1a2b.js", "console.log(1)");
    put_file("icon.svg", "<svg/>");
    std::ofstream(folder_ / "secret.txt") << "not for the console";
    std::filesystem::create_symlink(folder_ / "secret.txt", folder_ / "dist/link.txt");
    gate_.add("wang", {accounts::Role::administrator});
    gate_.add("li", {accounts::Role::dispatcher});
    gate_.add("zhao", {accounts::Role::township}, accounts::AreaScope({*AreaCode::parse("500116101000")}));
    auto files = StaticFiles::load(folder_ / "dist");
    EXPECT_TRUE(files);
    HttpListening listening{folder_ / "api.sock"};
    listening.console = ConsoleListening{"127.0.0.1", 0, certificate_.certificate_pem, certificate_.key_pem,
                                         ConsoleSite{&gate_, std::move(*files)}};
    ApiPorts ports = this->ports();
    ports.console = &gate_;
    ports.events = &hub_;
    auto server = HttpServer::bind(context_, listening, api_routes(ports), settings_);
    EXPECT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
    server_->open();
    tls_.add_certificate_authority(boost::asio::buffer(authority_.certificate_pem));
    tls_.set_verify_mode(boost::asio::ssl::verify_peer);
  }

  void put_file(const std::string& name, const std::string& content) {
    const auto path = folder_ / ("dist/" + name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
  }

  TlsClient browser() {
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream(context_, tls_);
    stream.next_layer().connect({boost::asio::ip::address_v4::loopback(), server_->console_port()});
    TlsClient client(context_, std::move(stream));
    boost::system::error_code failed;
    client.run([&](auto done) { client.stream().async_handshake(boost::asio::ssl::stream_base::client, done); },
               &failed);
    EXPECT_FALSE(failed) << failed.message();
    return client;
  }
  Response visit(std::string_view method, std::string_view target, std::string_view body = {},
                 const std::string& more = {}) {
    TlsClient client = browser();
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: console\r\n" + more;
    if (!body.empty()) text += "Content-Type: application/json\r\n";
    if (!body.empty() || method == "POST" || method == "PUT")
      text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    Response response = client.ask(text + "\r\n" + std::string(body));
    EXPECT_EQ(complaints(answered(method, target, response)), "");
    return response;
  }

  struct SignedInAs {
    std::string cookie;  // header lines
    std::string csrf;
    std::string all() const { return cookie + csrf + "Origin: https://console\r\n"; }
  };
  static std::string credentials(const std::string& name, const std::string& password) {
    return boost::json::serialize(boost::json::object{{"name", name}, {"password", password}});
  }
  SignedInAs sign_in(const std::string& name) {
    const Response response = visit("POST", "/api/v1/session", credentials(name, SmallConsoleGate::password_of(name)));
    EXPECT_EQ(response.result_int(), 200U) << response.body();
    const std::string cookie(response["Set-Cookie"]);
    return {"Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n",
            "X-CSRF-Token: " + text_at(json_of(response), "csrf") + "\r\n"};
  }

  test::Certified authority_ = test::make_authority("controllers");
  test::Certified certificate_ = test::issue(authority_, "console", "console");
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
  SmallConsoleGate gate_;
};

}  // namespace tongluo::http

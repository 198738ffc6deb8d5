#pragma once
// The console's door of a real tongluod, its first administrator and those who come after.

#include <boost/json.hpp>
#include <filesystem>
#include <gtest/gtest.h>

#include "tests/unit/http/console_browser.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {

namespace json = boost::json;

inline constexpr const char* kPassword = "锣声一响 the whole village";
inline constexpr const char* kSecondPassword = "another long and good one";

inline std::string after(const std::string& link) { return link.substr(link.rfind('/') + 1); }

class DaemonConsole : public testing::Test {
 protected:
  DaemonConsole() {
    std::filesystem::create_directories(daemon.at("dist/assets"));
    daemon.write("dist/index.html", "<!doctype html><title>console</title>");
    daemon.write("console.crt", certificate.certificate_pem);
    daemon.write("console.key", certificate.key_pem);
    configure("second_factor = []\n");
  }
  void configure(const std::string& more) {
    daemon.configure("0",
                     "[console]\nport = 0\nhost = \"console.test\"\ncertificate = \"console.crt\"\nkey = "
                     "\"console.key\"\ndirectory = \"dist\"\n" +
                         more);
  }
  void SetUp() override { start(); }
  void start() {
    ASSERT_NE(daemon.start_until_ready(), "");
    json::error_code error;
    const auto ports = json::parse(daemon.read("ports.json"), error);
    ASSERT_FALSE(error);
    port = static_cast<unsigned short>(ports.at("console").as_int64());
  }
  ConsoleBrowser browser() const { return {port, authority.certificate_pem, "console.test"}; }
  // The link that the machine's own door gives; the one that was printed is void then.
  std::string first_token() const {
    const auto made = daemon.ask("POST", "/api/v1/console/set-up-link", json::object{});
    EXPECT_EQ(made.status, 201U) << made.body;
    EXPECT_TRUE(text(made.json, "link").starts_with("https://console.test:")) << made.body;
    return after(text(made.json, "link"));
  }
  ConsoleBrowser administrator() {
    ConsoleBrowser wang = browser();
    const auto made = wang.ask(
        "POST", "/api/v1/set-up",
        json::object{{"token", first_token()}, {"name", "wang"}, {"display_name", "王芳"}, {"password", kPassword}});
    EXPECT_EQ(made.status, 201U) << made.body;
    EXPECT_EQ(wang.sign_in("wang", kPassword).status, 200U);
    return wang;
  }
  // An account made by `wang` alone, its password set by its own person.
  ConsoleBrowser second(ConsoleBrowser& wang, const std::string& name, json::array roles, json::array areas = {}) {
    const auto created = wang.ask("POST", "/api/v1/account-changes",
                                  json::object{{"kind", "create"},
                                               {"name", name},
                                               {"display_name", name},
                                               {"roles", std::move(roles)},
                                               {"areas", std::move(areas)}});
    EXPECT_EQ(created.status, 201U) << created.body;
    ConsoleBrowser own = browser();
    const auto set =
        own.ask("POST", "/api/v1/set-up",
                json::object{{"token", after(text(created.json, "set_up_link"))}, {"password", kSecondPassword}});
    EXPECT_EQ(set.status, 201U) << set.body;
    EXPECT_EQ(own.sign_in(name, kSecondPassword).status, 200U);
    return own;
  }
  std::string actions() const {
    const auto audit = daemon.ask("GET", "/api/v1/audit?limit=1000");
    std::string all;
    for (const auto& entry : audit.json.at("entries").as_array()) all += text(entry.as_object(), "action") + " ";
    return all;
  }

  DaemonProcess daemon;
  test::Certified authority = test::make_authority("the county's web authority");
  test::Certified certificate = test::issue(authority, "console.test", "console.test");
  unsigned short port = 0;
};

}  // namespace tongluo::daemon

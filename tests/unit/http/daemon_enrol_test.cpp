// Under test: the real tongluod and the real tongluo-terminal, from nothing but a claim code to a session, an order and
// its receipt; then revocation, and new hardware in the old place. The test plays the person who makes codes.

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/certificate_issuer.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/http/claimed_terminal.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr const char* kTerminal = "TL-0001";

class DaemonEnrol : public testing::Test {
 protected:
  DaemonEnrol() {
    daemon.write("devices-ca.key", daemon.devices.key_pem);
    daemon.configure("0", enrolment_section());
  }
  void SetUp() override { ASSERT_NE(daemon.start_until_ready(), ""); }

  sign::ClaimCode new_code(const char* terminal, const char* purpose = "new") {
    const sign::ClaimCode code = make_code(daemon);
    json::object claim{{"claim", to_string(code.name())}, {"purpose", purpose}};
    if (terminal != nullptr) claim["terminal"] = terminal;
    const auto answer = daemon.ask("POST", "/api/v1/enrolment/claims", json::object{{"claims", json::array{claim}}});
    EXPECT_EQ(answer.status, 201U) << answer.body;
    return code;
  }
  bool online() {
    return in_time([this] { return state_of(daemon, kTerminal) == "online"; });
  }
  // Dispatches to TL-0001's township; true when its final receipt has come.
  bool sounds() {
    const std::string clip = daemon.make_clip();
    const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare",
                                     json::object{{"class", "actual"},
                                                  {"level", "II"},
                                                  {"areas", json::array{"500116101000"}},
                                                  {"items", json::array{json::object{{"clip", clip}}}},
                                                  {"headline", "洪水预警"}});
    json::object body = daemon.signed_body(PayloadType::order, text(prepared.json, "payload"), daemon.trust.dispatch);
    body["confirmed_count"] = 1;
    const auto created = daemon.ask("POST", "/api/v1/orders", body);
    EXPECT_EQ(created.status, 201U) << created.body;
    const std::string order = text(created.json, "digest");
    return in_time([&] {
      const auto detail = daemon.ask("GET", "/api/v1/orders/" + order);
      return text(detail.json, "state") == "completed";
    });
  }
  DaemonProcess daemon;
};

TEST_F(DaemonEnrol, FromAClaimCodeToAReceiptThenRevokedThenReplaced) {
  ClaimedTerminal first(daemon, "first", new_code(kTerminal).text());
  first.start();
  ASSERT_TRUE(online()) << first.log();
  EXPECT_TRUE(sounds()) << first.log();
  struct stat status {};
  ASSERT_EQ(::stat(first.at("data/identity/terminal.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(first.at("data/identity/claim"))) << "a used code is not kept";

  const auto revoked =
      daemon.ask("POST", "/api/v1/terminals/TL-0001/revoke", json::object{{"reason", "stolen from its pole"}});
  ASSERT_EQ(revoked.status, 200U) << revoked.body;
  EXPECT_TRUE(first.says("revoked")) << first.log();
  EXPECT_NE(state_of(daemon, kTerminal), "online");

  const auto again = new_code(kTerminal);  // a revoked terminal's place is free
  EXPECT_EQ(daemon.ask("GET", "/api/v1/enrolment/devices").json.at("devices").as_array().size(), 1U);
  ClaimedTerminal second(daemon, "second", again.text());
  second.start();
  ASSERT_TRUE(online()) << second.log();

  ClaimedTerminal third(daemon, "third", new_code(kTerminal, "replace").text());
  third.start();
  EXPECT_TRUE(second.says("revoked")) << second.log();
  ASSERT_TRUE(third.says("ready TL-0001")) << third.log();
  ASSERT_TRUE(online()) << third.log();
  EXPECT_TRUE(sounds()) << "place and orders follow the new hardware\n" << third.log();
}

// Certificates of six seconds: the first renewal comes after four, without a restart of the terminal.
class DaemonRenewal : public DaemonEnrol {
 protected:
  DaemonRenewal() { daemon.configure("0", enrolment_section("certificate_life_s = 6\n")); }
};

TEST_F(DaemonRenewal, ARunningTerminalRenewsItsCertificateForTheSameKey) {
  ClaimedTerminal terminal(daemon, "renewing", new_code(kTerminal).text());
  terminal.start();
  ASSERT_TRUE(online()) << terminal.log();
  const std::string key = daemon.read("renewing/data/identity/terminal.key");
  const std::string first = daemon.read("renewing/data/identity/terminal.crt");
  EXPECT_TRUE(in_time([&] { return terminal.log().find("certificate_renewed") != std::string::npos; }))
      << terminal.log();
  EXPECT_NE(daemon.read("renewing/data/identity/terminal.crt"), first);
  EXPECT_EQ(daemon.read("renewing/data/identity/terminal.key"), key);
  terminal.end();
  terminal.start();
  EXPECT_TRUE(online()) << "and speaks with the new one\n" << terminal.log();
}

// Certificates of fourteen seconds, and a terminal that cannot reach the listener that would renew its own.
class DaemonExpiry : public DaemonEnrol {
 protected:
  DaemonExpiry() {
    daemon.configure("0",
                     enrolment_section("certificate_life_s = 14\n") + "[guard]\nroutine_hours = \"00:00-24:00\"\n");
  }
  void cut_off_renewal(const ClaimedTerminal& terminal) {
    terminal.configure("");
    reachable = daemon.read("pole/terminal.toml");
    std::string cut = reachable;
    const std::size_t port = cut.find("127.0.0.1:", cut.find("[enrolment]"));
    cut.replace(port, cut.find('"', port) - port, "127.0.0.1:1");
    daemon.write("pole/terminal.toml", cut);
  }
  std::string schedule(seconds ahead) {
    const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare",
                                     json::object{{"class", "routine"},
                                                  {"level", "routine"},
                                                  {"areas", json::array{"500116101000"}},
                                                  {"items", json::array{json::object{{"clip", daemon.make_clip()}}}},
                                                  {"starts", json::array{to_us(os::wall_now() + ahead)}},
                                                  {"headline", "晨间新闻"}});
    EXPECT_EQ(prepared.status, 200U) << prepared.body;
    json::object body = daemon.signed_body(PayloadType::order, text(prepared.json, "payload"), daemon.trust.announce);
    body["confirmed_count"] = 1;
    const auto created = daemon.ask("POST", "/api/v1/orders", body);
    EXPECT_EQ(created.status, 201U) << created.body;
    return text(created.json, "digest");
  }
  // What the firmware that runs answers to a technician, in time.
  bool answers(const ClaimedTerminal& terminal, const std::string& question, const std::string& expected) {
    return in_time([&] {
      terminal.run(question);
      return daemon.read("pole/output").find(expected) != std::string::npos;
    });
  }
  std::string reachable;  // the configuration with which it can renew
};

TEST_F(DaemonExpiry, ATerminalWithoutAValidCertificatePlaysItsScheduleSaysWhyAndRenewsLater) {
  ClaimedTerminal terminal(daemon, "pole", new_code(kTerminal).text());
  terminal.start();
  ASSERT_TRUE(online()) << terminal.log();
  terminal.end();
  cut_off_renewal(terminal);
  terminal.start();
  ASSERT_TRUE(online()) << terminal.log();
  const std::string order = schedule(seconds(22));
  ASSERT_TRUE(answers(terminal, "status", "cache       1 clips")) << daemon.read("pole/output");
  ASSERT_TRUE(answers(terminal, "status", "certificate EXPIRED since")) << daemon.read("pole/output");
  EXPECT_EQ(state_of(daemon, kTerminal), "online") << "the session that is open stays";
  terminal.end();
  terminal.start();
  EXPECT_TRUE(terminal.says("certificate_not_renewed")) << terminal.log();
  EXPECT_TRUE(answers(terminal, "status", "NOT CONNECTED")) << daemon.read("pole/output");
  EXPECT_TRUE(answers(terminal, "plays", "晨间新闻")) << daemon.read("pole/output") << terminal.log();
  EXPECT_EQ(terminal.run("selftest"), 1);
  EXPECT_NE(daemon.read("pole/output").find("FAIL  certificate"), std::string::npos) << daemon.read("pole/output");

  const auto diagnosis = daemon.ask("GET", "/api/v1/terminals/TL-0001/diagnosis");
  EXPECT_NE(diagnosis.body.find("its certificate expired"), std::string::npos) << diagnosis.body;
  EXPECT_NE(diagnosis.body.find("enrol it again on site with a claim code"), std::string::npos) << diagnosis.body;
  EXPECT_NE(text(daemon.ask("GET", "/api/v1/orders/" + order).json, "state"), "completed") << "nobody heard of it yet";

  terminal.end();
  daemon.write("pole/terminal.toml", reachable);
  terminal.start();
  ASSERT_TRUE(terminal.says("certificate_renewed")) << terminal.log();
  EXPECT_TRUE(in_time([&] { return text(daemon.ask("GET", "/api/v1/orders/" + order).json, "state") == "completed"; }))
      << terminal.log();
}

TEST_F(DaemonEnrol, ACodeWorksOnceAndOnlyWhereItWasMade) {
  const auto code = new_code(kTerminal);
  ClaimedTerminal first(daemon, "first", code.text());
  first.start();
  ASSERT_TRUE(online()) << first.log();
  ClaimedTerminal thief(daemon, "thief", code.text());
  thief.start();
  EXPECT_TRUE(thief.says("refuses this claim code")) << thief.log();
  ClaimedTerminal stranger(daemon, "stranger",
                           sign::ClaimCode::make(Bytes(sign::ClaimCode::kSecretSymbols), to_bytes("other roots"),
                                                 to_bytes("other authority"))
                               .text());
  stranger.start();
  EXPECT_TRUE(stranger.says("not the one that the claim code was made for")) << stranger.log();
  EXPECT_EQ(state_of(daemon, kTerminal), "online");
}

TEST_F(DaemonEnrol, ACodeWithoutAPlaceWaitsForAPerson) {
  const auto code = new_code(nullptr);
  ClaimedTerminal terminal(daemon, "unbound", "");
  EXPECT_EQ(terminal.run(""), 4) << "no code: it says so and ends";
  EXPECT_EQ(terminal.run("enrol --code " + code.text().substr(1)), 2) << "a typing mistake is found here";
  EXPECT_EQ(terminal.run("enrol --code " + code.text()), 0);
  terminal.start();
  ASSERT_TRUE(terminal.says("waits for a person")) << terminal.log();
  const auto waiting = daemon.ask("GET", "/api/v1/enrolment/claims?state=waiting");
  ASSERT_EQ(waiting.json.at("claims").as_array().size(), 1U) << waiting.body;
  const auto& row = waiting.json.at("claims").as_array()[0].as_object();
  EXPECT_EQ(text(row, "hardware"), "SN-unbound");
  const auto approved = daemon.ask("POST", "/api/v1/enrolment/claims/" + text(row, "claim") + "/approve",
                                   json::object{{"terminal", kTerminal}});
  EXPECT_EQ(approved.status, 200U) << approved.body;
  terminal.end();  // asked again at the next start, not only after its half minute
  terminal.start();
  EXPECT_TRUE(online()) << terminal.log();
}

TEST_F(DaemonEnrol, WithoutANetworkTheCodeIsKeptAndEnrolmentEndsByItself) {
  const auto code = new_code(kTerminal);
  ClaimedTerminal terminal(daemon, "remote", code.text());
  const std::string reachable = daemon.read("remote/terminal.toml");
  std::string unreachable = reachable;
  const std::size_t at = unreachable.rfind("127.0.0.1:");
  unreachable.replace(at, unreachable.find('"', at) - at, "127.0.0.1:1");
  daemon.write("remote/terminal.toml", unreachable);
  terminal.start();
  ASSERT_TRUE(terminal.says("event=enrolment")) << terminal.log();
  terminal.end();
  std::string without_code = reachable;
  without_code.erase(without_code.find("code = "), 7 + 2 + code.text().size() + 1);
  daemon.write("remote/terminal.toml", without_code);
  terminal.start();
  EXPECT_TRUE(online()) << terminal.log();
}

}  // namespace
}  // namespace tongluo::daemon

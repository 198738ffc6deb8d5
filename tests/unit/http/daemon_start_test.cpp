// Under test: the real tongluod as a process: what it says and how it exits when it cannot start, and how it stops.

#include <algorithm>
#include <arpa/inet.h>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {
namespace {

// The one line that must be there, besides the log.
std::string complaint(const Ended& ended) {
  const auto at = ended.errors.find("tongluod: ");
  return at == std::string::npos ? std::string() : ended.errors.substr(at, ended.errors.find('\n', at) - at);
}

void expect_refusal(DaemonProcess& daemon, int code, const std::string& names) {
  const Ended ended = daemon.run_to_end();
  EXPECT_EQ(ended.code, code) << ended.errors;
  EXPECT_NE(complaint(ended).find(names), std::string::npos) << ended.errors;
}

class BusyPort {
 public:
  BusyPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 1), 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~BusyPort() { ::close(socket_); }
  BusyPort(const BusyPort&) = delete;
  BusyPort& operator=(const BusyPort&) = delete;
  int port() const { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

TEST(DaemonStart, ConfigurationErrorsExitWith2) {
  DaemonProcess daemon;
  daemon.configure("\"no port\"");
  expect_refusal(daemon, 2, "tongluod.toml:2: [link] port must be a whole number");
}

TEST(DaemonStart, APortInUseExitsWith3) {
  DaemonProcess daemon;
  const BusyPort busy;
  daemon.configure(std::to_string(busy.port()));
  expect_refusal(daemon, 3, std::to_string(busy.port()));
}

TEST(DaemonStart, ALiveSocketOfAnotherDaemonExitsWith3) {
  DaemonProcess daemon, second;
  ASSERT_NE(daemon.start_until_ready(), "");
  second.configure("0", "[speech]\ncommand = []\n");
  std::string config = second.read("tongluod.toml");
  config.insert(config.find("[api]\n") + 6, "unix_socket = \"" + daemon.at("api.sock").string() + "\"\n");
  second.write("tongluod.toml", config);
  expect_refusal(second, 3, "api.sock");
  EXPECT_NE(daemon.ask("GET", "/health").status, 0U);
}

TEST(DaemonStart, KeyMaterialThatIsMissingOrUnusableExitsWith4) {
  for (const char* file : {"controller.crt", "controller.key", "devices-ca.crt", "operators-ca.crt", "roots.bin",
                           "time.key", "relay.key"}) {
    DaemonProcess missing;
    missing.configure("0", "[relay]\nkeys = [\"relay.key\"]\n");
    missing.write("relay.key", *missing.trust.time.to_pem());
    std::filesystem::remove(missing.at(file));
    expect_refusal(missing, 4, file);
    DaemonProcess damaged;
    damaged.configure("0", "[relay]\nkeys = [\"relay.key\"]\n");
    damaged.write("relay.key", *damaged.trust.time.to_pem());
    damaged.write(file, "nonsense");
    expect_refusal(damaged, 4, file);
  }
  DaemonProcess foreign;
  foreign.write("controller.key", *foreign.trust.announce.to_pem());
  EXPECT_EQ(foreign.run_to_end().code, 4);
}

TEST(DaemonStart, ADatabaseThatIsNoneExitsWith5) {
  DaemonProcess daemon;
  std::filesystem::create_directory(daemon.at("data"));
  daemon.write("data/controller.db", std::string(8'192, 'x'));
  expect_refusal(daemon, 5, "controller.db");
}

TEST(DaemonStart, ADatabaseOfANewerVersionExitsWith6AndIsNotTouched) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  daemon.signal(SIGTERM);
  ASSERT_EQ(daemon.wait().code, 0);
  std::string database = daemon.read("data/controller.db");
  database.at(62) = 0x01;  // SQLite's user_version, big-endian: a few hundred steps further
  daemon.write("data/controller.db", database);
  expect_refusal(daemon, 6, "controller.db");
  EXPECT_EQ(daemon.read("data/controller.db"), database);
}

TEST(DaemonStart, ReadySaysWhereAndSigtermStopsInOrder) {
  DaemonProcess daemon;
  const std::string line = daemon.start_until_ready();
  const std::string socket = "api=unix:" + daemon.at("api.sock").string();
  EXPECT_TRUE(line.starts_with("tongluod: ready link=127.0.0.1:")) << line;
  EXPECT_NE(line.find(socket), std::string::npos) << line;
  EXPECT_NE(line.find(" https=127.0.0.1:"), std::string::npos) << line;
  EXPECT_NE(line.find(" media=127.0.0.1:"), std::string::npos) << line;
  EXPECT_EQ(daemon.read("ports.json").substr(0, 8), "{\"link\":");
  const auto health = daemon.ask("GET", "/health");
  EXPECT_EQ(health.json.at("trust_list_version").to_number<int>(), 1);
  EXPECT_EQ(text(health.json, "environment"), "production");
  EXPECT_EQ(health.status, 200U) << health.body;
  EXPECT_FALSE(health.json.at("trust_list_stale").as_bool());
  const auto expiries = daemon.ask("GET", "/api/v1/expiries").json.at("expiries").as_array();
  EXPECT_EQ(expiries.front().as_object().at("announced_days").to_number<int>(), 90);
  std::set<std::string> subjects;
  for (const auto& expiry : expiries) subjects.insert(text(expiry.as_object(), "subject"));
  EXPECT_TRUE(subjects.contains("trust list 1"));
  EXPECT_TRUE(subjects.contains("certificate of the link"));
  EXPECT_TRUE(subjects.contains("certificate of HTTPS"));
  EXPECT_EQ(daemon.ask("GET", "/api/v1/terminals").json.at("terminals").as_array().size(), 2U);
  daemon.signal(SIGTERM);
  const Ended ended = daemon.wait();
  EXPECT_EQ(ended.code, 0) << ended.errors;
  EXPECT_FALSE(std::filesystem::exists(daemon.at("api.sock")));
}

TEST(DaemonStart, AFaultOfItsOwnLeavesAReportAndTheNextStartCallsAPerson) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  daemon.signal(SIGABRT);
  EXPECT_EQ(daemon.wait().code, 1000 + SIGABRT);
  EXPECT_TRUE(daemon.read("data/crash.txt").starts_with("tongluod ")) << daemon.read("data/crash.txt");
  ASSERT_NE(daemon.start_until_ready(), "");
  EXPECT_TRUE(daemon.read("data/crash.txt.last").starts_with("tongluod "));
  const std::string calls = daemon.ask("GET", "/api/v1/calls").body;
  EXPECT_NE(calls.find("a fault of its own ended the controller"), calls.npos) << calls;
  daemon.signal(SIGTERM);
  const Ended ended = daemon.wait();
  EXPECT_EQ(ended.code, 0) << ended.errors;
  EXPECT_NE(ended.errors.find("event=crashed_before"), ended.errors.npos) << ended.errors;
}

TEST(DaemonStart, AWrongImportIsNamedAndLeftOut) {
  DaemonProcess daemon;
  daemon.write("places/TL-0009.env", "nonsense");
  daemon.write("places/note.txt", "not looked at");
  ASSERT_NE(daemon.start_until_ready(), "");
  EXPECT_EQ(daemon.ask("GET", "/api/v1/terminals").json.at("terminals").as_array().size(), 2U);
  daemon.signal(SIGTERM);
  const Ended ended = daemon.wait();
  EXPECT_NE(ended.errors.find("event=import_failed file=\"" + daemon.at("places/TL-0009.env").string()),
            std::string::npos)
      << ended.errors;
  EXPECT_NE(ended.errors.find("event=imported stored=3 unchanged=0 wrong=1"), std::string::npos) << ended.errors;
}

}  // namespace
}  // namespace tongluo::daemon

// Maintenance with the real programs: `tongluo maintain` signs, tongluod passes on, tongluo-terminal obeys and answers;
// a terminal that crashes again and again starts in safe mode and says so.

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/os/clock.hpp"
#include "protocol/wire/configuration.hpp"
#include "tests/unit/http/issued_alert.hpp"
#include "tests/unit/http/signed_command.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

class DaemonCommand : public testing::Test {
 protected:
  boost::json::object obeyed(const wire::Command& asked) { return daemon::obeyed(daemon, "TL-0001", asked); }
  // Where the installation allows the restart of the device: the file by which it is asked for.
  std::filesystem::path request() const { return daemon.at("run/reboot"); }
  std::string allowing_reboots() const {
    std::filesystem::create_directory(daemon.at("run"));
    return "[supervision]\nreboot_request = \"" + request().string() + "\"\n";
  }
  bool is_requested_in_time(bool requested = true) const {
    constexpr int kPolls = 400;
    for (int i = 0; i < kPolls && std::filesystem::exists(request()) != requested; ++i) ::poll(nullptr, 0, 50);
    return std::filesystem::exists(request()) == requested;
  }

  DaemonProcess daemon;
};

TEST_F(DaemonCommand, EachCommandIsObeyedOrClearlyUnavailable) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const auto self_test = obeyed({.kind = wire::CommandKind::self_test});
  EXPECT_EQ(text(self_test, "state"), "done");
  EXPECT_NE(text(self_test, "text").find("self-test passed"), std::string::npos) << text(self_test, "text");
  EXPECT_EQ(text(obeyed({.kind = wire::CommandKind::levels}), "state"), "unavailable");
  EXPECT_EQ(text(obeyed({.kind = wire::CommandKind::register_read, .name = "mains"}), "detail"),
            "this terminal has no field bus");
  const auto log = obeyed({.kind = wire::CommandKind::log, .name = "firmware", .bytes = 60'000});
  EXPECT_NE(text(log, "text").find("event=link_open"), std::string::npos) << text(log, "text");
  EXPECT_EQ(text(obeyed({.kind = wire::CommandKind::volume, .volume_percent = 60}), "state"), "done");
  EXPECT_EQ(text(obeyed({.kind = wire::CommandKind::tone, .duration = seconds(1), .volume_percent = 20}), "state"),
            "done");
  const auto traced = obeyed({.kind = wire::CommandKind::packet_trace, .duration = milliseconds(300)});
  EXPECT_EQ(text(traced, "state"), "done");
  EXPECT_NE(text(traced, "detail").find(" packets received, "), std::string::npos) << text(traced, "detail");
  EXPECT_NE(text(traced, "detail").find(" sent, 0 not sent in "), std::string::npos) << text(traced, "detail");
  const auto trace = obeyed({.kind = wire::CommandKind::log, .name = "trace", .bytes = 1'000});
  EXPECT_EQ(text(trace, "state"), "done") << text(trace, "detail");
  const auto reboot = obeyed({.kind = wire::CommandKind::reboot});
  EXPECT_EQ(text(reboot, "state"), "done");
  EXPECT_EQ(text(reboot, "detail"), "the program restarts");
  EXPECT_EQ(terminal.wait_for_end(), 10) << terminal.log();
}

TEST_F(DaemonCommand, TheNetworkCheckTriesEachAddressAndSaysWhatTheSystemDoes) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001", "[enrolment]\nendpoints = [\"127.0.0.1:1\", \"no..body:7101\"]\n");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const auto checked = obeyed({.kind = wire::CommandKind::network_check});
  EXPECT_EQ(text(checked, "state"), "done");
  EXPECT_EQ(text(checked, "detail"), "1 of 3 addresses reached");
  const std::string said = text(checked, "text");
  const auto link = boost::json::parse(daemon.read("ports.json")).at("link").to_number<int>();
  for (const std::string& expected :
       {std::string("connected to 127.0.0.1"), "controller 127.0.0.1:" + std::to_string(link) + ": reached in ",
        std::string("enrolment 127.0.0.1:1: connect: Connection refused\n"),
        std::string("enrolment no..body:7101: resolve: "), std::string("live speech by UDP: ")})
    EXPECT_NE(said.find(expected), said.npos) << expected << " in\n" << said;
}

// The test plays systemd: it waits for the request and stops the program, as a device does that restarts.
TEST_F(DaemonCommand, ARebootRestartsTheDeviceWhereTheInstallationAllowsIt) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001", allowing_reboots());
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  std::filesystem::remove(daemon.at("run"));
  const auto refused = obeyed({.kind = wire::CommandKind::reboot});
  EXPECT_EQ(text(refused, "state"), "failed") << "there is no such folder";
  EXPECT_NE(text(refused, "detail").find("No such file or directory"), std::string::npos) << text(refused, "detail");
  std::filesystem::create_directory(daemon.at("run"));
  const auto obeying = obeyed({.kind = wire::CommandKind::reboot});
  EXPECT_EQ(text(obeying, "state"), "done");
  EXPECT_EQ(text(obeying, "detail"), "the device restarts");
  ASSERT_TRUE(is_requested_in_time()) << terminal.log();
  EXPECT_EQ(terminal.end(), 0) << "it waited for whoever stops it\n" << terminal.log();
  EXPECT_NE(daemon.read("terminal-TL-0001/data/boot").find("commanded"), std::string::npos);
}

// Systemd is slow: its request is still open when an alert comes.
TEST_F(DaemonCommand, ARebootWaitsForAnAlertAlsoWhenItIsRequestedAlready) {
  ASSERT_NE(daemon.start_until_ready(), "");
  const std::string clip = daemon.make_clip();
  TerminalProcess terminal(daemon, "TL-0001", allowing_reboots());
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_EQ(text(obeyed({.kind = wire::CommandKind::reboot}), "state"), "done");
  ASSERT_TRUE(is_requested_in_time()) << terminal.log();
  const std::string order = issue_alert(daemon, "I", clip, "the river rises");
  EXPECT_TRUE(is_requested_in_time(false)) << "taken back\n" << terminal.log();
  EXPECT_EQ(text(obeyed({.kind = wire::CommandKind::reboot}), "state"), "alert");
  EXPECT_EQ(final_receipt(daemon, order), "unproved none") << terminal.log();
  EXPECT_TRUE(is_requested_in_time()) << "when it has sounded\n" << terminal.log();
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
  EXPECT_NE(daemon.read("terminal-TL-0001/data/boot").find("commanded"), std::string::npos);
  EXPECT_FALSE(terminal.sound().empty());
}

// Takes the minute that whoever restarts the device is given.
TEST_F(DaemonCommand, ARebootThatNobodyObeysRestartsTheProgramWhichSaysSo) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001", allowing_reboots());
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_EQ(text(obeyed({.kind = wire::CommandKind::reboot}), "detail"), "the device restarts");
  int code = -1;
  for (int wait = 0; wait < 5 && code == -1; ++wait) code = terminal.wait_for_end();
  EXPECT_EQ(code, 10) << terminal.log();
  EXPECT_FALSE(std::filesystem::exists(request())) << "nobody shall obey it later";
  terminal.start_again();
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_NE(terminal.answer("events").find("nobody restarted the device within 60 s"), std::string::npos)
      << terminal.answer("events");
}

TEST_F(DaemonCommand, TerminalsGoOverToOtherControllersAndFindTheInstalledOnesAgain) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  wire::Configuration configuration;
  configuration.version = 3;
  configuration.targets = {*TerminalId::parse("TL-0001")};
  configuration.issued_at = os::wall_now();
  configuration.controllers = {{"127.0.0.1", 1}};  // nobody is there
  const auto taken = daemon.ask(
      "POST", "/api/v1/configurations",
      daemon.signed_body(PayloadType::configuration, to_base64(wire::serialize(configuration)), daemon.trust.maintain));
  ASSERT_EQ(taken.status, 200U) << taken.body;
  const auto times_open = [&terminal] {
    const std::string log = terminal.log();
    std::size_t count = 0;
    for (std::size_t at = log.find("event=link_open"); at != log.npos; at = log.find("event=link_open", at + 1))
      ++count;
    return count;
  };
  constexpr int kPolls = 600;
  for (int i = 0; i < kPolls && times_open() < 2; ++i) ::poll(nullptr, 0, 100);
  EXPECT_EQ(times_open(), 2U) << "it tried the new one, then the installed one\n" << terminal.log();
  EXPECT_NE(terminal.log().find("another controller goes first"), std::string::npos) << terminal.log();
  terminal.crash_and_start_again();
  EXPECT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_NE(terminal.log().find("Connection refused"), std::string::npos) << "the signed one is tried first\n"
                                                                          << terminal.log();
}

TEST_F(DaemonCommand, ATerminalThatCrashesAgainAndAgainStartsInSafeModeAndSaysSo) {
  constexpr int kCrashes = 5;
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001");
  for (int i = 0; i < kCrashes; ++i) {
    ASSERT_TRUE(terminal.is_ready_in_time()) << terminal.log();
    terminal.crash_and_start_again(SIGSEGV);
  }
  ASSERT_TRUE(terminal.is_ready_in_time()) << terminal.log();
  EXPECT_NE(terminal.log().find("event=crashed_before fault=\"SIGSEGV\""), std::string::npos) << terminal.log();
  const std::string report = daemon.read("terminal-TL-0001/data/crash.txt.1");
  EXPECT_EQ(report.rfind("tongluo-terminal ", 0), 0U) << report;
  EXPECT_NE(report.find("signal=11 "), std::string::npos) << report;
  EXPECT_TRUE(std::filesystem::exists(daemon.at("terminal-TL-0001/data/crash.txt.4")));
  EXPECT_FALSE(std::filesystem::exists(daemon.at("terminal-TL-0001/data/crash.txt.5"))) << "only so many are kept";
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_NE(terminal.answer("status").find("SAFE MODE"), std::string::npos);
  EXPECT_NE(terminal.answer("events").find("safe mode  crash, 5 in 10 min: SIGSEGV"), std::string::npos)
      << terminal.answer("events");
  constexpr int kPolls = 100;
  std::string found;
  for (int i = 0; i < kPolls && found.find("firmware") == found.npos; ++i) {
    found = output_of("tongluo --api unix:" + daemon.at("api.sock").string() + " diagnose TL-0001 --language en");
    ::poll(nullptr, 0, 50);
  }
  EXPECT_NE(found.find("it runs in safe mode: crash, 5 in 10 min: SIGSEGV, report crash.txt.1"), std::string::npos)
      << found;
}

}  // namespace
}  // namespace tongluo::daemon

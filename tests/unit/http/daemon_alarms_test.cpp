// Troubles of a cabinet, from their cause to the technician: the real tongluod, a tongluo-terminal and the
// tongluo-amp-sim behind it, over TCP and over a serial line. The test plays the weather and the vandals, and asks the
// API and `tongluo diagnose`.

#include <boost/json.hpp>
#include <chrono>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/unit/board/sim_process.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr auto kAlarmLimit = seconds(60);  // from the cause to the API
constexpr int kAlarmPollMs = 100;
constexpr const char* kPole = "TL-0001";

std::string flag_register(const std::string& quantity, int address) {
  return "[[register]]\ndevice = \"box\"\nquantity = \"" + quantity +
         "\"\nfunction = 2\naddress = " + std::to_string(address) + "\nencoding = \"bit\"\nperiod_ms = 200\n";
}

// `line`: "tcp = …" or "serial = …".
std::string cabinet_map(const std::string& line) {
  return "[[bus]]\nname = \"pole\"\ngap_ms = 2\n" + line +
         "\n[[device]]\nname = \"box\"\nbus = \"pole\"\nunit_id = 1\n" + flag_register("mains_present", 0) +
         flag_register("door_open", 1) + flag_register("tamper", 5) + flag_register("line_open", 2) +
         flag_register("amplifier_fault", 3) +
         "[[register]]\ndevice = \"box\"\nquantity = \"battery_charge\"\nfunction = 4\naddress = 20\n"
         "encoding = \"u16\"\nscale = 0.1\nunit = \"%\"\nperiod_ms = 500\n";
}

// The parameter: over a serial line.
class DaemonAlarms : public testing::TestWithParam<bool> {
 protected:
  void start() {
    ASSERT_NE(daemon.start_until_ready(), "");
    const std::string serial = "serial = \"" + daemon.at("pole.pty").string() + "\"";
    daemon.write("pole.toml", cabinet_map(GetParam() ? serial : "tcp = \"127.0.0.1:502\""));
    simulator = std::make_unique<board::Process>(std::vector<std::string>{
        TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", daemon.at("pole.toml").string(), "--any-port", "--link"});
    const std::string ready = simulator->line();
    ASSERT_NE(ready.find('='), ready.npos) << ready;
    if (!GetParam()) daemon.write("pole.toml", cabinet_map("tcp = \"" + ready.substr(ready.find('=') + 1) + "\""));
    terminal = std::make_unique<TerminalProcess>(daemon, kPole, "[field_bus]\nmap = \"../pole.toml\"\n");
    ASSERT_TRUE(terminal->is_online_in_time()) << terminal->log();
  }

  void say(const std::string& fault) {
    simulator->say(fault);
    ASSERT_EQ(simulator->line(), "done");
  }

  json::object diagnosis() { return daemon.ask("GET", std::string("/api/v1/terminals/") + kPole + "/diagnosis").json; }

  // The report of this kind, once the API shows it; empty when it did not in time.
  json::object report(const std::string& kind, bool over = false) {
    const auto end = std::chrono::steady_clock::now() + kAlarmLimit;
    for (; std::chrono::steady_clock::now() < end; ::poll(nullptr, 0, kAlarmPollMs)) {
      const json::object found = diagnosis();
      for (const json::value& each : found.at("reports").as_array())
        if (each.at("kind").as_string() == kind && each.at("over_us").is_null() != over) return each.as_object();
    }
    return {};
  }

  // The field of the status, once it has this value.
  bool status_says(const std::string& field, std::int64_t value) {
    const auto end = std::chrono::steady_clock::now() + kAlarmLimit;
    for (; std::chrono::steady_clock::now() < end; ::poll(nullptr, 0, kAlarmPollMs)) {
      const auto answer = daemon.ask("GET", "/api/v1/terminals");
      for (const json::value& each : answer.json.at("terminals").as_array()) {
        if (each.at("terminal").as_string() != kPole || !each.at("status").is_object()) continue;
        const json::value* found = each.at("status").as_object().if_contains(field);
        if (found != nullptr && found->as_int64() == value) return true;
      }
    }
    return false;
  }

  // What `tongluo diagnose` prints.
  std::string diagnosed() const {
    return board::run_program({TONGLUO_BIN_DIR "/tongluo", "--api", "unix:" + daemon.at("api.sock").string(),
                               "diagnose", kPole, "--language", "en"})
        .output;
  }

  DaemonProcess daemon;
  std::unique_ptr<board::Process> simulator;
  std::unique_ptr<TerminalProcess> terminal;
};

TEST_P(DaemonAlarms, MainsDoorAndOpenHornReachTheApiInTimeAndTheDiagnosisNamesThem) {
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_TRUE(status_says("mains_present", 1)) << terminal->log();
  for (const char* fault : {"mains_loss on", "door_open on", "open_horn on", "tamper on"})
    ASSERT_NO_FATAL_FAILURE(say(fault));
  EXPECT_NE(report("mains_lost").size(), 0U) << terminal->log();
  EXPECT_NE(report("door_open").size(), 0U) << terminal->log();
  EXPECT_NE(report("horn_fault").size(), 0U) << terminal->log();
  EXPECT_NE(report("tamper").size(), 0U) << terminal->log();
  const std::string told = diagnosed();
  for (const char* expected :
       {"horn  mute", "the horn line is open", "Measure the horn line", "power  degraded", "Check meter, breaker",
        "door  notice", "lock it", "tamper  degraded", "Send somebody at once"})
    EXPECT_NE(told.find(expected), told.npos) << expected << " in\n" << told;
  for (const char* fault : {"mains_loss off", "door_open off"}) ASSERT_NO_FATAL_FAILURE(say(fault));
  EXPECT_NE(report("mains_lost", true).size(), 0U) << terminal->log();
  EXPECT_NE(report("door_open", true).size(), 0U) << terminal->log();
  EXPECT_EQ(diagnosed().find("power  "), std::string::npos) << diagnosed();
}

TEST_P(DaemonAlarms, ASilentBusIsNamedAndNoLossOfPower) {
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_TRUE(status_says("mains_present", 1)) << terminal->log();
  ASSERT_NO_FATAL_FAILURE(say("bus_timeout on"));
  const json::object silent = report("device_silent");
  ASSERT_NE(silent.size(), 0U) << terminal->log();
  EXPECT_EQ(text(silent, "detail"), "device \"box\" does not answer");
  const std::string told = diagnosed();
  EXPECT_NE(told.find("field_bus  degraded"), told.npos) << told;
  EXPECT_EQ(told.find("power  "), told.npos) << told;
}

INSTANTIATE_TEST_SUITE_P(Lines, DaemonAlarms, testing::Values(false, true),
                         [](const auto& line) { return line.param ? "Serial" : "Tcp"; });

}  // namespace
}  // namespace tongluo::daemon

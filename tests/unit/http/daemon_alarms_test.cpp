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

std::string number_register(const std::string& quantity, int address, const std::string& unit,
                            const std::string& scale = "0.1") {
  return "[[register]]\ndevice = \"box\"\nquantity = \"" + quantity +
         "\"\nfunction = 4\naddress = " + std::to_string(address) + "\nencoding = \"u16\"\nscale = " + scale +
         "\nunit = \"" + unit + "\"\nperiod_ms = 500\n";
}

// `line`: "tcp = …" or "serial = …".
std::string cabinet_map(const std::string& line) {
  return "[[bus]]\nname = \"pole\"\ngap_ms = 2\n" + line +
         "\n[[device]]\nname = \"box\"\nbus = \"pole\"\nunit_id = 1\n" + flag_register("mains_present", 0) +
         flag_register("door_open", 1) + flag_register("tamper", 5) + flag_register("line_open", 2) +
         flag_register("amplifier_fault", 3) + flag_register("fan_fault", 4) +
         number_register("battery_charge", 20, "%") + number_register("amplifier_temperature", 21, "C") +
         number_register("cabinet_temperature", 22, "C") + number_register("humidity", 23, "%") +
         number_register("fan_speed", 24, "rpm", "1.0");
}

// Two ways to be too hot; of both the diagnosis says the graver evidence.
struct Heat {
  const char* amplifier;
  const char* cabinet;
  const char* fan;
  const char* detail;
  const char* evidence;
};
constexpr Heat kHotAmplifier{"amplifier_temperature 92", "cabinet_temperature 30", "fan_stopped off",
                             "amplifier at 92 C", "it reported heat: amplifier at 92 C"};
constexpr Heat kDeadFan{"amplifier_temperature 64", "cabinet_temperature 74", "fan_stopped on", "74 C in the cabinet",
                        "the amplifier's fan does not turn"};

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
    said_at = std::chrono::steady_clock::now();
    simulator->say(fault);
    ASSERT_EQ(simulator->line(), "done");
  }

  json::object diagnosis() { return daemon.ask("GET", std::string("/api/v1/terminals/") + kPole + "/diagnosis").json; }

  // The report of this kind, once the API shows it; empty when that was not in time after the last fault.
  json::object report(const std::string& kind, bool over = false) {
    const auto end = said_at + kAlarmLimit;
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

  std::chrono::steady_clock::time_point said_at;
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

TEST_P(DaemonAlarms, HeatFanDampAndTheAmplifiersOwnFaultReachTheApiInTimeAndTheDiagnosisNamesThem) {
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_TRUE(status_says("humidity_percent", 56)) << terminal->log();
  EXPECT_NE(diagnosed().find("1. well"), std::string::npos) << diagnosed();
  const Heat& heat = GetParam() ? kDeadFan : kHotAmplifier;
  for (const char* fault : {heat.amplifier, heat.cabinet, heat.fan, "humidity 96", "amplifier_fault on"})
    ASSERT_NO_FATAL_FAILURE(say(fault));
  EXPECT_EQ(text(report("amplifier_fault"), "detail"), "the amplifier reports a fault of its own") << terminal->log();
  EXPECT_EQ(text(report("over_temperature"), "detail"), heat.detail) << terminal->log();
  EXPECT_TRUE(!GetParam() || !report("fan_fault").empty()) << terminal->log();
  EXPECT_EQ(text(report("humid"), "detail"), "96 % humidity") << terminal->log();
  const std::string told = diagnosed();
  for (const char* expected : {"amplifier  mute", "the amplifier reports a fault of its own", "supply, fuse and relay",
                               "temperature  degraded", heat.evidence, "Check fan, filter and sun shade",
                               "humidity  notice", "96 % humidity", "renew the desiccant"})
    EXPECT_NE(told.find(expected), told.npos) << expected << " in\n" << told;
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

// An old battery when the mains are gone, with the real programs: one tongluod, a tongluo-terminal on a TCP bus and one
// on a serial bus, behind each a tongluo-amp-sim whose battery falls as its script says. The test plays the power
// company, and holds the estimate against the simulator's own battery, computed on to its end.

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/base/assert.hpp"
#include "terminal-fw/alarms/limits.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"
#include "tests/unit/board/sim_process.hpp"
#include "tests/unit/http/terminal_process.hpp"
#include "tools/amp-sim/amp_model.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr auto kInTime = seconds(60);  // from a cause to the API
constexpr int kLookMs = 200;
constexpr const char* kAge = "battery_age 99";  // what is left of 500 Wh lasts for 37 minutes
constexpr double kMinutesOff = 4;               // of half an hour

// The simulator's battery, without mains and silent.
class Battery {
 public:
  Battery() {
    for (const char* fault : {kAge, "mains_loss on"}) TL_ASSERT(faults_.command(fault));
  }
  double charge() const { return model_.value(fieldbus::Quantity::battery_charge); }
  // How long it takes to fall that far.
  Clock::duration time_to(double percent) {
    milliseconds passed{};
    for (; charge() > percent; passed += kStep) model_.advance(kStep, fieldbus::kSilenceDb, faults_);
    return passed;
  }
  void advance(Clock::duration time) {
    model_.advance(std::chrono::duration_cast<milliseconds>(time), fieldbus::kSilenceDb, faults_);
  }

 private:
  static constexpr auto kStep = milliseconds(100);
  amp_sim::Faults faults_;
  amp_sim::AmpModel model_;
};

// Minutes that are left of it so long after it began to supply the cabinet.
double minutes_left(Clock::duration since) {
  Battery battery;
  battery.advance(since);
  return std::chrono::duration<double, std::ratio<60>>(battery.time_to(alarms::kEmptyPercent)).count();
}

class Pole {
 public:
  Pole(DaemonProcess& daemon, const std::string& id, bool serial) : daemon_(daemon), id_(id) {
    const std::string map = id + ".toml";
    daemon.write(map, map_text(serial ? "serial = \"" + daemon.at(id + ".pty").string() + "\""
                                      : std::string("tcp = \"127.0.0.1:502\"")));
    simulator_ = std::make_unique<board::Process>(std::vector<std::string>{
        TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", daemon.at(map).string(), "--any-port", "--link"});
    const std::string ready = simulator_->line();
    TL_ASSERT(ready.find('=') != std::string::npos);
    if (!serial) daemon.write(map, map_text("tcp = \"" + ready.substr(ready.find('=') + 1) + "\""));
    terminal_ = std::make_unique<TerminalProcess>(daemon, id, "[field_bus]\nmap = \"../" + map + "\"\n");
  }

  void say(const std::string& fault) {
    simulator_->say(fault);
    ASSERT_EQ(simulator_->line(), "done");
  }
  std::string log() const { return id_ + ":\n" + terminal_->log(); }

  json::object report(const std::string& kind) const {
    const auto answer = daemon_.ask("GET", "/api/v1/terminals/" + id_ + "/diagnosis");
    for (const json::value& each : answer.json.at("reports").as_array())
      if (text(each.as_object(), "kind") == kind) return each.as_object();
    return {};
  }
  // The report, once it goes on, or is over, as the API has it; empty when that was not until `end`.
  json::object report_by(Clock::time_point end, const std::string& kind, bool over = false) const {
    for (; Clock::now() < end; ::poll(nullptr, 0, kLookMs)) {
      const json::object found = report(kind);
      if (!found.empty() && found.at("over_us").is_null() != over) return found;
    }
    return {};
  }
  // A number of the status that the last heartbeat completed, once it is there.
  std::optional<std::int64_t> status_by(Clock::time_point end, const std::string& field) const {
    for (; Clock::now() < end; ::poll(nullptr, 0, kLookMs)) {
      const auto answer = daemon_.ask("GET", "/api/v1/terminals");
      for (const json::value& each : answer.json.at("terminals").as_array()) {
        if (text(each.as_object(), "terminal") != id_ || !each.at("status").is_object()) continue;
        if (const json::value* found = each.at("status").as_object().if_contains(field)) return found->as_int64();
      }
    }
    return std::nullopt;
  }
  std::string diagnosed() const {
    return output_of("tongluo --api unix:" + daemon_.at("api.sock").string() + " diagnose " + id_ + " --language en");
  }
  std::string told_at_the_door() const { return terminal_->answer("events"); }

 private:
  static std::string map_text(const std::string& line) {
    return "[[bus]]\nname = \"pole\"\ngap_ms = 2\n" + line +
           "\n[[device]]\nname = \"box\"\nbus = \"pole\"\nunit_id = 1\n"
           "[[register]]\ndevice = \"box\"\nquantity = \"mains_present\"\nfunction = 2\naddress = 0\nencoding = "
           "\"bit\"\nperiod_ms = 200\n"
           "[[register]]\ndevice = \"box\"\nquantity = \"battery_charge\"\nfunction = 4\naddress = 20\nencoding = "
           "\"u16\"\nscale = 0.1\nunit = \"%\"\nperiod_ms = 500\n";
  }

  DaemonProcess& daemon_;
  const std::string id_;
  std::unique_ptr<board::Process> simulator_;
  std::unique_ptr<TerminalProcess> terminal_;
};

// "…, about 32 min left (estimated)"
std::optional<double> minutes_in(const std::string& detail) {
  const std::size_t at = detail.find("about ");
  if (at == std::string::npos || !detail.ends_with(" min left (estimated)")) return std::nullopt;
  return std::stod(detail.substr(at + std::string("about ").size()));
}

class DaemonBattery : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(daemon.start_until_ready(), "");
    for (const bool serial : {false, true})
      poles.push_back(std::make_unique<Pole>(daemon, serial ? "TL-0002" : "TL-0001", serial));
    for (const auto& pole : poles)
      ASSERT_EQ(pole->status_by(Clock::now() + kInTime, "mains_present"), 1) << pole->log();
  }
  void say(const std::string& fault) {
    for (const auto& pole : poles) ASSERT_NO_FATAL_FAILURE(pole->say(fault));
  }

  void expect_loss_of_mains(Clock::time_point lost_at) const {
    for (const auto& pole : poles) {
      EXPECT_FALSE(pole->report_by(lost_at + kInTime, "mains_lost").empty()) << pole->log();
      const std::string told = pole->diagnosed();
      for (const char* expected : {"power  degraded", "Check meter, breaker"})
        EXPECT_NE(told.find(expected), told.npos) << expected << " in\n" << told;
    }
  }
  // `known_at`: from then on the fall is clear.
  void expect_low_with_minutes(Clock::time_point lost_at, Clock::time_point known_at) const {
    for (const auto& pole : poles) {
      const json::object low = pole->report_by(known_at + kInTime, "battery_low");
      ASSERT_FALSE(low.empty()) << pole->log();
      const auto minutes = minutes_in(text(low, "detail"));
      ASSERT_TRUE(minutes) << text(low, "detail");
      EXPECT_NEAR(*minutes, minutes_left(Clock::now() - lost_at), kMinutesOff) << pole->log();
      const auto shown = pole->status_by(known_at + kInTime, "battery_minutes");
      ASSERT_TRUE(shown) << pole->log();
      EXPECT_NEAR(static_cast<double>(*shown), minutes_left(Clock::now() - lost_at), kMinutesOff);
      const std::string told = pole->diagnosed();
      for (const char* expected :
           {"battery  degraded", "min left (estimated)", "Measure battery voltage", "power  degraded"})
        EXPECT_NE(told.find(expected), told.npos) << expected << " in\n" << told;
    }
  }

  DaemonProcess daemon;
  std::vector<std::unique_ptr<Pole>> poles;
};

TEST_F(DaemonBattery, AnOldOneWithoutMainsIsLowInTimeWithItsMinutesAndOverWhenTheyReturn) {
  ASSERT_NO_FATAL_FAILURE(say(kAge));
  const auto lost_at = Clock::now();
  ASSERT_NO_FATAL_FAILURE(say("mains_loss on"));
  expect_loss_of_mains(lost_at);
  const auto known_at = lost_at + Battery().time_to(100 - alarms::kClearFallPercent);
  ASSERT_NO_FATAL_FAILURE(expect_low_with_minutes(lost_at, known_at));

  // The mains return, and fail again and again: told no oftener than the limit, and the battery is over all the same.
  ASSERT_NO_FATAL_FAILURE(say("mains_loss off"));
  for (std::uint32_t loss = 0; loss < alarms::kAlarmBurst; ++loss) {
    ::poll(nullptr, 0, static_cast<int>(milliseconds(alarms::kMainsHolds.end + seconds(2)).count()));
    ASSERT_NO_FATAL_FAILURE(say("mains_loss on"));
    ::poll(nullptr, 0, static_cast<int>(milliseconds(alarms::kMainsHolds.begin + seconds(1)).count()));
    ASSERT_NO_FATAL_FAILURE(say("mains_loss off"));
  }
  const auto returned_at = Clock::now();
  for (const auto& pole : poles) {
    EXPECT_FALSE(pole->report_by(returned_at + kInTime, "mains_lost", true).empty()) << pole->log();
    EXPECT_FALSE(pole->report_by(returned_at + kInTime, "battery_low", true).empty()) << pole->log();
    EXPECT_EQ(pole->report("mains_lost").at("times").as_int64(), alarms::kAlarmBurst) << "of four";
    EXPECT_EQ(pole->report("battery_low").at("times").as_int64(), 1) << "each minute had another estimate";
    EXPECT_NE(pole->told_at_the_door().find("battery low over"), std::string::npos) << pole->told_at_the_door();
    const std::string told = pole->diagnosed();
    EXPECT_EQ(told.find("battery  "), told.npos) << told;
  }
}

}  // namespace
}  // namespace tongluo::daemon

// The maintenance commands of the field bus with the real programs, over TCP and over a serial line: a signed command
// reads and writes a register of tongluo-amp-sim, and the answer comes back to the API.

#include <gtest/gtest.h>
#include <memory>
#include <poll.h>

#include "tests/unit/board/sim_process.hpp"
#include "tests/unit/http/signed_command.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

using wire::CommandKind;

constexpr const char* kPoleName = "TL-0001";

std::string pole_map(const std::string& line) {
  return "[[bus]]\nname = \"pole\"\ngap_ms = 2\n" + line + R"(
[[device]]
name = "box"
bus = "pole"
unit_id = 1
[[register]]
device = "box"
quantity = "amplifier_relay"
function = 1
address = 0
encoding = "bit"
period_ms = 200
write_function = 5
[[register]]
device = "box"
quantity = "fan_speed"
function = 3
address = 40
encoding = "u16"
unit = "rpm"
period_ms = 200
write_function = 6
[[register]]
device = "box"
quantity = "mains_voltage"
function = 4
address = 41
encoding = "u16"
scale = 0.1
unit = "V"
period_ms = 200
)";
}

// The parameter: over a serial line.
class DaemonRegisters : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    ASSERT_NE(daemon.start_until_ready(), "");
    const std::string serial = "serial = \"" + daemon.at("pole.pty").string() + "\"";
    daemon.write("pole.toml", pole_map(GetParam() ? serial : "tcp = \"127.0.0.1:502\""));
    simulator = std::make_unique<board::Process>(std::vector<std::string>{
        TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", daemon.at("pole.toml").string(), "--any-port", "--link"});
    const std::string ready = simulator->line();
    ASSERT_NE(ready.find('='), ready.npos) << ready;
    if (!GetParam()) daemon.write("pole.toml", pole_map("tcp = \"" + ready.substr(ready.find('=') + 1) + "\""));
    terminal = std::make_unique<TerminalProcess>(daemon, kPoleName, "[field_bus]\nmap = \"../pole.toml\"\n");
    ASSERT_TRUE(terminal->is_online_in_time()) << terminal->log();
  }
  boost::json::object command(CommandKind kind, const std::string& name = {}, std::int64_t value_milli = 0) {
    wire::Command asked{.kind = kind};
    asked.name = name;
    asked.value_milli = value_milli;
    return obeyed(daemon, kPoleName, asked);
  }
  // Reads until the cabinet says so.
  bool reads(const std::string& name, const std::string& expected) {
    constexpr int kReads = 20;
    std::string last;
    for (int i = 0; i < kReads; ++i, ::poll(nullptr, 0, 200)) {
      const auto answer = command(CommandKind::register_read, name);
      last = text(answer, "state") + " " + text(answer, "detail");
      if (last.starts_with("done " + name + " " + expected)) return true;
    }
    ADD_FAILURE() << last << "\n" << terminal->log();
    return false;
  }

  DaemonProcess daemon;
  std::unique_ptr<board::Process> simulator;
  std::unique_ptr<TerminalProcess> terminal;
};

TEST_P(DaemonRegisters, ASignedCommandReadsWritesAndTellsLevels) {
  ASSERT_TRUE(reads("mains_voltage", "229.5"));
  ASSERT_TRUE(reads("fan_speed", "0.0"));
  const auto written = command(CommandKind::register_write, "fan_speed", 1'500'000);
  EXPECT_EQ(text(written, "state"), "done") << text(written, "detail");
  EXPECT_TRUE(reads("fan_speed", "1500.0")) << "the device has it";
  const auto levels = command(CommandKind::levels);
  EXPECT_EQ(text(levels, "state"), "done");
  for (const char* line : {"amplifier_relay no", "fan_speed 1500.0 rpm", "mains_voltage 229.5 V"})
    EXPECT_NE(text(levels, "text").find(line), std::string::npos) << text(levels, "text");
}

TEST_P(DaemonRegisters, WhatIsNotToBeWrittenOrNotThereIsSaidInWords) {
  ASSERT_TRUE(reads("mains_voltage", "229.5"));
  const std::pair<boost::json::object, const char*> refused[] = {
      {command(CommandKind::register_write, "amplifier_relay", 1'000), "the amplifier is switched by what plays"},
      {command(CommandKind::register_write, "mains_voltage", 1'000), "this cabinet has no output mains_voltage"},
      {command(CommandKind::register_read, "humidity"), "this cabinet has no humidity"},
      {command(CommandKind::register_read, "nonsense"), "no quantity is named nonsense"}};
  for (const auto& [answer, words] : refused) {
    EXPECT_NE(text(answer, "state"), "done") << words;
    EXPECT_NE(text(answer, "detail").find(words), std::string::npos) << text(answer, "detail");
  }
}

INSTANTIATE_TEST_SUITE_P(Lines, DaemonRegisters, testing::Bool(),
                         [](const auto& line) { return std::string(line.param ? "serial" : "tcp"); });

}  // namespace
}  // namespace tongluo::daemon

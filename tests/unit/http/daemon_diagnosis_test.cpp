// Why is a terminal silent: asked of the real tongluod through the real `tongluo diagnose`, about real terminals.

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/os/clock.hpp"
#include "tests/unit/board_ports/scripted_modem.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

std::string tongluo(const DaemonProcess& daemon, const std::string& words) {
  return output_of("tongluo --api unix:" + daemon.at("api.sock").string() + " " + words);
}

// What the technician on site reads from the firmware that runs there.
std::string on_site(const DaemonProcess& daemon, const std::string& question) {
  return output_of("tongluo-terminal " + question + " --config " +
                   daemon.at("terminal-TL-0001/terminal.toml").string());
}

// Until half a second of it is in the file.
void wait_for_sound(const std::filesystem::path& file) {
  constexpr int kPolls = 200;
  constexpr std::uintmax_t kHalfSecond = 48'000;
  std::error_code none_yet;
  for (int i = 0; i < kPolls; ++i) {
    const auto bytes = std::filesystem::file_size(file, none_yet);
    if (!none_yet && bytes > kHalfSecond) return;
    ::poll(nullptr, 0, 100);
  }
}

TEST(DaemonDiagnosis, TheTechnicianOnSiteAsksTheRunningFirmware) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const std::string status = on_site(daemon, "status");
  for (const char* expected :
       {"TL-0001, firmware", "connected to 127.0.0.1", "synchronised", "version 1", "no field bus"})
    EXPECT_NE(status.find(expected), status.npos) << expected << " in\n" << status;
  EXPECT_NE(on_site(daemon, "selftest").find("self-test passed"), std::string::npos) << on_site(daemon, "selftest");
  EXPECT_NE(on_site(daemon, "levels").find("no field bus"), std::string::npos);
  EXPECT_NE(on_site(daemon, "play-test").find("quiet test tone"), std::string::npos);
  const auto mode = std::filesystem::status(daemon.at("terminal-TL-0001/data/technician.sock")).permissions();
  EXPECT_EQ(mode & std::filesystem::perms::others_all, std::filesystem::perms::none);
  EXPECT_EQ(on_site(daemon, "sing").find("quiet"), std::string::npos);
  wait_for_sound(daemon.at("terminal-TL-0001/sound.wav"));
  terminal.end();
  EXPECT_NE(on_site(daemon, "status").find("no firmware answers"), std::string::npos);
  const auto sound = terminal.sound();
  const auto loudest = std::max_element(sound.begin(), sound.end());
  ASSERT_NE(loudest, sound.end());
  EXPECT_GT(*loudest, 100);
  EXPECT_LT(*loudest, 32'767 / 10) << "a test on site is quiet";
}

// "202611", as the bill counts: UTC+8.
std::string month_of_the_bill() {
  const std::chrono::sys_time<microseconds> there(os::wall_now().time_since_epoch() + std::chrono::hours(8));
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(there));
  return std::to_string(static_cast<int>(date.year()) * 100 + static_cast<int>(static_cast<unsigned>(date.month())));
}

// For the call to the operator's hotline. 123 MiB were counted before this boot.
TEST(DaemonDiagnosis, TheSimCardAndTheMonthsDataAreNamed) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  board::ScriptedModem modem;
  std::filesystem::create_directories(daemon.at("terminal-TL-0001/data"));
  daemon.write("terminal-TL-0001/data/data-use",
               month_of_the_bill() + " " + std::to_string(123 * 1024 * 1024) + " an-earlier-boot 0\n");
  TerminalProcess terminal(daemon, "TL-0001", "[modem]\ndevice = \"" + modem.path() + "\"\ninterface = \"lo\"\n");
  const auto named = [&daemon] {
    const auto diagnosis = daemon.ask("GET", "/api/v1/terminals/TL-0001/diagnosis");
    const auto* used = diagnosis.json.if_contains("data_used_mib");
    return !text(diagnosis.json, "operator").empty() && used != nullptr && !used->is_null();
  };
  ASSERT_TRUE(modem.serve_until(named)) << terminal.log();
  const std::string said = tongluo(daemon, "diagnose TL-0001 --language en");
  EXPECT_NE(said.find("SIM: ICCID 89860012345678901234, IMSI 460001234567890, CHINA MOBILE, "), said.npos) << said;
  const std::size_t used = said.find(" MiB this month");
  ASSERT_NE(used, said.npos) << said;
  EXPECT_GE(std::stoi(said.substr(said.rfind(' ', used - 1))), 123) << said;
}

TEST(DaemonDiagnosis, ATechnicianWhoSaysNothingDoesNotKeepTheFirmwareFromEnding) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  boost::asio::io_context context;
  boost::asio::local::stream_protocol::socket silent(context), hasty(context);
  const boost::asio::local::stream_protocol::endpoint door(daemon.at("terminal-TL-0001/data/technician.sock").string());
  silent.connect(door);
  hasty.connect(door);
  boost::asio::write(hasty, boost::asio::buffer(std::string(1'000, 'x')));  // never a line
  EXPECT_NE(on_site(daemon, "status").find("TL-0001, firmware"), std::string::npos);
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
}

TEST(DaemonDiagnosis, AWellTerminalIsWellAndOneThatNeverCalledGetsAnInstruction) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, "TL-0001");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const std::string well = tongluo(daemon, "diagnose TL-0001");
  EXPECT_NE(well.find("TL-0001  online"), well.npos) << well;
  EXPECT_NE(well.find("1. well"), well.npos) << well;
  const std::string never = tongluo(daemon, "diagnose TL-0002 --language zh");
  EXPECT_NE(never.find("1. never_seen  mute"), never.npos) << never;
  EXPECT_NE(never.find("检查 SIM 卡与天线"), never.npos) << never;
  const std::string unknown = tongluo(daemon, "diagnose TL-0009");
  EXPECT_NE(unknown.find("terminal.not_found"), unknown.npos) << unknown;
}

}  // namespace
}  // namespace tongluo::daemon

// The system's clock jumps under a running terminal: the real tongluod, and a tongluo-terminal whose wall clock the
// test sets. What it is told of it must be at the API in time, and the diagnosis names cause and instruction.

#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr auto kInTime = seconds(60);  // from the jump to the API
constexpr int kLookMs = 100;
constexpr std::int64_t kTenYears = 10LL * 365 * 24 * 3'600;

// Started with a clock that the test may set ahead.
class JumpingTerminal {
 public:
  explicit JumpingTerminal(DaemonProcess& daemon) : file_(daemon.at("ahead")) {
    set_ahead(0);
    ::setenv("LD_PRELOAD", TONGLUO_JUMPING_CLOCK, 1);
    ::setenv("JUMPING_CLOCK", file_.c_str(), 1);
    process_ = std::make_unique<TerminalProcess>(daemon, "TL-0001");
    ::unsetenv("LD_PRELOAD");
  }
  ~JumpingTerminal() { ::unsetenv("JUMPING_CLOCK"); }
  void set_ahead(std::int64_t by) const {
    std::fstream file(file_, std::ios::binary | std::ios::in | std::ios::out);
    if (!file) file.open(file_, std::ios::binary | std::ios::out);
    file.write(reinterpret_cast<const char*>(&by), sizeof by);
  }
  const TerminalProcess& operator*() const { return *process_; }

 private:
  const std::filesystem::path file_;
  std::unique_ptr<TerminalProcess> process_;
};

json::object jump_reported(const DaemonProcess& daemon) {
  const auto end = std::chrono::steady_clock::now() + kInTime;
  for (; std::chrono::steady_clock::now() < end; ::poll(nullptr, 0, kLookMs)) {
    const auto answer = daemon.ask("GET", "/api/v1/terminals/TL-0001/diagnosis");
    for (const json::value& each : answer.json.at("reports").as_array())
      if (each.at("kind").as_string() == "clock_jump") return each.as_object();
  }
  return {};
}

TEST(DaemonClockJump, TenYearsAheadReachTheApiInTimeAndTheDiagnosisNamesThem) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  const JumpingTerminal terminal(daemon);
  ASSERT_TRUE((*terminal).is_online_in_time()) << (*terminal).log();
  terminal.set_ahead(kTenYears);
  const json::object told = jump_reported(daemon);
  ASSERT_FALSE(told.empty()) << (*terminal).log();
  EXPECT_EQ(text(told, "detail"), "+" + std::to_string(kTenYears) + " s");
  const std::string diagnosed =
      output_of("tongluo --api unix:" + daemon.at("api.sock").string() + " diagnose TL-0001 --language en");
  for (const char* expected : {"clock  notice", "its clock jumped: +315360000 s", "replace the board's coin cell"})
    EXPECT_NE(diagnosed.find(expected), diagnosed.npos) << expected << " in\n" << diagnosed;
  EXPECT_NE((*terminal).answer("status").find("synchronised"), std::string::npos) << "it goes on by what was verified";
}

}  // namespace
}  // namespace tongluo::daemon

// Ceilings of memory and open files, with a real tongluo-terminal: what it does at each, and the line that says so.

#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/wire/configuration.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kCeilingPolls = 300;
constexpr const char* kBounded = "TL-0001";
constexpr const char* kMemoryReason = "out of memory: at the ceiling supervision.memory_mb";

class DaemonCeilings : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(daemon.start_until_ready(), ""); }
  static bool in_log(const TerminalProcess& terminal, const std::string& expected) {
    for (int i = 0; i < kCeilingPolls; ++i, ::poll(nullptr, 0, 50))
      if (terminal.log().find(expected) != std::string::npos) return true;
    return false;
  }
  static bool answers(const TerminalProcess& terminal, const std::string& question, const std::string& expected) {
    for (int i = 0; i < kCeilingPolls; ++i, ::poll(nullptr, 0, 50))
      if (terminal.answer(question).find(expected) != std::string::npos) return true;
    return false;
  }
  static rlim_t set_soft(const TerminalProcess& terminal, __rlimit_resource resource, rlim_t value) {
    rlimit limits{};
    EXPECT_EQ(::prlimit(terminal.process(), resource, nullptr, &limits), 0);
    const rlim_t before = std::exchange(limits.rlim_cur, value);
    EXPECT_EQ(::prlimit(terminal.process(), resource, &limits, nullptr), 0);
    return before;
  }
  // From now on it gets so much memory more.
  static void leave_room(const TerminalProcess& terminal, rlim_t bytes) {
    std::ifstream statm("/proc/" + std::to_string(terminal.process()) + "/statm");
    rlim_t pages[6]{};
    for (rlim_t& each : pages) statm >> each;
    set_soft(terminal, RLIMIT_DATA, pages[5] * static_cast<rlim_t>(::getpagesize()) + bytes);
  }
  // It runs, or it has ended; nothing else within the time.
  static bool runs(const TerminalProcess& terminal) {
    for (int i = 0; i < kCeilingPolls; ++i, ::poll(nullptr, 0, 20)) {
      siginfo_t ended{};
      if (::waitid(P_PID, static_cast<id_t>(terminal.process()), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
          ended.si_pid != 0)
        return false;
      if (terminal.log().find("tongluo-terminal: ready") != std::string::npos) return true;
    }
    ADD_FAILURE() << "neither ready nor at its end\n" << terminal.log();
    return false;
  }

  DaemonProcess daemon;
};

TEST_F(DaemonCeilings, AnyCeilingOfMemoryLetsItRunOrEndsItWithItsReason) {
  int ended = 0;
  bool ran = false;
  for (int megabytes = 1; megabytes <= 1'024 && !ran; megabytes *= 2) {
    SCOPED_TRACE(std::to_string(megabytes) + " MiB");
    std::filesystem::remove_all(daemon.at(std::string("terminal-") + kBounded));
    TerminalProcess terminal(daemon, kBounded, "[supervision]\nmemory_mb = " + std::to_string(megabytes) + "\n");
    ran = runs(terminal);
    if (ran) continue;
    ++ended;
    EXPECT_TRUE(in_log(terminal, kMemoryReason)) << terminal.log();
  }
  EXPECT_TRUE(ran) << "a whole gigabyte is not enough";
  EXPECT_GE(ended, 2);
}

TEST_F(DaemonCeilings, AFileThatIsTooMuchForTheMemoryIsRefusedAndNothingEnds) {
  std::filesystem::create_directory(daemon.at("stick"));
  std::ofstream(daemon.at("stick/small.opus")) << "small";
  std::ofstream(daemon.at("stick/large.opus")).close();
  std::filesystem::resize_file(daemon.at("stick/large.opus"), limits::kMaxClipBytes);
  TerminalProcess terminal(daemon, kBounded, "[local]\nusb_folder = \"../stick\"\n");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  wire::Configuration configuration;
  configuration.version = 3;
  configuration.targets = {*TerminalId::parse(kBounded)};
  configuration.issued_at = os::wall_now();
  configuration.local_sources =
      wire::LocalSources{{wire::LocalSource::usb_file}, {}, std::chrono::hours(24), {}, 50, seconds(60)};
  const auto taken = daemon.ask(
      "POST", "/api/v1/configurations",
      daemon.signed_body(PayloadType::configuration, to_base64(wire::serialize(configuration)), daemon.trust.maintain));
  ASSERT_EQ(taken.status, 200U) << taken.body;
  // Once through without a ceiling, so that its thread has had what it needs.
  ASSERT_TRUE(answers(terminal, "local start usb_file small.opus", "small.opus sounds")) << terminal.log();
  ASSERT_TRUE(answers(terminal, "status", "FAILED: small.opus: ")) << terminal.log();
  leave_room(terminal, 2 * 1024 * 1024);  // less than the file
  ASSERT_TRUE(answers(terminal, "local start usb_file large.opus", "large.opus sounds")) << terminal.log();
  EXPECT_TRUE(answers(terminal, "status", "no memory for it")) << terminal.answer("status") << terminal.log();
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
}

TEST_F(DaemonCeilings, ABundleThatIsTooMuchForTheMemoryIsRefusedAndNothingEnds) {
  std::filesystem::create_directory(daemon.at("stick"));
  std::ofstream(daemon.at("stick/a.tongluo")) << "small";
  TerminalProcess terminal(daemon, kBounded, "[import]\nfolder = \"../stick\"\n");
  ASSERT_TRUE(in_log(terminal, "a.tongluo")) << terminal.log();  // its thread has had what it needs
  leave_room(terminal, 2 * 1024 * 1024);
  std::ofstream(daemon.at("stick/large.part")).close();
  std::filesystem::resize_file(daemon.at("stick/large.part"), limits::kMaxBundleBytes);
  std::filesystem::rename(daemon.at("stick/large.part"), daemon.at("stick/large.tongluo"));
  EXPECT_TRUE(in_log(terminal, "no memory for it")) << terminal.log();
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
}

TEST_F(DaemonCeilings, WithoutADescriptorTheDoorStaysShutAndTheSessionOpen) {
  TerminalProcess terminal(daemon, kBounded, "[supervision]\ndescriptors = 200\n");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const rlim_t before = set_soft(terminal, RLIMIT_NOFILE, 3);
  EXPECT_EQ(before, 200U) << "as terminal.toml says";
  EXPECT_EQ(terminal.answer("status").find("controller"), std::string::npos);
  EXPECT_TRUE(in_log(terminal, "hint=\"at the ceiling supervision.descriptors\"")) << terminal.log();
  EXPECT_TRUE(terminal.is_online_in_time()) << terminal.log();
  set_soft(terminal, RLIMIT_NOFILE, before);
  EXPECT_TRUE(answers(terminal, "status", "controller")) << terminal.log();
  EXPECT_EQ(terminal.log().find("link_closed"), std::string::npos) << terminal.log();
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
}

}  // namespace
}  // namespace tongluo::daemon

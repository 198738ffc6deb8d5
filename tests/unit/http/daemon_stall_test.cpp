// An audio thread that hangs in the sound card: the real tongluo-terminal plays into ALSA's plug-in that writes to a
// pipe, which the test does not read, so that the thread stays in the kernel's write(). The tongluo-amp-sim is the
// amplifier whose relay must drop; a second pipe is the hardware's watchdog.

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/board/sim_process.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

constexpr auto kStallLimit = seconds(30);
constexpr const char* kStalled = "TL-0001";
constexpr int kFeedEveryMs = 2'000;

class DaemonStall : public testing::Test {
 protected:
  DaemonStall() {
    const std::string pipe = daemon.at("card").string();
    EXPECT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    card = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    ::fcntl(card, F_SETPIPE_SZ, 4'096);  // 43 ms of sound
    EXPECT_EQ(::mkfifo(daemon.at("watchdog").c_str(), 0600), 0);
    watchdog = ::open(daemon.at("watchdog").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    daemon.write("asound.conf", "pcm.nothing { type null }\npcm.card { type file slave.pcm nothing format raw file \"" +
                                    pipe + "\" }\n");
    ::setenv("ALSA_CONFIG_PATH", daemon.at("asound.conf").c_str(), 1);
  }
  ~DaemonStall() override {
    ::unsetenv("ALSA_CONFIG_PATH");
    ::close(card);
    ::close(watchdog);
  }

  static std::string map(const std::string& address) {
    return "[[bus]]\nname = \"pole\"\ngap_ms = 2\ntcp = \"" + address +
           "\"\n[[device]]\nname = \"amplifier\"\nbus = \"pole\"\nunit_id = 1\n"
           "[[register]]\ndevice = \"amplifier\"\nquantity = \"amplifier_relay\"\nfunction = 1\naddress = 0\n"
           "encoding = \"bit\"\nperiod_ms = 100\nwrite_function = 5\n";
  }
  void start() {
    ASSERT_NE(daemon.start_until_ready(), "");
    daemon.write("pole.toml", map("127.0.0.1:502"));
    simulator = std::make_unique<board::Process>(std::vector<std::string>{
        TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", daemon.at("pole.toml").string(), "--any-port", "--link"});
    const std::string ready = simulator->line();
    ASSERT_NE(ready.find('='), ready.npos) << ready;
    daemon.write("pole.toml", map(ready.substr(ready.find('=') + 1)));
    terminal = std::make_unique<TerminalProcess>(
        daemon, kStalled,
        "[field_bus]\nmap = \"../pole.toml\"\namplifier_hold_ms = 0\n[supervision]\nwatchdog = \"" +
            daemon.at("watchdog").string() + "\"\n",
        "alsa:card");
    ASSERT_TRUE(terminal->is_online_in_time()) << terminal->log();
    ASSERT_TRUE(happens([&] { return relay("no"); })) << terminal->answer("levels");
  }
  bool relay(const std::string& on) const {
    return terminal->answer("levels").find("amplifier_relay " + on) != std::string::npos;
  }
  bool logged(const std::string& line) const { return terminal->log().find(line) != std::string::npos; }
  // What the card was given since it was read last.
  std::size_t read_card() const {
    char part[4'096];
    std::size_t octets = 0;
    for (ssize_t got = 0; (got = ::read(card, part, sizeof part)) > 0;) octets += static_cast<std::size_t>(got);
    return octets;
  }
  // What the watchdog was written since it was read last.
  std::string read_watchdog() const {
    std::string all;
    char part[256];
    for (ssize_t got = 0; (got = ::read(watchdog, part, sizeof part)) > 0;)
      all.append(part, static_cast<std::size_t>(got));
    return all;
  }
  // Fed with anything but what releases it.
  bool fed() const {
    const std::string letters = read_watchdog();
    return !letters.empty() && letters.find('V') == std::string::npos;
  }
  template <class Condition>
  static bool happens(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + kStallLimit;
    for (; std::chrono::steady_clock::now() < end; ::poll(nullptr, 0, 50))
      if (condition()) return true;
    return condition();
  }

  DaemonProcess daemon;
  int card = -1;
  int watchdog = -1;
  std::unique_ptr<board::Process> simulator;
  std::unique_ptr<TerminalProcess> terminal;
};

TEST_F(DaemonStall, AnAudioThreadThatHangsInTheSoundCardLosesTheAmplifierAndGetsItBack) {
  ASSERT_NO_FATAL_FAILURE(start());
  EXPECT_TRUE(happens([&] { return fed(); })) << "while all is well";
  EXPECT_NE(terminal->answer("play-test").find("playing"), std::string::npos);
  EXPECT_TRUE(happens([&] { return relay("yes"); })) << terminal->log();
  EXPECT_TRUE(happens([&] { return logged("event=audio_stalled"); })) << terminal->log();
  EXPECT_TRUE(happens([&] { return relay("no"); })) << "the horn would hum\n" << terminal->log();
  EXPECT_NE(terminal->answer("status").find("controller"), std::string::npos) << "all else goes on";
  EXPECT_TRUE(happens([&] { return logged("event=audio_thread_silent"); })) << terminal->log();
  read_watchdog();
  ::poll(nullptr, 0, 3 * kFeedEveryMs);
  EXPECT_EQ(read_watchdog(), "") << "a watchdog is not fed for who hangs";
  std::size_t octets = 0;
  EXPECT_TRUE(happens([&] {
    octets += read_card();
    return octets >= std::size_t{2} * 48'000 * 2;  // the whole test tone
  })) << octets;
  EXPECT_TRUE(happens([&] {
    read_card();
    return terminal->answer("play-test").find("playing") != std::string::npos;
  })) << terminal->log();
  EXPECT_TRUE(happens([&] {
    read_card();
    return relay("yes");
  })) << "it has the amplifier again\n"
      << terminal->log();
  EXPECT_TRUE(happens([&] {
    read_card();
    return relay("no");
  })) << terminal->log();
  EXPECT_TRUE(happens([&] { return fed(); })) << "and its watchdog\n" << terminal->log();
  ::fcntl(card, F_SETPIPE_SZ, 1024 * 1024);  // room for what is still to come
  EXPECT_EQ(terminal->end(), 0) << terminal->log();
  EXPECT_TRUE(read_watchdog().ends_with('V')) << "an orderly end releases it";
}

TEST_F(DaemonStall, ACrashLeavesTheWatchdogArmedAndTheNextStartFeedsItAgain) {
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_TRUE(happens([&] { return fed(); }));
  terminal->crash_and_start_again();
  EXPECT_EQ(read_watchdog().find('V'), std::string::npos);
  EXPECT_TRUE(happens([&] { return fed(); })) << terminal->log();
}

}  // namespace
}  // namespace tongluo::daemon

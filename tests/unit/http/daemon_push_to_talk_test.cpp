// The village's microphone by its key, with the real programs: tongluod, a tongluo-terminal whose microphone is a file
// (ALSA's plug-in), and a tongluo-amp-sim, a contact of which is the key. The test presses it.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <numbers>
#include <poll.h>

#include "protocol/os/clock.hpp"
#include "protocol/wire/configuration.hpp"
#include "tests/unit/board/sim_process.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

constexpr auto kKeyLimit = seconds(30);
constexpr const char* kKeyPole = "TL-0001";

class DaemonPushToTalk : public testing::Test {
 protected:
  DaemonPushToTalk() {
    std::ofstream raw(daemon.at("voice.raw"), std::ios::binary);
    for (int i = 0; i < 48'000; ++i) {
      const auto sample = static_cast<std::int16_t>(16'384 * std::sin(2 * std::numbers::pi * 480 * i / 48'000.0));
      raw.write(reinterpret_cast<const char*>(&sample), sizeof sample);
    }
    raw.close();
    daemon.write(
        "asound.conf",
        "pcm.nothing { type null }\npcm.mouth { type file slave.pcm nothing file /dev/null format raw infile \"" +
            daemon.at("voice.raw").string() + "\" }\n");
    ::setenv("ALSA_CONFIG_PATH", daemon.at("asound.conf").c_str(), 1);
  }
  ~DaemonPushToTalk() override { ::unsetenv("ALSA_CONFIG_PATH"); }

  // The simulator's door contact is the key.
  static std::string map(const std::string& address) {
    return "[[bus]]\nname = \"pole\"\ngap_ms = 2\ntcp = \"" + address +
           "\"\n[[device]]\nname = \"box\"\nbus = \"pole\"\nunit_id = 1\n"
           "[[register]]\ndevice = \"box\"\nquantity = \"push_to_talk\"\nfunction = 2\naddress = 1\n"
           "encoding = \"bit\"\nperiod_ms = 100\n";
  }
  void start() {
    ASSERT_NE(daemon.start_until_ready(), "");
    std::string door = map("127.0.0.1:502");
    door.replace(door.find("push_to_talk"), std::string_view("push_to_talk").size(), "door_open");
    daemon.write("sim.toml", door);
    simulator = std::make_unique<board::Process>(std::vector<std::string>{
        TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", daemon.at("sim.toml").string(), "--any-port", "--link"});
    const std::string ready = simulator->line();
    ASSERT_NE(ready.find('='), ready.npos) << ready;
    daemon.write("pole.toml", map(ready.substr(ready.find('=') + 1)));
    terminal = std::make_unique<TerminalProcess>(
        daemon, kKeyPole, "[field_bus]\nmap = \"../pole.toml\"\n[local]\nmicrophone = \"mouth\"\n");
    ASSERT_TRUE(terminal->is_online_in_time()) << terminal->log();
    ASSERT_TRUE(answers("levels", "push_to_talk"));
  }
  void allow() {
    wire::Configuration configuration;
    configuration.version = 3;
    configuration.targets = {*TerminalId::parse(kKeyPole)};
    configuration.issued_at = os::wall_now();
    configuration.local_sources =
        wire::LocalSources{{wire::LocalSource::microphone}, {}, std::chrono::hours(24), {}, 50, seconds(60)};
    const auto taken = daemon.ask("POST", "/api/v1/configurations",
                                  daemon.signed_body(PayloadType::configuration,
                                                     to_base64(wire::serialize(configuration)), daemon.trust.maintain));
    ASSERT_EQ(taken.status, 200U) << taken.body;
  }
  void key(bool pressed) {
    simulator->say(pressed ? "door_open on" : "door_open off");
    ASSERT_EQ(simulator->line(), "done");
  }
  bool answers(const std::string& question, const std::string& expected) const {
    const auto end = std::chrono::steady_clock::now() + kKeyLimit;
    for (; std::chrono::steady_clock::now() < end; ::poll(nullptr, 0, 100))
      if (terminal->answer(question).find(expected) != std::string::npos) return true;
    return false;
  }

  DaemonProcess daemon;
  std::unique_ptr<board::Process> simulator;
  std::unique_ptr<TerminalProcess> terminal;
};

TEST_F(DaemonPushToTalk, TheMicrophoneSoundsWhileTheKeyIsPressedAndWhereItIsAllowed) {
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_NO_FATAL_FAILURE(key(true));
  EXPECT_TRUE(answers("status", "push to talk: no signed configuration")) << terminal->answer("status");
  ASSERT_NO_FATAL_FAILURE(key(false));
  ASSERT_NO_FATAL_FAILURE(allow());
  bool sounds = false;
  for (int presses = 0; presses < 5 && !sounds; ++presses) {  // until the configuration has arrived
    ASSERT_NO_FATAL_FAILURE(key(true));
    ::poll(nullptr, 0, 2'000);
    sounds = terminal->answer("status").find("microphone sounds, ") != std::string::npos;
    ASSERT_NO_FATAL_FAILURE(key(false));
    ::poll(nullptr, 0, 1'000);
  }
  EXPECT_TRUE(sounds) << terminal->answer("status") << terminal->log();
  EXPECT_TRUE(answers("plays", "s  key released")) << terminal->answer("plays") << terminal->log();
  EXPECT_EQ(terminal->end(), 0) << terminal->log();
  const std::vector<std::int16_t> sound = terminal->sound();
  const auto loud = std::count_if(sound.begin(), sound.end(), [](int sample) { return std::abs(sample) > 4'000; });
  EXPECT_GT(loud, 12'000) << "the voice was heard";
}

}  // namespace
}  // namespace tongluo::daemon

// The scheduled self-test with the real programs: tongluod, a tongluo-terminal whose quiet test fell due while it was
// off, and a tongluo-amp-sim that hears what the terminal writes to its WAV sink. No order is ever played.

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/os/clock.hpp"
#include "tests/unit/board/sim_process.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr int kTestPolls = 300;
constexpr int kTestPollMs = 100;
constexpr const char* kTested = "TL-0001";

std::string amplifier_map(const std::string& address) {
  return "[[bus]]\nname = \"pole\"\ngap_ms = 2\ntcp = \"" + address + R"("
[[device]]
name = "amplifier"
bus = "pole"
unit_id = 1
[[register]]
device = "amplifier"
quantity = "amplifier_relay"
function = 1
address = 0
encoding = "bit"
period_ms = 200
write_function = 5
[[register]]
device = "amplifier"
quantity = "output_level"
function = 4
address = 16
encoding = "u16"
scale = 0.01
unit = "V"
full_scale = 98.0
period_ms = 100
)";
}

// The minute that runs, of the UTC day.
std::string this_minute() {
  const auto of_day =
      std::chrono::floor<std::chrono::minutes>(os::wall_now().time_since_epoch()) % std::chrono::days(1);
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(of_day.count() / 60),
                static_cast<int>(of_day.count() % 60));
  return text;
}

class DaemonSelfTest : public testing::Test {
 protected:
  void start(const char* fault, const std::string& self_test) {
    ASSERT_NE(daemon.start_until_ready(), "");
    daemon.write("pole.toml", amplifier_map("127.0.0.1:502"));
    simulator = std::make_unique<board::Process>(std::vector<std::string>{
        TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", daemon.at("pole.toml").string(), "--any-port", "--wav",
        daemon.at(std::string("terminal-") + kTested + "/sound.wav").string()});
    const std::string ready = simulator->line();
    ASSERT_NE(ready.find('='), ready.npos) << ready;
    daemon.write("pole.toml", amplifier_map(ready.substr(ready.find('=') + 1)));
    say(fault);
    terminal = std::make_unique<TerminalProcess>(daemon, kTested,
                                                 "[field_bus]\nmap = \"../pole.toml\"\n[self_test]\n" + self_test);
    ASSERT_TRUE(terminal->is_online_in_time()) << terminal->log();
  }

  void say(const std::string& fault) {
    simulator->say(fault);
    ASSERT_EQ(simulator->line(), "done");
  }

  bool answers(const std::string& question, const std::string& expected) const {
    for (int i = 0; i < kTestPolls; ++i, ::poll(nullptr, 0, kTestPollMs))
      if (terminal->answer(question).find(expected) != std::string::npos) return true;
    return false;
  }

  std::string diagnosed() const {
    return board::run_program({TONGLUO_BIN_DIR "/tongluo", "--api", "unix:" + daemon.at("api.sock").string(),
                               "diagnose", kTested, "--language", "en"})
        .output;
  }
  bool is_diagnosed(const std::string& expected) const {
    for (int i = 0; i < kTestPolls; ++i, ::poll(nullptr, 0, kTestPollMs))
      if (diagnosed().find(expected) != std::string::npos) return true;
    return false;
  }

  DaemonProcess daemon;
  std::unique_ptr<board::Process> simulator;
  std::unique_ptr<TerminalProcess> terminal;
};

// A machine too busy to write a file in time is no broken amplifier, but looks like one: it is tested again.
TEST_F(DaemonSelfTest, AHealthyAmplifierPassesAtTheQuietLevelAndADeadOneIsDiagnosed) {
  ASSERT_NO_FATAL_FAILURE(start("tone off", "scheduled = false\n"));
  bool passed = false;
  for (int tries = 0; tries < 3 && !passed; ++tries) {
    ASSERT_TRUE(answers("test-quiet", "the quiet test sounds")) << terminal->log();
    ASSERT_TRUE(answers("selftest", "quiet: ")) << terminal->log();
    passed = answers("selftest", "quiet: sounded, the output followed the sound");
  }
  EXPECT_TRUE(passed) << terminal->answer("selftest") << terminal->log();
  EXPECT_EQ(diagnosed().find("amplifier  "), std::string::npos) << diagnosed();
  ASSERT_NO_FATAL_FAILURE(say("dead_amplifier on"));
  ASSERT_TRUE(answers("test-quiet", "the quiet test sounds")) << terminal->log();
  EXPECT_TRUE(is_diagnosed("amplifier  mute")) << diagnosed() << terminal->log();
}

struct Heard {
  double seconds = 0;  // from the first loud sample to the last
  double hz = 0;
  double level_db = -99;  // of full scale, as a sine's amplitude
};

Heard hear(const std::vector<std::int16_t>& sound) {
  constexpr double kRate = 48'000;
  constexpr int kLoud = 1'000;
  const auto loud = [](std::int16_t sample) { return std::abs(static_cast<int>(sample)) > kLoud; };
  const auto first = std::find_if(sound.begin(), sound.end(), loud);
  const auto last = std::find_if(sound.rbegin(), std::make_reverse_iterator(first), loud).base();
  if (first == last) return {};
  double power = 0;
  int rises = 0;
  for (auto sample = first; sample != last; ++sample) {
    power += static_cast<double>(*sample) * *sample;
    if (sample != first && *(sample - 1) < 0 && *sample >= 0) ++rises;
  }
  const auto samples = static_cast<double>(last - first);
  return {samples / kRate, rises * kRate / samples, 10 * std::log10(2 * power / samples / (32'768.0 * 32'768.0))};
}

// What the village hears of it: -8 dB as an alert's tone, at 30 % of the installed volume, for five seconds.
TEST_F(DaemonSelfTest, TheAudibleOneIsHeardAtItsLevelForItsTimeAndNoLonger) {
  ASSERT_NO_FATAL_FAILURE(start("tone off", "scheduled = false\naudible_volume_percent = 30\n"));
  ASSERT_TRUE(answers("test-audible", "the audible test sounds")) << terminal->log();
  ASSERT_TRUE(answers("selftest", "audible: ")) << terminal->answer("selftest") << terminal->log();
  EXPECT_NE(terminal->answer("status").find("audible: "), std::string::npos) << terminal->answer("status");
  EXPECT_EQ(terminal->end(), 0) << terminal->log();
  const Heard heard = hear(terminal->sound());
  EXPECT_NEAR(heard.seconds, 5.0, 0.1);
  EXPECT_NEAR(heard.hz, 1'000, 5);
  EXPECT_NEAR(heard.level_db, -8 + 20 * std::log10(0.3), 0.5);
}

TEST_F(DaemonSelfTest, TheScheduledQuietOneFindsADeadAmplifierWithNoOrderPlayed) {
  const std::string an_hour_ago = std::to_string(to_us(os::wall_now() - std::chrono::hours(1)));
  const std::string record = std::string("terminal-") + kTested + "/data/sound-test";
  std::filesystem::create_directories(daemon.at(record).parent_path());
  daemon.write(record, "sound-test 1\n" + an_hour_ago + " " + an_hour_ago + "\n");
  ASSERT_NO_FATAL_FAILURE(
      start("dead_amplifier on", "utc_offset_minutes = 0\nquiet_at = [\"" + this_minute() + "\"]\n"));
  EXPECT_TRUE(answers("status", "quiet: silent_amplifier, the amplifier gave no output")) << terminal->log();
  EXPECT_TRUE(is_diagnosed("its self-test failed: silent_amplifier: the amplifier gave no output"))
      << diagnosed() << terminal->log();
  EXPECT_NE(diagnosed().find("amplifier  mute"), std::string::npos) << diagnosed();
  EXPECT_EQ(terminal->log().find("event=play play=2"), std::string::npos) << "nothing else sounded";
  terminal->crash_and_start_again();
  ASSERT_TRUE(terminal->is_online_in_time());
  EXPECT_TRUE(answers("status", "quiet: silent_amplifier")) << "it is remembered\n" << terminal->log();
}

}  // namespace
}  // namespace tongluo::daemon

// The program itself: what it prints and how it ends. The test writes a real installation into a folder of its own and
// runs the binary there; nobody answers on the controller's port.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <poll.h>
#include <sys/wait.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/file_lock.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sqlite/database.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/main/stop_limit.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/board_ports/scripted_modem.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::test {
namespace {

constexpr const char* kProgramConfig = R"(
terminal_id = "TL-500116-0001"
data_dir = "data"
roots = "roots.bin"
trust_list = "trust-list.env"
place = "place.env"
[controller]
endpoints = ["127.0.0.1:9"]
server_name = "controller.tongluo"
certificate = "terminal.crt"
key = "terminal.key"
authority = "controller-ca.crt"
[audio]
sink = "null"
)";

class Program : public testing::Test {
 protected:
  Program() {
    const Certified authority = make_authority("devices");
    const Certified terminal = issue(authority, "TL-500116-0001");
    write("terminal.crt", terminal.certificate_pem);
    write("terminal.key", terminal.key_pem);
    write("controller-ca.crt", authority.certificate_pem);
    write("terminal.toml", kProgramConfig);
    write("roots.bin", as_text(trust.root_set()));
    write("trust-list.env", as_text(wire::serialize(trust.trust_list())));
    write("place.env", as_text(wire::serialize(trust.place(terminal_id("TL-500116-0001"), village()))));
  }
  void write(const std::string& name, std::string_view content) {
    ASSERT_TRUE(os::write_file(folder.path() / name, as_bytes(content)).has_value());
  }
  // Runs it until it says the word or ends (at most kStartPolls × 50 ms), then SIGTERM; answers the exit code, keeps
  // the output.
  int run(const std::string& arguments = "--config terminal.toml --log-level off", const std::string& word = "ready") {
    constexpr int kStartPolls = 600;
    const std::string command =
        "cd '" + folder.path().string() + "' && rm -f out && { '" + TONGLUO_BIN_DIR "/tongluo-terminal' " + arguments +
        " >out 2>&1 & p=$!; n=0; while kill -0 $p 2>/dev/null && ! grep -qs '" + word + "' out && [ $n -lt " +
        std::to_string(kStartPolls) + " ]; do sleep 0.05; n=$((n+1)); done; kill -TERM $p 2>/dev/null; wait $p; }";
    const int status = std::system(command.c_str());
    std::ifstream in(folder.path() / "out");
    output.assign(std::istreambuf_iterator<char>(in), {});
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void replace_in_config(const std::string& from, const std::string& to) {
    std::string config = kProgramConfig;
    config.replace(config.find(from), from.size(), to);
    write("terminal.toml", config);
  }
  TempFolder folder;
  TrustFixture trust;
  std::string output;
};

TEST_F(Program, SaysReadyAndStopsOrderlyOnSigterm) {
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(output, "tongluo-terminal: ready TL-500116-0001\n");
  EXPECT_EQ(run(), 0) << "and starts again on its own journal";
}

#ifdef TONGLUO_HANGING_STICK
TEST_F(Program, EndsInTimeAndInOrderThoughItsStickHangs) {
  std::filesystem::create_directory(folder.path() / "usb");
  write("usb/fair.tongluo", "a bundle");
  write("terminal.toml", std::string(kProgramConfig) + "[import]\nfolder = \"usb\"\n");
  ::setenv("LD_PRELOAD", TONGLUO_HANGING_STICK, 1);
  const SteadyTime begun = os::steady_now();
  EXPECT_EQ(run("--config terminal.toml", "the stick hangs"), 0) << output;
  ::unsetenv("LD_PRELOAD");
  EXPECT_LT(os::steady_now() - begun, firmware::kStopLimit + seconds(20));
  EXPECT_NE(output.find("ended without a thread that hangs"), std::string::npos) << output;
  EXPECT_EQ(run("--config terminal.toml"), 0);
  EXPECT_NE(output.find("boot=\"orderly restart\""), std::string::npos) << output;
}
#endif

TEST_F(Program, WithoutConfigurationItSaysUsage) { EXPECT_EQ(run(""), 2); }

TEST_F(Program, ConfigurationErrorsNameFileAndKey) {
  const std::pair<const char*, const char*> faults[] = {
      {"terminal_id = \"TL-500116-0001\"", "terminal_id"},
      {"data_dir = \"data\"", "data_dir"},
      {"endpoints = [\"127.0.0.1:9\"]", "controller.endpoints"},
      {"server_name = \"controller.tongluo\"", "controller.server_name"},
      {"sink = \"null\"", "audio.sink"}};
  for (const auto& [line, key] : faults) {
    replace_in_config(line, "");
    EXPECT_EQ(run(), 2);
    EXPECT_NE(output.find("terminal.toml: " + std::string(key)), std::string::npos) << output;
    EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 1) << output;
  }
  replace_in_config("sink =", "snik =");
  EXPECT_EQ(run(), 2);
  EXPECT_NE(output.find("audio.snik is not known"), std::string::npos) << output;
  replace_in_config("127.0.0.1:9", "127.0.0.1");
  EXPECT_EQ(run(), 2);
  replace_in_config("sink = \"null\"", "sink = \"trumpet\"");
  EXPECT_EQ(run(), 2);
  write("terminal.toml", "not = [toml");
  EXPECT_EQ(run(), 2);
}

TEST_F(Program, AModemsConfigurationIsChecked) {
  const std::pair<const char*, const char*> faults[] = {{"baud = 115200", "modem.device or interface is needed"},
                                                        {"device = \"/dev/null\"\nbaud = 31250", "modem.baud"},
                                                        {"interface = \"../lo\"", "modem.interface"},
                                                        {"port = \"x\"", "modem.port is not known"}};
  for (const auto& [lines, what] : faults) {
    write("terminal.toml", std::string(kProgramConfig) + "[modem]\n" + lines + "\n");
    EXPECT_EQ(run(), 2);
    EXPECT_NE(output.find(what), std::string::npos) << output;
  }
}

TEST_F(Program, TheScheduleOfSelfTestsIsChecked) {
  const std::pair<const char*, const char*> faults[] = {
      {"quiet_at = [\"24:00\"]", "self_test.quiet_at must be a time"},
      {"quiet_at = [\"3:10\"]", "self_test.quiet_at must be a time"},
      {"quiet_at = []", "self_test.quiet_at must be a list"},
      {"quiet_level_db = -5", "self_test.quiet_level_db"},
      {"quiet_level_db = -50", "self_test.quiet_level_db must be above"},
      {"audible_day = \"someday\"", "self_test.audible_day must be a day"},
      {"scheduled = 1", "self_test.scheduled must be true or false"},
      {"quiet_hz = 30000", "self_test.quiet_hz"},
      {"loud = true", "self_test.loud is not known"}};
  for (const auto& [lines, what] : faults) {
    write("terminal.toml", std::string(kProgramConfig) + "[self_test]\n" + lines + "\n");
    EXPECT_EQ(run(), 2) << lines;
    EXPECT_NE(output.find(what), std::string::npos) << output;
  }
}

// Asked by the technician until the modem has told what it knows, or for half a minute.
TEST_F(Program, TheModemIsInTheTechniciansStatus) {
  board::ScriptedModem modem;
  write("terminal.toml",
        std::string(kProgramConfig) + "[modem]\ndevice = \"" + modem.path() + "\"\ninterface = \"lo\"\n");
  const std::string program = "'" TONGLUO_BIN_DIR "/tongluo-terminal' --config terminal.toml --log-level info";
  const std::string command = "cd '" + folder.path().string() + "' && { " + program + " >log 2>&1 & p=$!; n=0; until " +
                              program +
                              " status 2>/dev/null >st && grep -q 'CHINA MOBILE' st || [ $n -gt 300 ]; do sleep 0.1; "
                              "n=$((n+1)); done; kill -TERM $p; wait $p; cat st log; }";
  FILE* const pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  pollfd ended{::fileno(pipe), POLLIN, 0};
  EXPECT_TRUE(modem.serve_until([&ended] { return ::poll(&ended, 1, 0) > 0; }));
  std::array<char, 4'096> text{};
  while (std::fgets(text.data(), text.size(), pipe) != nullptr) output += text.data();
  ::pclose(pipe);
  for (const char* expected :
       {"modem       answering, IMEI 861234050000001", "SIM ready, ICCID 89860012345678901234, IMSI 46000…90",
        "home, CHINA MOBILE, signal -79 dBm, RSRP -92 dBm", "KiB used since an unknown day",
        "event=modem health=answering"})
    EXPECT_NE(output.find(expected), std::string::npos) << expected << " in\n" << output;
  EXPECT_EQ(output.find("460001234567890"), std::string::npos) << "an IMSI is never shown whole";
}

TEST_F(Program, MissingOrUnusableKeysAreExitCodeFour) {
  for (const char* name : {"terminal.key", "terminal.crt", "controller-ca.crt", "roots.bin"}) {
    const auto before = os::read_file(folder.path() / name, 100'000);
    write(name, "garbage");
    EXPECT_EQ(run(), 4) << name << ": " << output;
    std::filesystem::remove(folder.path() / name);
    EXPECT_EQ(run(), 4) << name << ": " << output;
    write(name, as_text(*before));
  }
}

TEST_F(Program, AJournalThatSomebodyElseHoldsIsFiveAndANewerOneSix) {
  EXPECT_EQ(run(), 0);
  {
    auto other = sqlite::Database::open(folder.path() / "data" / "journal.db");
    ASSERT_TRUE(other->execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").has_value());
    EXPECT_EQ(run(), 5) << output;
  }
  ASSERT_TRUE(
      sqlite::Database::open(folder.path() / "data" / "journal.db")->execute("PRAGMA user_version = 99").has_value());
  EXPECT_EQ(run(), 6) << output;
}

// A repair that a power cut interrupted would be finished under the first one's open journal.
TEST_F(Program, ASecondOneInItsFolderIsFiveAndTouchesNothing) {
  EXPECT_EQ(run(), 0);
  const auto data = folder.path() / "data";
  std::filesystem::copy_file(data / "journal.db", data / "journal.anew.db");
  {
    const auto first = os::FileLock::take(data / "lock");
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(run(), 5) << output;
    EXPECT_NE(output.find("another tongluo-terminal runs in "), std::string::npos) << output;
    EXPECT_TRUE(std::filesystem::exists(data / "journal.anew.db"));
    EXPECT_FALSE(std::filesystem::exists(data / "journal.damaged.db"));
  }
  EXPECT_EQ(run(), 0) << output;
  EXPECT_FALSE(std::filesystem::exists(data / "journal.anew.db")) << "finished by who is alone";
}

TEST_F(Program, ADamagedJournalIsMadeAnewAndSaidSo) {
  std::filesystem::create_directory(folder.path() / "data");
  write("data/journal.db", std::string(8'192, 'x'));
  EXPECT_EQ(run("--config terminal.toml"), 0) << output;
  EXPECT_NE(output.find("the journal was damaged"), std::string::npos) << output;
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "data" / "journal.damaged.db"));
}

TEST_F(Program, WithoutItsHardwareWatchdogItRunsAndSaysSo) {
  write("terminal.toml", std::string(kProgramConfig) + "[supervision]\nwatchdog = \"/no/such/watchdog\"\n");
  EXPECT_EQ(run("--config terminal.toml"), 0) << output;
  EXPECT_NE(output.find("event=watchdog_unusable device=\"/no/such/watchdog\""), std::string::npos) << output;
  EXPECT_NE(output.find("tongluo-terminal: ready"), std::string::npos) << output;
}

TEST_F(Program, WithoutATechniciansDoorItRunsAndSaysSo) {
  std::filesystem::create_directories(folder.path() / "data" / "technician.sock" / "not empty");
  EXPECT_EQ(run("--config terminal.toml"), 0) << output;
  EXPECT_NE(output.find("event=technician_socket_failed"), std::string::npos) << output;
  EXPECT_NE(output.find("tongluo-terminal: ready"), std::string::npos) << output;
}

TEST_F(Program, ADamagedInstalledListIsAWarningNotTheEnd) {
  write("trust-list.env", "garbage");
  EXPECT_EQ(run(), 0);
}

}  // namespace
}  // namespace tongluo::test

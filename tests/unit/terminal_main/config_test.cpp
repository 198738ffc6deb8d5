// terminal.toml: every key reaches its value; each wrong key gives one line that names the file and the key.

#include "terminal-fw/main/config.hpp"

#include <gtest/gtest.h>

namespace tongluo::firmware {
namespace {

constexpr const char* kFile = "/etc/tongluo/terminal.toml";

constexpr const char* kTop = "data_dir = \"data\"\n";
constexpr const char* kController = R"([controller]
endpoints = ["controller.example:7100", "[::1]:7100"]
server_name = "controller.example"
)";
constexpr const char* kAudio = "[audio]\nsink = \"null\"\n";

std::string with(const std::string& section) { return std::string(kTop) + kController + kAudio + section; }

std::string refusal(const std::string& text) {
  const auto config = parse_config(text, kFile);
  return config ? "" : config.error().detail;
}

TEST(TerminalConfig, WithoutACertificateTheTerminalIsToBeEnrolled) {
  const auto config = parse_config(with("[enrolment]\nhardware = \"board-1\"\n"), kFile);
  ASSERT_TRUE(config.has_value()) << config.error().detail;
  EXPECT_EQ(config->data_dir, "/etc/tongluo/data");
  EXPECT_FALSE(config->terminal);
  ASSERT_EQ(config->endpoints.size(), 2U);
  EXPECT_EQ(config->endpoints[1].host, "::1");
  EXPECT_EQ(config->endpoints[1].port, 7100);
  EXPECT_EQ(config->enrolment.hardware, "board-1");
  ASSERT_EQ(config->enrolment.endpoints.size(), 2U);
  EXPECT_EQ(config->enrolment.endpoints[0].port, 7101);
  EXPECT_FALSE(config->update);
  EXPECT_FALSE(config->modem);
}

TEST(TerminalConfig, WithACertificateItWasProvisionedByHand) {
  const auto config = parse_config(
      std::string("terminal_id = \"TL-000001\"\nroots = \"roots.bin\"\nplace = \"place.env\"\n") + kTop + kController +
          "certificate = \"own.crt\"\nkey = \"own.key\"\nauthority = \"ca.crt\"\n"
          "[enrolment]\nendpoints = [\"claims.example:7200\"]\n"
          "[audio]\nsink = \"wav:heard.wav\"\nacoustic_delay_ms = -20\n",
      kFile);
  ASSERT_TRUE(config.has_value()) << config.error().detail;
  EXPECT_EQ(config->terminal, TerminalId::parse("TL-000001"));
  EXPECT_EQ(config->roots, "/etc/tongluo/roots.bin");
  EXPECT_EQ(config->place, "/etc/tongluo/place.env");
  EXPECT_TRUE(config->trust_list.empty());
  EXPECT_EQ(config->certificate, "/etc/tongluo/own.crt");
  EXPECT_EQ(config->sink, "wav:/etc/tongluo/heard.wav");
  EXPECT_EQ(config->acoustic_delay, milliseconds(-20));
  ASSERT_EQ(config->enrolment.endpoints.size(), 1U);
  EXPECT_EQ(config->enrolment.endpoints[0].host, "claims.example");
  EXPECT_EQ(config->enrolment.endpoints[0].port, 7200);
}

TEST(TerminalConfig, UpdateAndModemAreReadWhole) {
  const auto config = parse_config(with("[update]\nengine = \"rauc\"\nfolder = \"slots\"\nhardware = \"speaker-a7\"\n"
                                        "reserve_mib = 2\nhealthy_for_s = 30\n"
                                        "[modem]\ndevice = \"/dev/ttyUSB2\"\nbaud = 9600\ninterface = \"wwan0\"\n"),
                                   kFile);
  ASSERT_TRUE(config.has_value()) << config.error().detail;
  ASSERT_TRUE(config->update.has_value());
  EXPECT_EQ(config->update->engine, UpdateEngineKind::rauc);
  EXPECT_EQ(config->update->folder, "/etc/tongluo/slots");
  EXPECT_EQ(config->update->reserve_bytes, 2U * 1024 * 1024);
  EXPECT_EQ(config->update->health.healthy_for, seconds(30));
  ASSERT_TRUE(config->modem.has_value());
  EXPECT_EQ(config->modem->device, "/dev/ttyUSB2");
  EXPECT_EQ(config->modem->baud, 9600);
  EXPECT_EQ(config->modem->use_file, "/etc/tongluo/data/data-use");
}

TEST(TerminalConfig, SelfTestAndLocalSourcesAreReadWhole) {
  const auto config =
      parse_config(with("[self_test]\nscheduled = true\nquiet_at = [\"03:10\", \"15:45\"]\n"
                        "quiet_level_db = -40\naudible_day = \"saturday\"\naudible_at = \"10:30\"\n"
                        "[local]\nmicrophone = \"hw:1\"\nusb_folder = \"stick\"\nvolume_percent = 60\n"),
                   kFile);
  ASSERT_TRUE(config.has_value()) << config.error().detail;
  EXPECT_TRUE(config->sound_test.scheduled);
  ASSERT_EQ(config->sound_test.quiet_at.size(), 2U);
  EXPECT_EQ(config->sound_test.quiet_at[1], std::chrono::minutes(15 * 60 + 45));
  EXPECT_EQ(config->quiet_level_db, -40.0);
  EXPECT_EQ(config->sound_test.audible_day, std::chrono::Saturday);
  EXPECT_EQ(config->sound_test.audible_at, std::chrono::minutes(10 * 60 + 30));
  EXPECT_EQ(config->local.devices.at(wire::LocalSource::microphone), "hw:1");
  EXPECT_EQ(config->local.usb_folder, "/etc/tongluo/stick");
  EXPECT_EQ(config->local.volume_percent, 60U);

  const auto loud = parse_config(with("[self_test]\nquiet = false\n"), kFile);
  ASSERT_TRUE(loud.has_value()) << loud.error().detail;
  EXPECT_TRUE(loud->sound_test.quiet_at.empty());
}

TEST(TerminalConfig, EachMistakeIsOneLineWithFileAndKey) {
  const std::pair<const char*, const char*> cases[] = {
      {"[audio2]\n", "audio2 is not known"},
      {"[update]\nfolder = \"slots\"\n", "update.engine is missing"},
      {"[update]\nengine = \"disk\"\n", "update.engine must be \"slots\" or \"rauc\""},
      {"[update]\nengine = \"slots\"\nfolder = 7\n", "update.folder must be a text that is not empty"},
      {"[modem]\n", "modem.device or interface is needed"},
      {"[modem]\ndevice = \"tty\"\nbaud = 10000\n", "modem.baud is no speed of a serial port"},
      {"[modem]\ninterface = \"../wwan\"\n", "modem.interface must be the name of a network interface"},
      {"[self_test]\nscheduled = 1\n", "self_test.scheduled must be true or false"},
      {"[self_test]\nquiet_at = []\n", "self_test.quiet_at must be a list of 1 to "},
      {"[self_test]\nquiet_at = [\"24:00\"]\n", "self_test.quiet_at must be a time as \"03:10\", not \"24:00\""},
      {"[self_test]\naudible_at = \"3:10\"\n", "self_test.audible_at must be a time"},
      {"[self_test]\naudible_day = \"Sunday\"\n", "self_test.audible_day must be a day of the week"},
      {"[local]\nvolume_percent = 101\n", "local.volume_percent must be a number from 1 to 100"},
      {"[enrolment]\ncode = \"AAAA\"\n", "enrolment.code is no claim code"},
      {"[enrolment]\nhardware = \"a b\"\n", "enrolment.hardware must be 1 to 64 letters"},
      {"[enrolment]\nendpoints = [\"nowhere\"]\n", "enrolment.endpoints must hold \"host:port\", not \"nowhere\""},
      {"[enrolment]\nendpoints = [\"host:0\"]\n", "enrolment.endpoints must hold \"host:port\", not \"host:0\""},
      {"[supervision]\ndescriptors = 1\n", "supervision.descriptors must be a number from 64 to 65536"}};
  for (const auto& [section, expected] : cases)
    EXPECT_TRUE(refusal(with(section)).starts_with(std::string(kFile) + ": " + expected))
        << section << refusal(with(section));
}

TEST(TerminalConfig, AnIdentityIsGivenWholeOrNotAtAll) {
  EXPECT_EQ(refusal("roots = \"roots.bin\"\n" + with("")),
            std::string(kFile) + ": roots needs controller.certificate too");
  const std::string own = std::string(kTop) + kController + "certificate = \"own.crt\"\n";
  EXPECT_EQ(refusal(own + kAudio), std::string(kFile) + ": terminal_id is missing");
  EXPECT_EQ(refusal("terminal_id = \"tl 1\"\n" + own + kAudio),
            std::string(kFile) + ": terminal_id must be 4 to 32 of A-Z, 0-9 and '-'");
}

TEST(TerminalConfig, TextThatIsNoTomlNamesItsLine) {
  EXPECT_TRUE(refusal(std::string(kTop) + "[audio\n").starts_with(std::string(kFile) + ":2: "));
}

TEST(TerminalConfig, AFileThatIsNotThereIsAnError) { EXPECT_FALSE(read_config("/nowhere/terminal.toml").has_value()); }

}  // namespace
}  // namespace tongluo::firmware

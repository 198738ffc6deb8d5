// tongluod.toml: each wrong key gives one clear line that names the file, the line and the key.

#include "controller/main/config.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace tongluo::daemon {
namespace {

constexpr const char* kGood = R"(data_dir = "data"
[link]
address = "127.0.0.1"
port = 7100
certificate = "controller.crt"
key = "controller.key"
authority = "devices-ca.crt"
[api]
unix_socket = "api.sock"
port = 0
certificate = "controller.crt"
key = "controller.key"
client_authority = "operators-ca.crt"
[trust]
roots = "roots.bin"
[time]
key = "keys/time.key"
[speech]
command = ["say", "{lang}"]
[session]
heartbeat_s = 30
)";

constexpr const char* kDesks = R"(
[guard]
utc_offset_minutes = 480
routine_hours = "06:30-21:45"
exercise_hours = "22:00-02:00"
test_hours = "00:00-24:00"
quota_burst = 5
quota_per_hour = 10
[relay]
keys = ["relay.key"]
[cap]
certificates = ["cap/naads.pem"]
folder = "cap-inbox"
feeds = ["http://127.0.0.1/feed.atom"]
poll_s = 30
mapping = "cap-mapping.toml"
sender = "county@example.org"
[notify]
command = ["/usr/bin/call"]
webhook = "https://127.0.0.1/hook"
smtp = "smtp://127.0.0.1:25"
from = "gong@example.org"
to = ["duty@example.org"]
escalation = [{after_s = 120, to = ["a@example.org"]}, {after_s = 300, to = ["b@example.org"]}]
)";

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ConfigTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Result<Config> load(const std::string& content) {
    std::ofstream(folder_ / "tongluod.toml") << content;
    return load_config(folder_ / "tongluod.toml");
  }
  static std::string edited(const std::string& find, const std::string& replace, std::string content = kGood) {
    const auto at = content.find(find);
    EXPECT_NE(at, content.npos) << find;
    return content.replace(at, find.size(), replace);
  }

  Path folder_;
};

TEST_F(ConfigTest, PathsAreRelativeToTheFile) {
  const auto config = load(kGood);
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->data_dir, folder_ / "data");
  EXPECT_EQ(config->link.port, 7100);
  EXPECT_EQ(config->link.files.authority, folder_ / "devices-ca.crt");
  ASSERT_TRUE(config->https);
  EXPECT_EQ(config->https->port, 0);
  EXPECT_EQ(config->https->files.authority, folder_ / "operators-ca.crt");
  EXPECT_EQ(config->time_key, folder_ / "keys/time.key");
  EXPECT_EQ(config->places, folder_ / "places");
  EXPECT_EQ(config->speech.engines.mandarin, (std::vector<std::string>{"say", "{lang}"}));
  EXPECT_EQ(config->speech.engines.english, config->speech.engines.mandarin);
  EXPECT_EQ(config->speech.words.path, folder_ / "pronunciation.txt");
  EXPECT_FALSE(config->speech.words.required);
  EXPECT_EQ(config->speech.prompts.path, folder_ / "templates.txt");
  EXPECT_EQ(config->heartbeat, seconds(30));
}

TEST_F(ConfigTest, MinusOneMeansNoHttpsAndNeedsNoKeys) {
  const auto config = load("[link]\ncertificate=\"a\"\nkey=\"b\"\nauthority=\"/etc/c\"\n[api]\nport = -1\n");
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_FALSE(config->https);
  EXPECT_TRUE(config->time_key.empty());
  EXPECT_EQ(config->link.files.authority, "/etc/c");
  EXPECT_EQ(config->heartbeat, seconds(120));
}

TEST_F(ConfigTest, TheConsoleIsThereOnlyIfItIsAskedFor) {
  EXPECT_FALSE(load(kGood)->console);
  const std::string section = "[console]\ncertificate = \"web.crt\"\nkey = \"web.key\"\n";
  const auto config = load(kGood + section);
  ASSERT_TRUE(config) << config.error().detail;
  ASSERT_TRUE(config->console);
  EXPECT_EQ(config->console->port, 7443);
  EXPECT_EQ(config->console->address, "127.0.0.1");
  EXPECT_EQ(config->console->host, "127.0.0.1");
  EXPECT_EQ(config->console->certificate, folder_ / "web.crt");
  EXPECT_EQ(config->console->directory, folder_ / "console");
  EXPECT_EQ(config->console->session_life, std::chrono::hours(12));
  EXPECT_EQ(config->console->session_idle, std::chrono::minutes(120));
  EXPECT_EQ(config->console->second_factor,
            (accounts::Roles{accounts::Role::dispatcher, accounts::Role::approver, accounts::Role::administrator}));
  EXPECT_TRUE(config->console->known_passwords.empty());
  EXPECT_EQ(load(kGood + section + "known_passwords = \"known.txt\"\n")->console->known_passwords,
            folder_ / "known.txt");
  EXPECT_TRUE(load(kGood + section + "second_factor = []\n")->console->second_factor.empty());
  EXPECT_EQ(load(kGood + section + "second_factor = [\"township\"]\n")->console->second_factor,
            accounts::Roles{accounts::Role::township});
  EXPECT_FALSE(load(kGood + section + "second_factor = [\"boss\"]\n"));
  EXPECT_FALSE(load(kGood + section + "port = -1\n")->console);
  EXPECT_TRUE(config->console->tiles.address.empty());
  const auto tiles =
      load(kGood + section + "tiles = \"https://t.example/{z}/{x}/{y}.png\"\ntiles_attribution = \"© t\"\n");
  ASSERT_TRUE(tiles) << tiles.error().detail;
  EXPECT_EQ(tiles->console->tiles.address, "https://t.example/{z}/{x}/{y}.png");
  EXPECT_EQ(tiles->console->tiles.attribution, "© t");
  EXPECT_FALSE(load(kGood + section + "tiles = \"https://t.example/{z}/{x}.png\"\n"));
  for (const char* wrong : {"session_hours = 0\n", "idle_minutes = 1441\n", "password = \"x\"\n", "port = 70000\n"})
    EXPECT_FALSE(load(kGood + section + wrong)) << wrong;
  EXPECT_NE(load(std::string(kGood) + "[console]\nkey = \"k\"\n").error().detail.find("certificate"),
            std::string::npos);
}

struct Wrong {
  const char* find;
  const char* replace;
  const char* says;  // after the file's name
};

TEST_F(ConfigTest, EachWrongKeyIsOneClearLine) {
  const Wrong table[] = {
      {"data_dir = \"data\"", "data_dir = 7", ":1: data_dir must be a text in quotes"},
      {"data_dir = \"data\"", "data_dir = \"\"", ":1: data_dir must not be empty"},
      {"data_dir", "datadir", ":1: datadir is not a key that tongluod knows"},
      {"[link]", "[lnk]", ":2: lnk is not a key that tongluod knows"},
      {"\"127.0.0.1\"", "\"localhost\"", ":3: [link] address must be an IP address"},
      {"port = 7100", "port = \"7100\"", ":4: [link] port must be a whole number"},
      {"port = 7100", "port = 65536", ":4: [link] port must be from 0 to 65535"},
      {"port = 0", "port = -2", ":10: [api] port must be from -1 to 65535"},
      {"certificate = \"controller.crt\"\n", "", ": [link] certificate is missing"},
      {"client_authority = \"operators-ca.crt\"\n", "", ": [api] client_authority is missing"},
      {"roots = ", "root = ", ":15: [trust] root is not a key that tongluod knows"},
      {"[\"say\", \"{lang}\"]", "\"say\"", ":19: [speech] command must be a list of texts"},
      {"[\"say\", \"{lang}\"]", "[\"say\", 1]", ":19: [speech] command must be a text in quotes"},
      {"heartbeat_s = 30", "heartbeat_s = 29", ":21: [session] heartbeat_s must be from 30 to 240"},
      {"heartbeat_s = 30", "heartbeat_s = 30.0", ":21: [session] heartbeat_s must be a whole number"},
      {"port = 7100", "port = ", ":4: not TOML"},
      {"[session]\nheartbeat_s = 30", "", ""},
  };
  for (const Wrong& wrong : table) {
    const auto config = load(edited(wrong.find, wrong.replace));
    if (*wrong.says == '\0') {
      EXPECT_TRUE(config);
      continue;
    }
    ASSERT_FALSE(config) << wrong.replace;
    EXPECT_EQ(config.error().kind, ErrorKind::bad_input);
    EXPECT_TRUE(config.error().detail.starts_with((folder_ / "tongluod.toml").string() + wrong.says))
        << config.error().detail;
    EXPECT_EQ(config.error().detail.find('\n'), std::string::npos);
  }
}

TEST_F(ConfigTest, TheDesksHaveTheirSections) {
  const auto config = load("environment = \"training\"\n" + std::string(kGood) + kDesks);
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->environment, "training");
  EXPECT_EQ(config->guard.utc_offset, std::chrono::minutes(480));
  EXPECT_EQ(config->guard.routine_hours.from_minute, 390U);
  EXPECT_EQ(config->guard.routine_hours.until_minute, 1'305U);
  EXPECT_EQ(config->guard.exercise_hours.from_minute, 1'320U);
  EXPECT_EQ(config->guard.exercise_hours.until_minute, 120U);
  EXPECT_EQ(config->guard.test_hours.until_minute, 1'440U);
  EXPECT_EQ(config->guard.quota_burst, 5U);
  EXPECT_EQ(config->guard.quota_per_hour, 10U);
  EXPECT_EQ(config->relay_keys, std::vector<Path>{folder_ / "relay.key"});
  EXPECT_EQ(config->cap.certificates, std::vector<Path>{folder_ / "cap/naads.pem"});
  EXPECT_EQ(config->cap.folder, folder_ / "cap-inbox");
  EXPECT_EQ(config->cap.feeds, std::vector<std::string>{"http://127.0.0.1/feed.atom"});
  EXPECT_EQ(config->cap.poll, seconds(30));
  EXPECT_EQ(config->cap.mapping, folder_ / "cap-mapping.toml");
  EXPECT_EQ(config->cap.sender, "county@example.org");
  EXPECT_EQ(config->notify.command, std::vector<std::string>{"/usr/bin/call"});
  EXPECT_EQ(config->notify.smtp, "smtp://127.0.0.1:25");
  ASSERT_EQ(config->notify.escalation.size(), 2U);
  EXPECT_EQ(config->notify.escalation.at(1).after, seconds(300));
  EXPECT_EQ(config->notify.escalation.at(1).to, std::vector<std::string>{"b@example.org"});
  const auto defaults = load(kGood);
  EXPECT_EQ(defaults->environment, "production");
  EXPECT_EQ(defaults->guard.routine_hours.until_minute, 22U * 60);
  EXPECT_TRUE(defaults->relay_keys.empty());
  EXPECT_TRUE(defaults->cap.folder.empty());
  EXPECT_EQ(defaults->cap.poll, seconds(60));
}

TEST_F(ConfigTest, EachWrongKeyOfADeskIsOneClearLine) {
  const Wrong table[] = {
      {"\"06:30-21:45\"", "\"6:30-21:45\"", "[guard] routine_hours must be hours of a day"},
      {"\"06:30-21:45\"", "\"06:30-24:01\"", "[guard] routine_hours must be hours of a day"},
      {"\"06:30-21:45\"", "\"24:00-24:00\"", "[guard] routine_hours must be hours of a day"},
      {"\"06:30-21:45\"", "\"06:60-21:45\"", "[guard] routine_hours must be hours of a day"},
      {"\"06:30-21:45\"", "\"06:30 21:45\"", "[guard] routine_hours must be hours of a day"},
      {"\"06:30-21:45\"", "630", "[guard] routine_hours must be a text in quotes"},
      {"= 480", "= 841", "[guard] utc_offset_minutes must be from -840 to 840"},
      {"quota_burst = 5", "quota_burst = 0", "[guard] quota_burst must be from 1"},
      {"quota_burst", "quota", "[guard] quota is not a key that tongluod knows"},
      {"keys = [", "key = [", "[relay] key is not a key that tongluod knows"},
      {"\"http://127.0.0.1/feed.atom\"", "\"ftp://x\"", "[cap] feeds must begin with http://"},
      {"poll_s = 30", "poll_s = 4", "[cap] poll_s must be from 5 to 86400"},
      {"folder", "foldr", "[cap] foldr is not a key that tongluod knows"},
      {"\"https://127.0.0.1/hook\"", "\"127.0.0.1\"", "[notify] webhook must begin with http://"},
      {"\"smtp://127.0.0.1:25\"", "\"127.0.0.1:25\"", "[notify] smtp must begin with smtp://"},
      {"from = \"gong@example.org\"\n", "", "[notify] from is missing, but smtp is there"},
      {"to = [\"duty@example.org\"]\n", "", "[notify] to is missing, but smtp is there"},
      {"after_s = 300", "after_s = 120", "[notify.escalation[1]] after_s must be longer than that of the step before"},
      {"to = [\"b@example.org\"]", "to = []", "[notify.escalation[1]] to names nobody"},
      {"after_s = 300", "after = 300", "[notify.escalation[1]] after"},
      {"{after_s = 120, to = [\"a@example.org\"]}", "7", "[notify] escalation must be a list of tables"},
  };
  for (const Wrong& wrong : table) {
    const auto config = load(edited(wrong.find, wrong.replace, std::string(kGood) + kDesks));
    ASSERT_FALSE(config) << wrong.replace;
    EXPECT_NE(config.error().detail.find(wrong.says), std::string::npos) << config.error().detail;
    EXPECT_EQ(config.error().detail.find('\n'), std::string::npos);
  }
  const auto config = load("environment = \"" + std::string(65, 'e') + "\"\n" + kGood);
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().detail.find(":1: environment is longer than 64 bytes"), std::string::npos);
}

TEST_F(ConfigTest, ATableInTheWrongShapeIsNamed) {
  const auto config = load("link = 7\n");
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().detail.find(":1: [link] must be a table"), std::string::npos) << config.error().detail;
}

TEST_F(ConfigTest, AMissingFileIsNamed) {
  const auto config = load_config(folder_ / "nowhere.toml");
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().detail.find("nowhere.toml"), std::string::npos);
}

}  // namespace
}  // namespace tongluo::daemon

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
  static std::string edited(const std::string& find, const std::string& replace) {
    std::string content = kGood;
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
  EXPECT_EQ(config->speech_command, (std::vector<std::string>{"say", "{lang}"}));
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

// The CAP desk's mapping as somebody wrote it: what its keys mean, and that a wrong one is named with its file.

#include "controller/main/cap_settings.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::daemon {
namespace {

class CapSettingsFile : public testing::Test {
 protected:
  Result<cap::Mapping> load(const std::string& text) const {
    std::ofstream(file()) << text;
    return load_cap_mapping(file());
  }
  std::string fault_of(const std::string& text) const {
    const auto mapping = load(text);
    EXPECT_FALSE(mapping) << text;
    if (mapping) return {};
    EXPECT_EQ(mapping.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(mapping.error().detail.find('\n'), std::string::npos);
    EXPECT_NE(mapping.error().detail.find(file().string()), std::string::npos) << mapping.error().detail;
    return mapping.error().detail;
  }
  std::filesystem::path file() const { return folder_.path() / "mapping.toml"; }

  test::TempFolder folder_;
};

TEST_F(CapSettingsFile, SaysWhatBecomesOfWhichMessage) {
  const auto mapping = load(R"(
unsigned = "refuse"
fetch_audio = true
area_names = ["district"]
volume_percent = 70
repetitions = 2
[geocodes]
"SAME=006109" = ["500116101000", "500116102000"]
[[rule]]
name = "floods"
senders = ["water@example"]
events = ["flood"]
severities = ["Severe"]
action = "hold"
level = "II"
)");
  ASSERT_TRUE(mapping) << mapping.error().detail;
  EXPECT_TRUE(mapping->refuse_unsigned && mapping->fetch_audio);
  EXPECT_EQ(mapping->area_names, std::vector<std::string>{"district"});
  EXPECT_EQ(mapping->volume_percent, 70U);
  EXPECT_EQ(mapping->repetitions, 2U);
  EXPECT_EQ(mapping->geocodes.at("SAME=006109").size(), 2U);
  ASSERT_EQ(mapping->rules.size(), 1U);
  EXPECT_EQ(mapping->rules[0].name, "floods");
  EXPECT_EQ(mapping->rules[0].action, cap::Action::hold);
  EXPECT_EQ(mapping->rules[0].level, Level::ii);
}

TEST_F(CapSettingsFile, NamesWhatIsWrong) {
  struct Case {
    const char* text;
    const char* named;
  };
  constexpr Case kCases[] = {
      {"= 1", "not TOML"},
      {"deviations = [\"no such one\"]", "no such one"},
      {"unsigned = \"play\"", "unsigned"},
      {"fetch_audio = 1", "fetch_audio"},
      {"geocodes = 7", "geocodes"},
      {"[geocodes]\na = 7", "geocodes"},
      {"[geocodes]\na = [7]", "geocodes"},
      {"[geocodes]\na = [\"500116101000\"]", "geocode a"},
      {"[[rule]]\nname = \"a\"\naction = \"play\"", "action"},
      {"[[rule]]\nname = \"a\"\naction = \"hold\"\nlevel = \"routine\"", "level"},
      {"[[rule]]\nname = \"a\"\naction = \"hold\"\nmore = 1", "more"},
      {"more = 1", "more"},
  };
  for (const Case& wrong : kCases) {
    const std::string fault = fault_of(wrong.text);
    EXPECT_NE(fault.find(wrong.named), std::string::npos) << fault;
  }
}

TEST_F(CapSettingsFile, WithoutAMappingNothingIsPinnedOrRuled) {
  CapConfig config;
  config.sender = "county@example";
  const auto settings = load_cap_settings(config);
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->sender, "county@example");
  EXPECT_TRUE(settings->mapping.rules.empty());
}

TEST_F(CapSettingsFile, ARuleForACertificateThatIsNotPinnedIsWrong) {
  CapConfig config;
  config.mapping = file();
  ASSERT_TRUE(load("[[rule]]\nname = \"a\"\ncertificates = [\"upstream\"]\naction = \"hold\"\n"));
  const auto settings = load_cap_settings(config);
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().detail.find("no pinned certificate is called upstream"), std::string::npos);
}

TEST_F(CapSettingsFile, FilesThatAreMissingOrNoCertificateAreNamed) {
  CapConfig config;
  config.mapping = file();
  EXPECT_FALSE(load_cap_settings(config)) << "it does not exist";
  config.mapping.clear();
  config.certificates = {folder_.path() / "missing.crt"};
  EXPECT_FALSE(load_cap_settings(config));
  std::ofstream(folder_.path() / "rubbish.crt") << "no certificate";
  config.certificates = {folder_.path() / "rubbish.crt"};
  EXPECT_FALSE(load_cap_settings(config));
}

}  // namespace
}  // namespace tongluo::daemon

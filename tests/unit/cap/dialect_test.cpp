// Dialects: each is named when it is met, and refused by its name when it is not allowed.

#include "tests/unit/cap/messages.hpp"

namespace tongluo::cap::test {
namespace {

struct Dialect {
  const char* name;
  std::string text;
};

std::string without_language() { return good_with("<language>zh-CN</language>", ""); }

std::vector<Dialect> dialects() {
  const std::string place = " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:schemaLocation=\"a b\"";
  const auto code = [](const std::string& value) {
    return good_with("</scope>", "</scope><code>" + value + "</code>");
  };
  return {
      {"bom", "\xEF\xBB\xBF" + std::string(kGood)},
      {"processing-instruction", good_with("<alert", "<?xml-stylesheet href='x'?><alert")},
      {"schema-location", good_with("<info>", "<info" + place + ">")},
      {"cap-1.1", good_with("cap:1.2", "cap:1.1")},
      {"time-z", good_with("10:00:00+08:00", "10:00:00Z")},
      {"time-fraction", good_with("10:00:00+08:00", "10:00:00.125+08:00")},
      {"utc-plus-zero", good_with("10:00:00+08:00", "10:00:00+00:00")},
      {"no-language", without_language()},
      {"profile-ca", code("profile:CAP-CP:0.4")},
      {"profile-au", code("urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0")},
      {"profile-ipaws", code("IPAWSv1.0")},
  };
}

TEST(CapDialect, EachIsNamedWhenAllowedAndRefusedByNameWhenNot) {
  for (const auto& [name, text] : dialects()) {
    const auto alert = read(text, {name});
    ASSERT_TRUE(alert) << name << ": " << alert.error().code << " " << alert.error().detail;
    EXPECT_EQ(alert->deviations, std::vector<std::string>{name});
    EXPECT_EQ(code_of(text, {}), std::string("deviation.") + name);
    EXPECT_TRUE(is_deviation(name));
  }
}

TEST(CapDialect, OnlyOlderVersionsAreNotAllowedByDefault) {
  for (const auto& [name, text] : dialects())
    EXPECT_EQ(code_of(text), std::string_view(name) == "cap-1.1" ? "deviation.cap-1.1" : "accepted") << name;
}

TEST(CapDialect, NormalisedTimesKeepTheirInstant) {
  EXPECT_EQ(read(good_with("10:00:00+08:00", "10:00:00Z"))->infos[0].expires, at("2026-11-23T10:00:00-00:00"));
  EXPECT_EQ(read(good_with("10:00:00+08:00", "10:00:00.999+08:00"))->infos[0].expires, at("2026-11-23T10:00:00+08:00"));
  for (const char* wrong : {"10:00:00.Z", "10:00:00z", "10:00:00ZZ", "10:00:00.1.2Z", "10:00Z", "10:00:00,5Z"})
    EXPECT_EQ(code_of(good_with("10:00:00+08:00", wrong)), "schema.invalid") << wrong;
}

TEST(CapDialect, ChineseWithoutLanguageIsReadAsChineseAndOthersAsEnglish) {
  EXPECT_EQ(read(without_language())->infos[0].language, "zh");
  std::string english = with(without_language(), "暴雨红色预警", "Rain");
  english = with(with(english, "三小时内雨量超过一百毫米。", "x"), "请立即转移到高处。", "y");
  const auto alert = read(with(english, "暴雨", "storm"), {});
  ASSERT_TRUE(alert) << alert.error().code;
  EXPECT_EQ(alert->infos[0].language, "en-US");
  EXPECT_FALSE(alert->infos[0].language_stated);
}

TEST(CapDialect, EncodingsGiveTheSameText) {
  const std::string latin = with(good_with("UTF-8", "ISO-8859-1"), "暴雨红色预警", "Usulut\xE1n");
  std::string ascii;
  for (std::size_t i = 0; i < latin.size(); ++i)
    if (static_cast<unsigned char>(latin[i]) < 0x80 || latin[i] == '\xE1') ascii += latin[i];
  const auto alert =
      read(with(with(ascii, "<event></event>", "<event>e</event>"), "<areaDesc></areaDesc>", "<areaDesc>a</areaDesc>"));
  ASSERT_TRUE(alert) << alert.error().detail;
  EXPECT_EQ(alert->infos[0].headline, "Usulután");
  EXPECT_EQ(alert->deviations, std::vector<std::string>{"iso-8859-1"});
}

}  // namespace
}  // namespace tongluo::cap::test

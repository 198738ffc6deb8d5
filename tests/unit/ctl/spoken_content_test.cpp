#include "tools/ctl/spoken_content.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/ctl/template_commands.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

std::string request_of(const SpokenContent& content, const std::string& languages) {
  const auto request = speech_request(content, languages);
  return request ? json::serialize(*request) : request.error().message;
}

std::string refusal_of(const SpokenContent& content, const std::string& languages = "zh-CN") {
  const auto checked = check_content(content, languages);
  EXPECT_FALSE(checked);
  return checked ? "" : checked.error().message;
}

TEST(SpokenContent, IsExactlyOneThing) {
  SpokenContent content;
  EXPECT_THAT(refusal_of(content), HasSubstr("exactly one"));
  content.text = "你好";
  EXPECT_TRUE(check_content(content, "zh-CN"));
  content.template_name = "flood";
  EXPECT_THAT(refusal_of(content), HasSubstr("exactly one"));
}

TEST(SpokenContent, TwoLanguagesNeedTwoTextsOrATemplate) {
  SpokenContent content;
  content.text = "你好";
  EXPECT_THAT(refusal_of(content, "zh,en"), HasSubstr("--text-en"));
  content.text_en = "Hello";
  EXPECT_TRUE(check_content(content, "zh,en"));
  EXPECT_EQ(request_of(content, "zh-CN"),
            R"({"parts":[{"text":"你好","language":"zh"},{"text":"Hello","language":"en"}]})");
  EXPECT_THAT(refusal_of(content, "en"), HasSubstr("in English"));
  EXPECT_THAT(refusal_of(content, "zh,zh-TW"), HasSubstr("twice"));
  EXPECT_THAT(refusal_of(content, "fr"), HasSubstr("cannot be spoken"));
  EXPECT_EQ(first_language("zh-CN,en"), "zh-CN");
}

TEST(SpokenContent, ATemplateTakesItsSettings) {
  SpokenContent content;
  content.template_name = "flood";
  content.settings = {"place=白沙镇", "note=a=b"};
  EXPECT_TRUE(check_content(content, "zh,en"));
  EXPECT_EQ(request_of(content, "zh,en"),
            R"({"template":"flood","parameters":{"note":"a=b","place":"白沙镇"},"languages":["zh","en"]})");
  for (const char* wrong : {"place", "=x"}) {
    content.settings = {wrong};
    EXPECT_THAT(refusal_of(content), HasSubstr("NAME=VALUE"));
  }
  content.settings = {"a=1", "a=2"};
  EXPECT_THAT(refusal_of(content), HasSubstr("given twice"));
  content.template_name.clear();
  content.text = "你好";
  EXPECT_THAT(refusal_of(content), HasSubstr("--set needs --template"));
}

TEST(SpokenContent, ATemplateGivesEventCodeAndHeadlineUnlessThePersonDid) {
  const auto answer =
      json::parse(
          R"({"templates":[{"name":"flood","event_code":"11A01","class":"actual","wordings":{"zh":{"title":"洪水预警","text":"x"}}},
          {"name":"drill","event_code":"","class":"exercise","wordings":{"zh":{"title":"演习","text":"x"}}}]})")
          .as_object();
  AskedOrder asked;
  asked.order_class = OrderClass::actual;
  ASSERT_TRUE(use_template(answer, "flood", "zh-CN,en", asked));
  EXPECT_EQ(asked.event_code, "11A01");
  EXPECT_EQ(asked.headline, "洪水预警");
  asked.headline = "长江洪水";
  ASSERT_TRUE(use_template(answer, "flood", "zh", asked));
  EXPECT_EQ(asked.headline, "长江洪水");
  EXPECT_THAT(use_template(answer, "drill", "zh", asked).error().message, HasSubstr("--class exercise only"));
  EXPECT_THAT(use_template(answer, "storm", "zh", asked).error().message, HasSubstr("there is no \"storm\""));
}

}  // namespace
}  // namespace tongluo::ctl

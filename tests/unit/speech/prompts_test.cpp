// The prompts: their files, their parameters, the sentences that come out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/speech/prompt_book.hpp"
#include "controller/speech/unicode.hpp"
#include "tests/unit/speech/sample_prompts.hpp"

namespace tongluo::speech {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kAsked[] = {"flood",      "rainstorm", "flash-flood", "landslide", "forest-fire",
                                  "earthquake", "chemical",  "evacuation",  "all-clear", "drill"};

const PromptBook& book() {
  static const PromptBook built_in = PromptBook::built_in();
  return built_in;
}

std::string said(const std::string& name, Language language, const PromptParameters& parameters) {
  const auto text = book().fill(name, language, parameters);
  return text ? *text : "fault: " + text.error().parameter + " " + text.error().reason;
}

std::string prompt_fault_in(const std::string& file) {
  PromptBook own = PromptBook::built_in();
  const auto added = own.add_own(file);
  EXPECT_FALSE(added) << file;
  EXPECT_EQ(own.prompts().size(), book().prompts().size()) << "nothing of a bad file is used";
  return added ? "" : to_text("p", added.error());
}

TEST(Prompts, ThereIsOneForEachEventInBothLanguages) {
  for (const char* name : kAsked) {
    ASSERT_TRUE(book().prompts().contains(name)) << name;
    EXPECT_EQ(book().prompts().at(name).wordings.size(), 2U) << name;
    EXPECT_FALSE(book().prompts().at(name).own);
  }
}

TEST(Prompts, CarryTheNationalTablesEventCodes) {
  EXPECT_EQ(book().prompts().at("flood").event_code, "11A01");
  EXPECT_EQ(book().prompts().at("rainstorm").event_code, "11B03");
  EXPECT_EQ(book().prompts().at("flash-flood").event_code, "11A51");
  EXPECT_EQ(book().prompts().at("landslide").event_code, "11D01");
  EXPECT_EQ(book().prompts().at("earthquake").event_code, "11C02");
  EXPECT_EQ(book().prompts().at("forest-fire").event_code, "11G01");
  EXPECT_EQ(book().prompts().at("drill").order_class, "exercise");
  for (const auto& [name, prompt] : book().prompts())
    EXPECT_EQ(prompt.order_class, name == "drill" ? "exercise" : "actual") << name;
}

TEST(Prompts, BothLanguagesNeedTheSameParameters) {
  for (const auto& [name, prompt] : book().prompts()) {
    auto zh = prompt.wordings.at(Language::mandarin).text.required();
    auto en = prompt.wordings.at(Language::english).text.required();
    EXPECT_THAT(zh, testing::UnorderedElementsAreArray(en)) << name;
    zh = prompt.wordings.at(Language::mandarin).text.optional();
    en = prompt.wordings.at(Language::english).text.optional();
    EXPECT_THAT(zh, testing::UnorderedElementsAreArray(en)) << name;
  }
}

TEST(Prompts, AreShortPlainAndReadable) {
  for (const SamplePrompt& sample : sample_prompts()) {
    const std::string text = said(sample.name, sample.language, sample.parameters);
    EXPECT_THAT(text, Not(HasSubstr("fault"))) << sample.name;
    EXPECT_THAT(text, Not(testing::ContainsRegex("[][{}]"))) << sample.name;
    EXPECT_THAT(text, Not(HasSubstr("  "))) << text;
    const auto characters = from_utf8(text)->size();
    EXPECT_LT(characters, sample.language == Language::mandarin ? 150U : 420U) << text;
    EXPECT_TRUE(text.ends_with(sample.language == Language::mandarin ? "。" : ".")) << text;
  }
}

TEST(Prompts, SayWhatAnAnnouncerWouldSay) {
  EXPECT_EQ(said("flood", Language::mandarin, {{"place", "白沙镇"}, {"level", "I"}}),
            "白沙镇洪水红色预警。低洼处和沿河的群众，请立即转移到高处。不要下河，不要涉水。");
  EXPECT_EQ(said("flood", Language::mandarin,
                 {{"place", "白沙镇"},
                  {"level", "II"},
                  {"river", "长江"},
                  {"water_level", "172.35"},
                  {"time", "15:30"},
                  {"shelter", "白沙中学"},
                  {"phone", "119"}}),
            "白沙镇洪水橙色预警。长江水位已达172.35米。预计15:30出现洪峰。低洼处和沿河的群众，请立即转移到高处，"
            "前往白沙中学集合。不要下河，不要涉水。求助电话119。");
  EXPECT_EQ(
      said("earthquake", Language::english, {{"place", "Baisha"}, {"magnitude", "5.6"}, {"time", "2026-07-03T03:05"}}),
      "An earthquake of magnitude 5.6 has struck Baisha at 3:05 a m on 3 July. Protect your head. Go to open ground, "
      "away from buildings and power lines. Do not use lifts. Do not go back inside. More shocks are possible.");
}

TEST(Prompts, NumbersInThemAreReadAsWords) {
  EXPECT_THAT(
      normalise(
          said("flood", Language::mandarin,
               {{"place", "白沙镇"}, {"level", "1"}, {"river", "长江"}, {"water_level", "172.35"}, {"phone", "110"}}),
          Language::mandarin),
      testing::AllOf(HasSubstr("一百七十二点三五米"), HasSubstr("求助电话幺幺零")));
  EXPECT_THAT(
      normalise(
          said("evacuation", Language::english, {{"place", "Baisha"}, {"time", "15:05"}, {"phone", "023-47521234"}}),
          Language::english),
      testing::AllOf(HasSubstr("three oh five p m"), HasSubstr("call zero two three, four seven five two one")));
}

TEST(Prompts, AMissingParameterIsNamed) {
  EXPECT_EQ(said("flood", Language::mandarin, {{"place", "白沙镇"}}), "fault: level is missing");
  EXPECT_EQ(said("flood", Language::mandarin, {{"level", "I"}}), "fault: place is missing");
  EXPECT_EQ(said("flood", Language::mandarin, {{"place", "白沙镇"}, {"level", "I"}, {"water_level", "172"}}),
            "fault: river is missing: its sentence is said only with all its parameters");
}

TEST(Prompts, AStrangeOrImplausibleParameterIsNamed) {
  const auto flood = [](const std::string& name, const std::string& value) {
    PromptParameters given{{"place", "白沙镇"}, {"level", "I"}, {"river", "长江"}};
    given[name] = value;
    if (name != "water_level") given["water_level"] = "172";
    return said("flood", Language::mandarin, given);
  };
  EXPECT_EQ(flood("plaice", "x"), "fault: plaice is no parameter of the template flood");
  EXPECT_EQ(flood("magnitude", "5"), "fault: magnitude is no parameter of the template flood");
  EXPECT_EQ(flood("place.fr", "x"), "fault: place.fr is no parameter of the template flood");
  EXPECT_EQ(flood("level", "V"), "fault: level must be one of I, II, III, IV");
  EXPECT_EQ(flood("water_level", "17235"), "fault: water_level must be -10 to 9000");
  EXPECT_EQ(flood("water_level", "172.355"), "fault: water_level must have at most 2 decimals");
  for (const char* bad : {"1e3", "172,35", "0x10", "nan", "-", ".5", "5.", "172米", " 172"})
    EXPECT_EQ(flood("water_level", bad), "fault: water_level must be a number") << bad;
  for (const char* bad : {"24:00", "15:60", "3:05", "15-30", "2026-13-01T10:00", "2026-07-03 10:00", "15:30:00"})
    EXPECT_THAT(flood("time", bad), HasSubstr("fault: time must be a local time")) << bad;
  for (const char* bad : {"11", "119x", "-119", "119-", "1--19", "1234567890123456"})
    EXPECT_THAT(flood("phone", bad), HasSubstr("fault: phone must be")) << bad;
  EXPECT_EQ(flood("place", ""), "fault: place is empty");
  EXPECT_EQ(flood("place", "镇"), "fault: place must have 2 to 40 characters");
  EXPECT_EQ(flood("place", "白沙\n镇"), "fault: place must be plain words in one line");
  EXPECT_EQ(flood("place", "。。。"), "fault: place has no word in it");
  EXPECT_EQ(flood("place", "\xFF\xFF"), "fault: place is not UTF-8");
}

TEST(Prompts, EnglishNeedsEnglishWords) {
  EXPECT_EQ(said("drill", Language::english, {{"place", "白沙镇"}, {"event", "flood"}}),
            "fault: place is in Chinese; give it in English as place.en");
  const PromptParameters both{{"place", "白沙镇"}, {"place.en", "Baisha"}, {"event", "洪水"}, {"event.en", "flood"}};
  EXPECT_THAT(said("drill", Language::english, both), HasSubstr("A flood drill is now taking place in Baisha."));
  EXPECT_THAT(said("drill", Language::mandarin, both), HasSubstr("白沙镇现在进行洪水演习。"));
}

TEST(Prompts, LevelsAreTakenInEveryCommonForm) {
  for (const char* level : {"III", "Ⅲ", "3", "yellow", "黄色", "黄"})
    EXPECT_THAT(said("rainstorm", Language::mandarin, {{"place", "白沙镇"}, {"level", level}}),
                HasSubstr("暴雨黄色预警"));
}

TEST(OwnPrompts, AddToTheBuiltInOnesOrReplaceThem) {
  PromptBook own = PromptBook::built_in();
  const auto added = own.add_own(
      "[parameters]\ndepth = number 0 10 1\n[culvert]\nevent = 11A02\n[culvert zh]\ntitle = 涵洞积水\n"
      "text = {place}积水{depth}米，请绕行。\n[drill zh]\ntitle = 演习\ntext = 演习，{place}。\n");
  ASSERT_TRUE(added) << to_text("p", added.error());
  EXPECT_EQ(*own.fill("culvert", Language::mandarin, {{"place", "东门涵洞"}, {"depth", "1.2"}}),
            "东门涵洞积水1.2米，请绕行。");
  EXPECT_TRUE(own.prompts().at("culvert").own);
  EXPECT_EQ(own.prompts().at("culvert").event_code, "11A02");
  EXPECT_EQ(*own.fill("drill", Language::mandarin, {{"place", "白沙镇"}}), "演习，白沙镇。");
  EXPECT_EQ(own.prompts().at("drill").order_class, "exercise") << "what was not replaced stays";
  EXPECT_TRUE(own.fill("drill", Language::english, {{"place", "Baisha"}, {"event", "flood"}}));
}

TEST(OwnPrompts, ABadLineIsNamedAndNothingIsUsed) {
  EXPECT_EQ(prompt_fault_in("x = y"), "p:1: stands before any [section]");
  EXPECT_THAT(prompt_fault_in("[flood]\nevent = 11a01"), HasSubstr("p:2: event: must be five"));
  EXPECT_THAT(prompt_fault_in("[flood]\nclass = real"), HasSubstr("p:2: class: must be"));
  EXPECT_THAT(prompt_fault_in("[flood]\ncolour = red"), HasSubstr("p:2: colour: no such key here"));
  EXPECT_THAT(prompt_fault_in("[Flood]"), HasSubstr("p:1: [Flood]: a name"));
  EXPECT_THAT(prompt_fault_in("[flood fr]"), HasSubstr("language must be zh or en"));
  EXPECT_THAT(prompt_fault_in("hello"), HasSubstr("must be: key = value"));
  EXPECT_THAT(prompt_fault_in("[x]\n"), HasSubstr("p:1: [x]: there is no [x zh]"));
  EXPECT_THAT(prompt_fault_in("[x zh]\ntitle = t\n"), HasSubstr("p:1: [x zh]: has no text"));
  EXPECT_THAT(prompt_fault_in("[x zh]\ntext = 你好\n"), HasSubstr("p:1: [x zh]: has no title"));
  EXPECT_THAT(prompt_fault_in("[x zh]\ntitle = t\ntext = {who}你好\n"), HasSubstr("{who} is not among [parameters]"));
  EXPECT_THAT(prompt_fault_in("[x en]\ntitle = t\ntext = 你好\n"), HasSubstr("Chinese characters in an English text"));
  for (const char* text : {"a {place", "a {} b", "a } b", "a [b {place}", "a ] b", "[a [{place}]]", "[a] b"})
    EXPECT_THAT(prompt_fault_in(std::string("[x zh]\ntitle = t\ntext = ") + text), HasSubstr("p:3: text: a ")) << text;
  EXPECT_THAT(prompt_fault_in("[parameters]\na = colour"), HasSubstr("must be text, number, level, time or phone"));
  EXPECT_THAT(prompt_fault_in("[parameters]\na = number 5"), HasSubstr("needs its two bounds"));
  EXPECT_THAT(prompt_fault_in("[parameters]\na = number 5 1 0"), HasSubstr("needs its two bounds"));
  EXPECT_THAT(prompt_fault_in("[parameters]\na = number 1 5"), HasSubstr("needs its decimals"));
  EXPECT_THAT(prompt_fault_in("[parameters]\na = text 0 5"), HasSubstr("1 to 200 characters"));
  EXPECT_THAT(prompt_fault_in("[parameters]\na = level 1"), HasSubstr("one word too many"));
}

TEST(OwnPrompts, LimitsAreKept) {
  std::string prompts, parameters = "[parameters]\n";
  for (std::size_t i = 0; i <= kMaxPrompts; ++i) prompts += "[p" + std::to_string(i) + " zh]\ntitle = t\ntext = 好\n";
  for (std::size_t i = 0; i <= kMaxPromptParameters; ++i) parameters += "p" + std::to_string(i) + " = level\n";
  EXPECT_THAT(prompt_fault_in(prompts), HasSubstr("more than 128 prompts"));
  EXPECT_THAT(prompt_fault_in(parameters), HasSubstr("more than 128 parameters"));
  EXPECT_THAT(prompt_fault_in("[x zh]\ntext = " + std::string(kMaxPromptTextBytes + 1, 'a')),
              HasSubstr("longer than 2000 bytes"));
}

}  // namespace
}  // namespace tongluo::speech

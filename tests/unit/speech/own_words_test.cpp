// The table that a county writes itself. The phonemes come from the real espeak-ng.
#include "controller/speech/own_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/speech/pronunciation.hpp"
#include "controller/speech/speech_engine.hpp"
#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

using testing::HasSubstr;

std::string fault_in(const std::string& file) {
  const auto words = parse_own_words(file);
  EXPECT_FALSE(words) << file;
  return words ? "" : to_text("w", words.error());
}

OwnWords words_of(const std::string& file) {
  const auto words = parse_own_words(file);
  EXPECT_TRUE(words) << to_text("w", words.error());
  return words ? *words : OwnWords{};
}

std::string pinyin(const std::string& text, const OwnWords& own) {
  return to_utf8(with_pinyin(*from_utf8(text), &own));
}

TEST(OwnWords, CommentsBlanksAndLineEndsOfWindowsAreNoWords) {
  const auto words = words_of("\xEF\xBB\xBF# places\r\n\r\n 重石 = chong2 shi2 \r\n燕坝=yan4ba4");
  EXPECT_EQ(words.readings.size(), 2U);
  EXPECT_EQ(words.readings.at(U"重石"), U" chong2 shi2 ");
  EXPECT_EQ(words.readings.at(U"燕坝"), U" yan4 ba4 ");
}

TEST(OwnWords, GoBeforeTheBuiltInTableAndLongestWordWins) {
  const auto own = words_of("重庆 = zhong4 qing4\n重庆路口 = chong2 qing4 lu4 kou3\n");
  EXPECT_THAT(pinyin("重庆", own), HasSubstr("zhong4 qing4"));
  EXPECT_THAT(pinyin("重庆路口", own), HasSubstr("chong2 qing4 lu4 kou3"));
  EXPECT_THAT(pinyin("重新", own), HasSubstr("chong2 xin1")) << "the built-in table stays";
}

TEST(OwnWords, ChangeWhatIsHeard) {
  const auto own = words_of("六枝 = lu4 zhi1\n");
  const auto with = phonemes("六枝特区", Language::mandarin, &own);
  const auto without = phonemes("六枝特区", Language::mandarin);
  const auto meant = phonemes("lu4 zhi1 特区", Language::mandarin);
  ASSERT_TRUE(with && without && meant);
  EXPECT_EQ(*with, *meant);
  EXPECT_NE(*with, *without);
}

TEST(OwnWords, ABadLineIsNamedAndNothingIsUsed) {
  EXPECT_EQ(fault_in("綦江 qi2 jiang1"), "w:1: must be: word = pinyin");
  EXPECT_EQ(fault_in("\n# x\n綦江 = qi2"), "w:3: 綦江 has 2 characters, its pinyin 1 syllables");
  EXPECT_THAT(fault_in("綦江 = qi jiang1"), HasSubstr("w:1: \"qi jiang1\" is no pinyin"));
  EXPECT_THAT(fault_in("綦江 = qi2 jiangg1"), HasSubstr("\"jiangg1\" is no pinyin"));
  EXPECT_THAT(fault_in("綦江 = qi2 jiang6"), HasSubstr("\"jiang6\" is no pinyin"));
  EXPECT_THAT(fault_in(" = qi2"), HasSubstr("no word"));
  EXPECT_THAT(fault_in("G5 = ji1 wu3"), HasSubstr("Chinese characters only"));
  EXPECT_THAT(fault_in("一 = yi1\n一 = yi4"), HasSubstr("w:2: 一 is there twice"));
  EXPECT_THAT(fault_in("綦江 = qi2 jiang1\nxx\n好 = ok\n"), HasSubstr("w:2: must be: word = pinyin; line 3: "));
}

TEST(OwnWords, LimitsAreKept) {
  EXPECT_THAT(fault_in("一二三四五六七八九十一二三四五六七 = yi1"), HasSubstr("more than 16 characters"));
  EXPECT_THAT(fault_in(std::string(kMaxOwnFileBytes + 1, '#')), HasSubstr("longer than"));
  EXPECT_THAT(fault_in("\xFF"), HasSubstr("not UTF-8"));
  std::string many;
  for (int i = 0; i < 30; ++i) many += "x\n";
  const auto words = parse_own_words(many);
  ASSERT_FALSE(words);
  ASSERT_EQ(words.error().size(), kMaxLineFaults + 1);
  EXPECT_EQ(words.error().back().what, "and 10 more");
  std::string table;
  for (char32_t c = 0x4E00; c < 0x4E00 + kMaxOwnWords + 1; ++c) table += to_utf8(std::u32string{c}) + " = yi1\n";
  EXPECT_THAT(fault_in(table), HasSubstr("w:5001: more than 5000 words"));
}

}  // namespace
}  // namespace tongluo::speech

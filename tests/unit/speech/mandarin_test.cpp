#include <gtest/gtest.h>

#include "controller/speech/mandarin_numbers.hpp"
#include "controller/speech/normaliser.hpp"
#include "controller/speech/pronunciation.hpp"
#include "controller/speech/speech_engine.hpp"
#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

struct Pair {
  const char* written;
  const char* said;
};

void expect_said(std::initializer_list<Pair> pairs) {
  for (const auto& [written, said] : pairs) EXPECT_EQ(normalise(written, Language::mandarin), said) << written;
}

TEST(Mandarin, IntegersUpToATrillion) {
  expect_said({{"0", "零"},
               {"10", "十"},
               {"11", "十一"},
               {"20", "二十"},
               {"100", "一百"},
               {"101", "一百零一"},
               {"111", "一百一十一"},
               {"200", "二百"},
               {"1010", "一千零一十"},
               {"2000", "两千"},
               {"10001", "一万零一"},
               {"20000", "两万"},
               {"22222", "两万两千二百二十二"},
               {"100000", "十万"},
               {"120000", "十二万"},
               {"1000000", "一百万"},
               {"1,204", "一千二百零四"},
               {"10,010,010", "一千零一万零一十"},
               {"100200300", "一亿零二十万零三百"},
               {"1000000000000", "一万亿"},
               {"123456789012", "一千二百三十四亿五千六百七十八万九千零一十二"},
               {"99999999999999", "九九九九九九九九九九九九九九"}});
}

TEST(Mandarin, DecimalsNegativesPercentAndFractions) {
  expect_said({{"3.14", "三点一四"},
               {"0.05", "零点零五"},
               {"-3.5", "负三点五"},
               {"80%", "百分之八十"},
               {"8.5％", "百分之八点五"},
               {"2%", "百分之二"},
               {"30%-50%", "百分之三十到百分之五十"},
               {"30-50%", "百分之三十到百分之五十"},
               {"1‰", "千分之一"},
               {"1/3", "三分之一"},
               {"1:500", "一比五百"}});
}

TEST(Mandarin, YearsDatesAndTimes) {
  expect_said({{"2026年", "二零二六年"},
               {"1000年", "一千年"},
               {"20年", "二十年"},
               {"2026年7月3日", "二零二六年七月三日"},
               {"2026年07月03日", "二零二六年七月三日"},
               {"2026-07-03", "二零二六年七月三日"},
               {"2026/7/3", "二零二六年七月三日"},
               {"2025-2026年", "二零二五到二零二六年"},
               {"7月3日-5日", "七月三日到五日"},
               {"2月2日", "二月二日"},
               {"03:05", "三点零五分"},
               {"07:00", "七点整"},
               {"00:07", "零点零七分"},
               {"2:00", "两点整"},
               {"12：30", "十二点三十分"},
               {"12:30:05", "十二点三十分零五秒"},
               {"3时05分", "三时零五分"},
               {"08:00-10:30", "八点整到十点三十分"},
               {"8:00～10:30", "八点整到十点三十分"}});
}

TEST(Mandarin, NoHourOrDayThatDoesNotExist) {
  EXPECT_EQ(normalise("25:99", Language::mandarin), "二十五比九十九");
  EXPECT_EQ(normalise("2026-13-45", Language::mandarin), "二零二六杠幺三杠四五");
}

TEST(Mandarin, CodesDigitByDigitWithYao) {
  expect_said({{"请拨打119", "请拨打幺幺九"},
               {"拨打110、119或120", "拨打幺幺零、幺幺九或幺二零"},
               {"12345热线", "幺二三四五热线"},
               {"119户", "一百一十九户"},
               {"120毫米", "一百二十毫米"},
               {"电话47521234", "电话四七五二幺二三四"},
               {"023-47521234", "零二三，四七五二幺二三四"},
               {"13812345678", "幺三八幺二三四五六七八"},
               {"400-123-4567", "四零零，幺二三，四五六七"},
               {"3-2-101室", "三杠二杠幺零幺室"},
               {"G5013高速", "G 五零幺三高速"},
               {"007", "零零七"}});
}

TEST(Mandarin, UnitsAreNamed) {
  expect_said({{"250mm", "二百五十毫米"},
               {"30 cm", "三十厘米"},
               {"3.5m", "三点五米"},
               {"2m", "两米"},
               {"12km", "十二公里"},
               {"35℃", "三十五摄氏度"},
               {"-5℃", "零下五摄氏度"},
               {"气温-5~-2℃", "气温零下五到零下二摄氏度"},
               {"零下5℃", "零下五摄氏度"},
               {"1200m³/s", "一千二百立方米每秒"},
               {"1200 m3/s", "一千二百立方米每秒"},
               {"50kg", "五十公斤"},
               {"5m/s", "五米每秒"},
               {"60km/h", "六十公里每小时"},
               {"100㎡", "一百平方米"},
               {"10kV", "十千伏"},
               {"5G", "五 G"}});
}

TEST(Mandarin, LevelsRangesAndOrdinals) {
  expect_said({{"Ⅰ级", "一级"},
               {"I级", "一级"},
               {"Ⅱ级", "二级"},
               {"III级响应", "三级响应"},
               {"IV级", "四级"},
               {"3-5天", "三到五天"},
               {"3～5小时", "三到五小时"},
               {"35-37℃", "三十五到三十七摄氏度"},
               {"第3次", "第三次"},
               {"第2次", "第二次"},
               {"2次", "两次"},
               {"2级", "二级"},
               {"2个", "两个"},
               {"12个", "十二个"}});
}

TEST(Mandarin, TextAroundNumbersStays) {
  expect_said({{"江津区2026年7月3日03:05发布洪水Ⅰ级（特别重大）预警！",
                "江津区二零二六年七月三日三点零五分发布洪水一级，特别重大，预警！"},
               {"\"红色\"预警!!", "红色预警！"},
               {"GPS定位", "G P S 定位"},
               {"😀你好", "你好"},
               {"第一行\n第二行", "第一行第二行"},
               {"３５％", "百分之三十五"}});
}

TEST(Mandarin, BulletinsOfFloodLandslideAndEarthquakeServices) {
  expect_said({{"7月4日2时", "七月四日二时"},
               {"出库3.2万m³/s", "出库三点二万立方米每秒"},
               {"库容1.2亿m³", "库容一点二亿立方米"},
               {"29.59°N，102.08°E", "北纬二十九点五九度，东经一百零二点零八度"},
               {"浓度35mg/m³", "浓度三十五毫克每立方米"},
               {"涨幅0.5m/h", "涨幅零点五米每小时"},
               {"3#楼", "三号楼"},
               {"10⁴方", "十的四次方方"},
               {"K32+500处", "K 三二加五百处"},
               {"水位172.35米", "水位一百七十二点三五米"},
               {"三峡入库流量5.6万立方米每秒", "三峡入库流量五点六万立方米每秒"},
               {"阵风7～8级", "阵风七到八级"},
               {"值班电话023-47521234", "值班电话零二三，四七五二幺二三四"}});
}

TEST(Mandarin, NoDigitIsEverLeftForTheVoice) {
  for (int number = 0; number < 20'000; number += 7)
    for (const char* around : {"", "米", "%", "年", ":05", "-3", "℃"}) {
      const auto said = normalise("水位" + std::to_string(number) + around, Language::mandarin);
      EXPECT_EQ(said.find_first_of("0123456789"), std::string::npos) << number << around << " → " << said;
    }
}

TEST(Mandarin, InlinePinyinIsKept) {
  EXPECT_EQ(normalise("chong2qing4市", Language::mandarin), "chong2 qing4 市");
  EXPECT_EQ(normalise("Chong2", Language::mandarin), "C H O N G 二");
  for (const std::u32string_view syllable : {U"zhuang4", U"a1", U"er2", U"lv4", U"lü4", U"xiong2", U"shi1"})
    EXPECT_EQ(pinyin_length(syllable, 0), syllable.size()) << to_utf8(syllable);
  for (const std::u32string_view other : {U"m2", U"km2", U"b5", U"x6", U"shi", U"zzz1", U"mm3", U"shi12"})
    EXPECT_EQ(pinyin_length(other, 0), 0U) << to_utf8(other);
}

TEST(Mandarin, NormalisingTwiceChangesNothing) {
  for (const char* text : {"2026年7月3日03:05，水位173.5米，请拨打119。", "G5013高速3-5km", "chong2qing4市"}) {
    const auto once = normalise(text, Language::mandarin);
    EXPECT_EQ(normalise(once, Language::mandarin), once);
  }
}

TEST(Pronunciation, LongestWordWinsAndDurationIsNoPerson) {
  EXPECT_EQ(with_pinyin(U"重庆"), U" chong2 qing4 ");
  EXPECT_EQ(with_pinyin(U"防溺水"), U" fang2 ni4 shui3 ");
  EXPECT_EQ(with_pinyin(U"区长"), U" qu1 zhang3 ");
  EXPECT_EQ(with_pinyin(U"区长期"), U"区长期");
  EXPECT_EQ(with_pinyin(U"不要"), U" bu2 要");
  EXPECT_EQ(with_pinyin(U"不能"), U"不能");
  EXPECT_EQ(with_pinyin(U"不"), U"不");
}

TEST(Unicode, OnlyRealUtf8IsAccepted) {
  EXPECT_EQ(from_utf8("铜锣ü😀"), U"铜锣ü😀");
  EXPECT_EQ(to_utf8(U"铜锣ü😀a"), "铜锣ü😀a");
  for (const std::string_view bad :
       {"\x80", "\xC0\x80", "\xE4\xB8", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE0\x80\x80"})
    EXPECT_EQ(from_utf8(bad), std::nullopt);
}

}  // namespace
}  // namespace tongluo::speech

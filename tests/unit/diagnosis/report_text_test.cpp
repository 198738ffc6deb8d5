// What terminals say in English stands in Chinese inside a Chinese sentence.

#include "controller/diagnosis/report_text.hpp"

#include <gtest/gtest.h>

namespace tongluo::diagnosis {
namespace {

TEST(ReportText, APhraseOfTheFirmwareIsTranslatedWithItsNumbers) {
  const std::pair<const char*, const char*> rows[] = {
      {"97 %, about 34 min left (estimated)", "97 %，估计还能运行 34 分钟"},
      {"no mains; battery 12.4 V, 60 %, about 340 min left (estimated)",
       "市电中断；蓄电池 12.4 V, 60 %，估计还能运行 340 分钟"},
      {"no mains; battery about 20 min left (estimated)", "市电中断；蓄电池 估计还能运行 20 分钟"},
      {"amplifier at 91 C", "功放 91 °C"},
      {"71 C in the cabinet", "箱内 71 °C"},
      {"device \"amplifier board\" does not answer", "设备“amplifier board”无应答"},
      {"sensor battery_voltage is out of range, last value 99.5", "蓄电池电压传感器超出量程，上一数值 99.5"},
      {"silent_horn: the horn line is open", "喇叭线开路"},
      {"crash, 3 in 10 min", "程序崩溃，3 次 / 10 分钟"},
      {"crash, 3 in 10 min: signal 11", "程序崩溃，3 次 / 10 分钟：signal 11"},
      {"over: the file system is read-only", "已恢复：文件系统只读"},
      {"the file system is full: 12 KiB left", "文件系统已满：剩余 12 KiB"}};
  for (const auto& [said, text] : rows) EXPECT_EQ(in_chinese(said), text) << said;
}

TEST(ReportText, AMeasureStaysAndUnknownWordsAreQuoted) {
  EXPECT_EQ(in_chinese(""), "");
  EXPECT_EQ(in_chinese("+3600 s"), "+3600 s");
  EXPECT_EQ(in_chinese("12.4 V, 60 %"), "12.4 V, 60 %");
  EXPECT_EQ(in_chinese("a badger sits on the fuse"), "“a badger sits on the fuse”");
  EXPECT_EQ(in_chinese("amplifier at  C"), "“amplifier at  C”");
  EXPECT_EQ(told_zh(""), "");
  EXPECT_EQ(told_en("no mains"), ": no mains");
}

TEST(ReportText, EveryReasonOfARefusalThatADiagnosisNamesHasWordsInBothLanguages) {
  for (const Refusal reason :
       {Refusal::clock_unsynchronised, Refusal::issued_in_future, Refusal::no_trust_list, Refusal::trust_list_expired,
        Refusal::no_place, Refusal::trust_list_stale, Refusal::unknown_key, Refusal::storage_failed,
        Refusal::replay_memory_full, Refusal::unsupported, Refusal::reader_too_old}) {
    const Text words = refusal_words(reason);
    EXPECT_NE(words.zh, words.en) << to_string(reason);
    EXPECT_EQ(words.en.find('_'), std::string::npos) << words.en;
  }
}

}  // namespace
}  // namespace tongluo::diagnosis

// A county's own engine in all the ways in which it may fail: espeak-ng speaks, and what happened is said. The engines
// are real programs, confined; espeak-ng is the real one.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "controller/speech/sound_check.hpp"
#include "controller/speech/speech_engine.hpp"
#include "tests/unit/speech/stand_in_engine.hpp"

namespace tongluo::speech {
namespace {

using testing::HasSubstr;

constexpr const char* kText = "江津区发布洪水红色预警，119户请立即转移。";

Speech spoken_by(const std::string& script, const std::string& text = kText) {
  const StandInEngine engine(script);
  const auto speech = synthesise({text, Language::mandarin, 160}, {{engine.path(), "--lang={lang}"}, {}});
  EXPECT_TRUE(speech) << speech.error().detail;
  return speech ? *speech : Speech{};
}

// A second voice for a difference: espeak-ng itself, slower.
constexpr const char* kWorks = "exec espeak-ng -v cmn-latn-pinyin -s 120 --stdin --stdout";

void expect_fallback(const std::string& script, const char* reason) {
  const Speech speech = spoken_by(script);
  const auto plain = synthesise({kText, Language::mandarin, 160});
  ASSERT_TRUE(plain);
  EXPECT_EQ(speech.engine, "espeak-ng") << script;
  EXPECT_THAT(speech.fault, HasSubstr(reason)) << script;
  EXPECT_THAT(speech.fault, HasSubstr("/engine failed")) << script;
  EXPECT_EQ(speech.samples, plain->samples) << script;
}

TEST(OwnEngine, SpeaksWhenItWorks) {
  const Speech speech = spoken_by(kWorks);
  EXPECT_EQ(speech.fault, "");
  EXPECT_THAT(speech.engine, HasSubstr("/engine"));
  EXPECT_EQ(speech.normalised, "江津区发布洪水红色预警，一百一十九户请立即转移。");
}

TEST(OwnEngine, GetsTheWordsAndTheLanguage) {
  const std::string checks =
      "text=$(cat); [[ $text == *一百一十九户* && $1 == --lang=zh ]] || exit 3\n"
      "exec espeak-ng -v cmn-latn-pinyin --stdout \"$text\"";
  EXPECT_EQ(spoken_by(checks).fault, "");
  EXPECT_THAT(spoken_by(checks, "120户请立即转移").fault, HasSubstr("exit code 3"));
}

TEST(OwnEngine, ServesItsLanguageOnly) {
  const StandInEngine engine(kWorks);
  const auto english = synthesise({"Flood warning", Language::english, 160}, {{engine.path()}, {}});
  ASSERT_TRUE(english) << english.error().detail;
  EXPECT_EQ(english->engine, "espeak-ng");
  EXPECT_EQ(english->fault, "") << "there is none for English";
}

TEST(OwnEngine, ThatIsMissingIsReplaced) {
  const auto speech = synthesise({kText, Language::mandarin, 160}, {{"/no/such/engine"}, {}});
  ASSERT_TRUE(speech) << speech.error().detail;
  EXPECT_EQ(speech->engine, "espeak-ng");
  EXPECT_THAT(speech->fault, HasSubstr("/no/such/engine"));
}

TEST(OwnEngine, ThatEndsBadlyIsReplaced) { expect_fallback("echo 'no model' >&2; exit 7", "exit code 7: no model"); }

TEST(OwnEngine, ThatGivesNoWavIsReplaced) {
  expect_fallback("cat", "no WAV");
  expect_fallback("true", "no WAV");
}

TEST(OwnEngine, ThatGivesSilenceIsReplaced) {
  expect_fallback("ffmpeg -v error -f lavfi -i anullsrc=r=22050:cl=mono -t 6 -f wav -bitexact pipe:1", "silence");
}

TEST(OwnEngine, ThatBreaksOffIsReplaced) {
  expect_fallback("exec espeak-ng -v cmn-latn-pinyin --stdout 江", "s of sound for");
}

TEST(OwnEngine, ThatNeverEndsItsSentenceIsReplaced) {
  expect_fallback("ffmpeg -v error -f lavfi -i sine=r=22050 -t 90 -f wav -bitexact pipe:1", "90 s of sound for");
}

TEST(OwnEngine, AndTheDefaultOneBothFailingIsAnErrorThatNamesBoth) {
  const auto speech = synthesise({"请到𠮷村", Language::mandarin, 160}, {{"/no/such/engine"}, {}});
  ASSERT_FALSE(speech);
  EXPECT_EQ(speech.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(speech.error().detail, HasSubstr("/no/such/engine"));
  EXPECT_THAT(speech.error().detail, HasSubstr("cannot read a character"));
}

TEST(OwnEngine, UnusableTextIsTheWritersFaultNotTheEngines) {
  const auto speech = synthesise({"，。！", Language::mandarin, 160}, {{"/no/such/engine"}, {}});
  ASSERT_FALSE(speech);
  EXPECT_EQ(speech.error().kind, ErrorKind::bad_input);
}

TEST(SoundCheck, CountsAClickInSilenceAsNoSpeech) {
  std::vector<float> samples(48'000 * 4, 0.0F);
  std::fill_n(samples.begin() + 48'000, 2'000, 0.5F);
  EXPECT_THAT(fault_of(samples, U"请立即转移到高处"), HasSubstr("s of sound for 8 syllables"));
  EXPECT_EQ(fault_of(samples, U"请"), "");
}

TEST(SoundCheck, NoticesNumbersThatAreNone) {
  const std::vector<float> samples(48'000, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT(fault_of(samples, U"请"), HasSubstr("no numbers"));
}

}  // namespace
}  // namespace tongluo::speech

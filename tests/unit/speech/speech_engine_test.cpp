// The real espeak-ng and ffmpeg, confined.
#include "controller/speech/speech_engine.hpp"

#include <cmath>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/speech/stand_in_engine.hpp"

namespace tongluo::speech {
namespace {

using testing::HasSubstr;
using testing::Not;

double level_of(const std::vector<float>& samples) {
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return std::sqrt(energy / static_cast<double>(samples.size()));
}

std::string sounds_of(const std::string& text, Language language = Language::mandarin) {
  const auto sounds = phonemes(normalise(text, language), language);
  return sounds ? *sounds : "error: " + sounds.error().detail;
}

Error refusal_of(const SpeechRequest& request, const std::vector<std::string>& command = {}) {
  const auto speech = synthesise(request, {command, command});
  EXPECT_FALSE(speech) << request.text;
  return speech ? Error{} : speech.error();
}

TEST(SpeechEngine, MandarinTextSoundsAsMandarin) {
  EXPECT_EQ(sounds_of("洪水"), "X'ong35_| s.w'ei214_|");
  EXPECT_EQ(sounds_of("重庆"), "ts.h'ong35_| tS;h'i51N_|");
}

TEST(SpeechEngine, DigitsAndLettersAreNotReadInEnglish) {
  for (const char* text : {"119", "2026年7月3日03:05", "250mm", "Ⅰ级", "80%", "APP", "GPS", "G5013", "100% OK"}) {
    EXPECT_THAT(sounds_of(text), Not(HasSubstr("(en)"))) << text;
    EXPECT_THAT(sounds_of(text), Not(HasSubstr("error"))) << text;
  }
}

TEST(SpeechEngine, EnglishTextSoundsAsEnglish) {
  EXPECT_EQ(sounds_of("Flood warning", Language::english), "fl'Vd w'O@nIN");
}

TEST(SpeechEngine, SpeaksMandarinAtAPlausiblePace) {
  const auto speech = synthesise({"江津区应急管理局发布洪水红色预警，请立即转移。", Language::mandarin, 160});
  ASSERT_TRUE(speech) << speech.error().detail;
  EXPECT_EQ(speech->normalised, "江津区应急管理局发布洪水红色预警，请立即转移。");
  const double duration_s = static_cast<double>(speech->samples.size()) / 48'000.0;
  EXPECT_GT(duration_s, 3.0);  // 23 syllables
  EXPECT_LT(duration_s, 12.0);
  EXPECT_GT(level_of(speech->samples), 0.01);
}

TEST(SpeechEngine, SpeaksEnglish) {
  const auto speech = synthesise({"Flood warning, level I.", Language::english, 160});
  ASSERT_TRUE(speech) << speech.error().detail;
  EXPECT_EQ(speech->normalised, "Flood warning, level one.");
  EXPECT_GT(level_of(speech->samples), 0.01);
}

TEST(SpeechEngine, FasterIsShorter) {
  const auto slow = synthesise({"洪水红色预警", Language::mandarin, 100});
  const auto fast = synthesise({"洪水红色预警", Language::mandarin, 250});
  ASSERT_TRUE(slow && fast);
  EXPECT_GT(slow->samples.size(), fast->samples.size() * 3 / 2);
}

TEST(SpeechEngine, EqualTextGivesEqualSamples) {
  const auto once = synthesise({"测试", Language::mandarin, 160});
  const auto again = synthesise({"测试", Language::mandarin, 160});
  ASSERT_TRUE(once && again);
  EXPECT_EQ(once->samples, again->samples);
}

TEST(SpeechEngine, UnusableTextIsRefusedInWords) {
  EXPECT_THAT(refusal_of({"", Language::mandarin, 160}).detail, HasSubstr("empty"));
  EXPECT_THAT(refusal_of({"，。！😀", Language::mandarin, 160}).detail, HasSubstr("nothing"));
  EXPECT_THAT(refusal_of({"\xFF\xFE", Language::mandarin, 160}).detail, HasSubstr("UTF-8"));
  EXPECT_THAT(refusal_of({std::string(kMaxSpeechTextBytes + 1, 'a'), Language::english, 160}).detail,
              HasSubstr("longer than"));
  EXPECT_THAT(refusal_of({"测试", Language::mandarin, 5'000}).detail, HasSubstr("words_per_minute"));
  for (const auto& request :
       {SpeechRequest{"", Language::mandarin, 160}, SpeechRequest{"\xFF", Language::english, 160}})
    EXPECT_EQ(refusal_of(request).kind, ErrorKind::bad_input);
}

TEST(SpeechEngine, CharacterThatTheVoiceDoesNotKnowIsRefusedNotSpelledOut) {
  EXPECT_EQ(refusal_of({"请到𠮷村", Language::mandarin, 160}).kind, ErrorKind::bad_input);
  EXPECT_EQ(refusal_of({"Go to 江津", Language::english, 160}).kind, ErrorKind::bad_input);
}

TEST(SpeechEngine, TextIsNeverTakenForAnOption) {
  const auto speech = synthesise({"--version -f /etc/passwd", Language::english, 160});
  ASSERT_TRUE(speech) << speech.error().detail;
  EXPECT_GT(level_of(speech->samples), 0.01);
}

TEST(SpeechEngine, EqualRequestsNameTheEngineThatSpoke) {
  const auto speech = synthesise({"测试", Language::mandarin, 160});
  ASSERT_TRUE(speech);
  EXPECT_EQ(speech->engine, "espeak-ng");
  EXPECT_EQ(speech->fault, "");
}

// espeak-ng takes the nearest voice for an unknown one; here its installation lacks the Mandarin voice.
TEST(SpeechEngine, MissingVoiceIsAnError) {
  const StandInEngine engine(
      "[[ $1 == --voices* ]] && exec /usr/bin/espeak-ng --voices=yue; exec /usr/bin/espeak-ng \"$@\"");
  const auto folder = std::filesystem::path(engine.path()).parent_path();
  std::filesystem::rename(engine.path(), folder / "espeak-ng");
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (folder.string() + ":" + path).c_str(), 1);
  const auto refusal = refusal_of({"测试", Language::mandarin, 160});
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(refusal.kind, ErrorKind::unavailable);
  EXPECT_THAT(refusal.detail, HasSubstr("no voice cmn-latn-pinyin"));
}

TEST(SpeechEngine, MissingEngineIsUnavailable) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/no/such/folder", 1);
  const auto refusal = refusal_of({"测试", Language::mandarin, 160});
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(refusal.kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace tongluo::speech

// The click detector, itself tested: what is spliced badly is found where it was spliced, and nothing is found in real
// speech (of a person and of espeak-ng, with its plosives), in the attention tones, or behind the codec.

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/unit/listen/sounds.hpp"
#include "tools/listen/find_clicks.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kSecond = 48'000;
constexpr std::size_t kNear = 48;  // 1 ms
constexpr double kVoiced = 2'000.0;

bool clicks_near(const std::vector<Click>& clicks, std::size_t at) {
  return std::ranges::any_of(clicks,
                             [at](const Click& click) { return click.at + kNear >= at && click.at <= at + kNear; });
}

const Samples& spoken() {
  static const Samples samples = through_opus(speak(kFloodSentence));
  return samples;
}

TEST(Click, AStepInASineIsFoundWhereItIsAndMeasured) {
  for (const int height : {-8'000, -600, 600, 8'000}) {
    const auto clicks = find_clicks(with_step(sine(440.0, 8'000.0, kSecond), 20'011, height));
    ASSERT_EQ(clicks.size(), 1u) << height;
    EXPECT_NEAR(static_cast<double>(clicks[0].at), 20'011.0, 24.0);
    EXPECT_NEAR(clicks[0].height, std::abs(height), 0.2 * std::abs(height));
  }
}

TEST(Click, AStepInSilenceIsFoundFromFiftyDecibelsUp) {
  EXPECT_EQ(find_clicks(with_step(Samples(kSecond), 20'000, 150)).size(), 1u);
  EXPECT_TRUE(find_clicks(with_step(Samples(kSecond), 20'000, 50)).empty());
}

TEST(Click, AStepInSpeechIsFoundAnywhere) {
  const auto places = loud_places(spoken(), 50.0, 60);
  ASSERT_GE(places.size(), 40u);
  for (const std::size_t at : places) EXPECT_TRUE(clicks_near(find_clicks(with_step(spoken(), at, 1'000)), at)) << at;
}

TEST(Click, ADroppedRunOfSamplesIsFound) {
  for (const std::size_t count : {5U, 37U, 480U, 960U}) {
    std::size_t found = 0;
    const auto places = loud_places(spoken(), kVoiced, 20);
    for (const std::size_t at : places)
      found += clicks_near(find_clicks(with_dropped(spoken(), at, count)), at) ? 1 : 0;
    EXPECT_GE(found, places.size() * 8 / 10) << count << ": of " << places.size() << "; some runs end where they began";
    EXPECT_TRUE(clicks_near(find_clicks(with_dropped(sine(440.0, 8'000.0, kSecond), 20'000, count)), 20'000)) << count;
  }
}

TEST(Click, ARepeatedFrameIsFound) {
  std::size_t found = 0;
  const auto places = loud_places(spoken(), kVoiced, 20);
  for (const std::size_t at : places)
    found += clicks_near(find_clicks(with_repeated(spoken(), at, 960)), at + 960) ? 1 : 0;
  EXPECT_GE(found, places.size() * 8 / 10) << "of " << places.size();
}

TEST(Click, AHoleIsFoundAtBothItsEdges) {
  for (const std::size_t count : {48U, 480U, 960U, 4'800U}) {
    std::size_t found = 0;
    const auto places = loud_places(spoken(), kVoiced, 20);
    for (const std::size_t at : places) {
      const auto clicks = find_clicks(with_hole(spoken(), at, count));
      found += clicks_near(clicks, at) || clicks_near(clicks, at + count) ? 1 : 0;
    }
    EXPECT_GE(found, places.size() * 9 / 10) << count;
  }
}

TEST(Click, EveryClickOfManyIsCounted) {
  Samples samples = sine(440.0, 8'000.0, 4 * kSecond);
  for (std::size_t at = 9'600; at < samples.size(); at += 9'600)
    samples = with_step(samples, at, at % 19'200 == 0 ? 2'000 : -2'000);
  EXPECT_EQ(find_clicks(samples).size(), 19u);
}

TEST(Click, ThereIsNoneInAttentionTones) {
  for (const Tone tone : {Tone::level_i, Tone::level_ii, Tone::level_iii, Tone::level_iv, Tone::chime})
    EXPECT_TRUE(find_clicks(attention_tone(tone, 4 * kSecond)).empty()) << to_string(tone);
}

TEST(Click, ThereIsNoneInSynthesisedSpeechBehindTheCodec) {
  EXPECT_TRUE(find_clicks(spoken()).empty());
  EXPECT_TRUE(find_clicks(through_opus(speak(kFireSentence))).empty());
  // Plosives at every beginning.
  EXPECT_TRUE(
      find_clicks(through_opus(speak("ba1 pa1 da4 ta1 ga1 ka1 zha4 cha1 qi4 ji4 pu1 tong1 peng4 pai2"))).empty());
}

TEST(Click, ThereIsNoneInAPersonsSpeech) {
  std::size_t heard = 0;
  for (const char* name : {"Front_Center", "Front_Left", "Front_Right", "Rear_Center", "Rear_Left", "Side_Right"}) {
    const Samples person = read_audio(std::string("/usr/share/sounds/alsa/") + name + ".wav");
    if (person.empty()) continue;
    ++heard;
    EXPECT_TRUE(find_clicks(person).empty()) << name;
    EXPECT_TRUE(find_clicks(through_opus(person)).empty()) << name << " behind the codec";
    const auto places = loud_places(person, 2'000.0, 10);
    for (const std::size_t at : places)
      EXPECT_TRUE(clicks_near(find_clicks(with_step(person, at, 3'000)), at)) << name << " " << at;
  }
  if (heard == 0) GTEST_SKIP() << "alsa-utils, whose recordings these are, is not installed";
}

TEST(Click, ShortAndEmptyRecordingsHaveNone) {
  for (const std::size_t size : {0U, 1U, 23U, 24U, 100U}) EXPECT_TRUE(find_clicks(Samples(size)).empty()) << size;
}

}  // namespace
}  // namespace tongluo::listen

// phrases.txt: field phrases with their readings. The phonemes come from the real espeak-ng; the pinyin was written by
// hand and is spoken by the same voice, so that a wrong reading of a character shows as a difference between two
// utterances.
#include <algorithm>
#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <span>
#include <vector>

#include "controller/speech/speech_engine.hpp"

namespace tongluo::speech {
namespace {

constexpr std::size_t kAtLeast = 270;
constexpr std::size_t kGroup = 16;

struct Phrase {
  std::string written;
  std::string said;
  std::string pinyin;
  std::string sounds;
};

std::vector<Phrase> phrases() {
  std::vector<Phrase> all;
  std::ifstream file(TONGLUO_SOURCE_DIR "/tests/unit/speech/phrases.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::array<std::string, 4> fields;
    std::size_t at = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto end = line.find(" | ", at);
      fields[i] = line.substr(at, end - at);
      at = end + 3;
    }
    fields[3] = line.substr(at);
    all.push_back({fields[0], fields[1], fields[2], fields[3]});
  }
  return all;
}

// Without stress marks, pauses and word borders: syllables and tones remain.
std::string bare(std::string sounds) {
  std::erase_if(sounds, [](char c) { return std::string_view("',_| :!").find(c) != std::string_view::npos; });
  return sounds;
}

std::string spoken(const std::string& text) {
  const auto sounds = phonemes(text, Language::mandarin);
  return sounds ? *sounds : "error: " + sounds.error().detail;
}

// Sixteen phrases at a time, as sentences of one text; one by one where that differs, to name the phrase.
template <class Text, class Check>
void check_in_groups(const std::vector<Phrase>& all, Text text, Check check) {
  for (std::size_t start = 0; start < all.size(); start += kGroup) {
    const auto group = std::span(all).subspan(start, std::min(kGroup, all.size() - start));
    std::string together;
    std::string expected;
    for (const auto& phrase : group) {
      together += text(phrase) + "。";
      expected += (expected.empty() ? "" : " ") + phrase.sounds;
    }
    if (check(spoken(together), expected)) continue;
    for (const auto& phrase : group)
      EXPECT_TRUE(check(spoken(text(phrase)), phrase.sounds)) << phrase.written << " (" << phrase.pinyin << ") sounds "
                                                              << spoken(text(phrase)) << ", not " << phrase.sounds;
  }
}

TEST(Phrases, AreSaidAsExpected) {
  const auto all = phrases();
  ASSERT_GE(all.size(), kAtLeast);
  for (const auto& phrase : all) EXPECT_EQ(normalise(phrase.written, Language::mandarin), phrase.said);
}

TEST(Phrases, HaveTheirPhonemes) {
  check_in_groups(
      phrases(), [](const Phrase& phrase) { return phrase.said; },
      [](const std::string& sounds, const std::string& expected) { return sounds == expected; });
}

TEST(Phrases, SoundAsTheirPinyin) {
  check_in_groups(
      phrases(), [](const Phrase& phrase) { return phrase.pinyin; },
      [](const std::string& sounds, const std::string& expected) { return bare(sounds) == bare(expected); });
}

TEST(Phrases, NeverSwitchToAnotherVoice) {
  for (const auto& phrase : phrases()) EXPECT_EQ(phrase.sounds.find('('), std::string::npos) << phrase.written;
}

}  // namespace
}  // namespace tongluo::speech
